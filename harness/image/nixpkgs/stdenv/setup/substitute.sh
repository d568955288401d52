# Replacing text in files.

# _replace VARIABLE DESCRIPTION OPTION...: replaces in the variable's text.
_replace() {
    local -n __content=$1
    local description=$2 pattern replacement name
    shift 2
    while (($#)); do
        local option=$1
        case $option in
            --replace | --replace-fail | --replace-warn | --replace-quiet)
                pattern=$2 replacement=$3
                shift 3
                if [[ -z $pattern ]]; then
                    nixErrorLog "substituteStream(): $option needs a pattern in $description"
                    return 1
                fi
                if [[ $__content != *"$pattern"* ]]; then
                    local complaint="substituteStream(): pattern ${pattern@Q} doesn't match anything in $description"
                    case $option in
                        --replace-fail)
                            nixErrorLog "$complaint"
                            return 1
                            ;;
                        --replace-quiet) ;;
                        *) nixWarnLog "$complaint" ;;
                    esac
                fi
                ;;
            --subst-var)
                name=$2
                shift 2
                if [[ ! $name =~ ^[a-zA-Z_][a-zA-Z0-9_]*$ ]]; then
                    nixErrorLog "substituteStream(): ${name@Q} is no name of a variable"
                    return 1
                fi
                if [[ -z ${!name+set} ]]; then
                    nixErrorLog "substituteStream(): variable ${name@Q} is unset"
                    return 1
                fi
                pattern="@$name@" replacement=${!name}
                ;;
            --subst-var-by)
                pattern="@$2@" replacement=$3
                shift 3
                ;;
            *)
                nixErrorLog "substituteStream(): invalid command line argument: $option"
                return 1
                ;;
        esac
        __content=${__content//"$pattern"/"$replacement"}
    done
}

# The same, printed.
substituteStream() {
    local __text=${!1}
    shift
    _replace __text "$@" || return
    printf '%s' "$__text"
}

# Reads standard input into the variable, with its last newlines.
consumeEntire() {
    IFS= read -r -d '' "$1" || true
}

substitute() {
    local input=$1 output=$2 __text
    shift 2
    if [[ ! -f $input ]]; then
        nixErrorLog "substitute(): file '$input' does not exist"
        return 1
    fi
    consumeEntire __text <"$input"
    if [[ -e $output ]]; then chmod +w "$output"; fi
    # Nothing is written where something went wrong, not even where errors do not end the shell.
    _replace __text "file '$input'" "$@" || return
    printf '%s' "$__text" >"$output"
}

# substituteInPlace FILE... OPTION...
substituteInPlace() {
    local -a files=()
    local file
    while (($#)) && [[ $1 != --* || $1 == -- ]]; do
        if [[ $1 != -- ]]; then files+=("$1"); fi
        shift
    done
    if ((${#files[@]} == 0)); then
        nixErrorLog "substituteInPlace called with no files to operate on (files must come before options!)"
        return 1
    fi
    for file in "${files[@]}"; do substitute "$file" "$file" "$@"; done
}

# Every variable of the environment that a @name@ could mean: it starts with a lower case letter.
_allFlags() {
    local name
    while IFS= read -r name; do
        if [[ $name =~ ^[a-z][a-zA-Z0-9_]*$ ]]; then substitutions+=(--subst-var "$name"); fi
    done < <(compgen -e)
}

substituteAllStream() {
    local -a substitutions=()
    _allFlags
    substituteStream "$1" "$2" "${substitutions[@]}"
}

substituteAll() {
    local input=$1 output=$2
    local -a substitutions=()
    _allFlags
    substitute "$input" "$output" "${substitutions[@]}"
}

substituteAllInPlace() {
    substituteAll "$1" "$1"
}
