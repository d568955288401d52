# makeWrapper and wrapProgram: scripts that set up an environment and then start a program.

# The program must be there and executable.
assertExecutable() {
    if [[ ! -f $1 || ! -x $1 ]]; then
        echo "Cannot wrap '$1' because it is not an executable file"
        return 1
    fi
}

# makeWrapper EXECUTABLE WRAPPER OPTION...
#
# --set VAR VALUE, --set-default VAR VALUE, --unset VAR
# --prefix VAR SEPARATOR VALUE, --suffix VAR SEPARATOR VALUE, --prefix-each, --suffix-each,
# --prefix-contents VAR SEPARATOR FILES, --suffix-contents
# --run COMMAND, --chdir DIRECTORY
# --add-flag FLAG, --add-flags FLAGS, --append-flag FLAG, --append-flags FLAGS
# --argv0 NAME, --inherit-argv0, --resolve-argv0
makeWrapper() { makeShellWrapper "$@"; }

makeShellWrapper() {
    local original=$1 wrapper=$2 argv0='"$0"' before= after= option value
    local -a lines=()
    assertExecutable "$original" || return
    shift 2
    while (($#)); do
        option=$1
        case $option in
            --set) lines+=("export $2=${3@Q}"); shift 3 ;;
            --set-default) lines+=("export $2=\${$2-${3@Q}}"); shift 3 ;;
            --unset) lines+=("unset $2"); shift 2 ;;
            --run) lines+=("$2"); shift 2 ;;
            --chdir) lines+=("cd ${2@Q}"); shift 2 ;;
            --prefix) lines+=("$(_wrapList prefix "$2" "$3" "$4")"); shift 4 ;;
            --suffix) lines+=("$(_wrapList suffix "$2" "$3" "$4")"); shift 4 ;;
            --prefix-each | --suffix-each)
                option=${option#--}
                for value in $4; do lines+=("$(_wrapList "${option%-each}" "$2" "$3" "$value")"); done
                shift 4
                ;;
            --prefix-contents | --suffix-contents)
                option=${option#--}
                for value in $4; do lines+=("$(_wrapList "${option%-contents}" "$2" "$3" "$(<"$value")")"); done
                shift 4
                ;;
            --add-flag) before+=" ${2@Q}"; shift 2 ;;
            --add-flags) before+=" $2"; shift 2 ;;
            --append-flag) after+=" ${2@Q}"; shift 2 ;;
            --append-flags) after+=" $2"; shift 2 ;;
            --argv0) argv0=${2@Q}; shift 2 ;;
            --inherit-argv0) argv0='"$0"'; shift ;;
            --resolve-argv0) argv0='"$(readlink -f "$0")"'; shift ;;
            *)
                echo "makeWrapper doesn't understand the arg $option"
                return 1
                ;;
        esac
    done
    mkdir -p "$(dirname "$wrapper")"
    {
        echo "#! $SHELL -e"
        printLines "${lines[@]}"
        echo "exec -a $argv0 ${original@Q}$before \"\$@\"$after"
    } >"$wrapper"
    chmod +x "$wrapper"
}

# A value that is there already moves to the end that was asked for.
_wrapList() {
    local where=$1 variable=$2 separator=${3@Q} value=${4@Q}
    echo "$variable=\${$variable:+$separator\$$variable$separator}"
    echo "$variable=\${$variable/$separator$value$separator/$separator}"
    if [[ $where == prefix ]]; then
        echo "$variable=$value\$$variable"
        echo "$variable=\${$variable%$separator}"
    else
        echo "$variable=\$$variable$value"
        echo "$variable=\${$variable#$separator}"
    fi
    echo "export $variable"
}

# wrapProgram PROGRAM OPTION...: the wrapper takes the program's place.
wrapProgram() { wrapProgramShell "$@"; }

wrapProgramShell() {
    local program=$1 hidden
    hidden=$(dirname "$program")/.$(basename "$program")-wrapped
    assertExecutable "$program" || return
    while [[ -e $hidden ]]; do hidden+=_; done
    mv "$program" "$hidden"
    makeShellWrapper "$hidden" "$program" --inherit-argv0 "${@:2}"
}
