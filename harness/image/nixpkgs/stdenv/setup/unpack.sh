# unpackPhase: the sources end up below the build directory, and sourceRoot names where.

unpackCmdHooks+=(_defaultUnpack)

_defaultUnpack() {
    local file=$1 destination
    if [[ -d $file ]]; then
        destination=$(stripHash "$file")
        if [[ -e $destination ]]; then
            nixErrorLog "Cannot copy $file to $destination: destination already exists!"
            nixErrorLog "Did you specify two \"srcs\" with the same \"name\"?"
            return 1
        fi
        # Time stamps are kept: of the store they are all the same, so nothing is older by chance.
        cp -r --preserve=timestamps --reflink=auto -- "$file" "$destination"
        return
    fi
    case $file in
        *.tar.xz | *.tar.lzma | *.txz)
            xz --decompress --stdout "$file" | tar xf - --mode=+w --warning=no-timestamp
            ;;
        *.tar | *.tar.* | *.tgz | *.tbz2 | *.tbz) tar xf "$file" --mode=+w --warning=no-timestamp ;;
        *.zip)
            if ! type -P unzip >/dev/null; then nixErrorLog "a .zip needs unzip in nativeBuildInputs"; fi
            return 1
            ;;
        *) return 1 ;;
    esac
}

unpackFile() {
    curSrc=$1
    echo "unpacking source archive $curSrc"
    if ! runOneHook unpackCmd "$curSrc"; then
        echo "do not know how to unpack source archive $curSrc"
        exit 1
    fi
}

unpackPhase() {
    runHook preUnpack

    local -a sources=()
    if [[ -n ${srcs:-} ]]; then
        concatTo sources srcs
    elif [[ -n ${src:-} ]]; then
        sources=("$src")
    else
        # shellcheck disable=SC2016
        echo 'variable $src or $srcs should point to the source'
        exit 1
    fi

    local path before=$'\n' directory
    for path in *; do
        if [[ -d $path ]]; then before+=$path$'\n'; fi
    done
    for path in "${sources[@]}"; do unpackFile "$path"; done

    : "${sourceRoot=}"
    if [[ -n ${setSourceRoot:-} ]]; then
        runOneHook setSourceRoot
    elif [[ -z $sourceRoot ]]; then
        for directory in *; do
            if [[ -d $directory && $before != *$'\n'"$directory"$'\n'* ]]; then
                if [[ -n $sourceRoot ]]; then
                    echo "unpacker produced multiple directories"
                    exit 1
                fi
                sourceRoot=$directory
            fi
        done
    fi
    if [[ -z $sourceRoot ]]; then
        echo "unpacker appears to have produced no directories"
        exit 1
    fi
    echo "source root is $sourceRoot"
    if [[ ${dontMakeSourcesWritable:-0} != 1 ]]; then chmod -R u+w -- "$sourceRoot"; fi

    runHook postUnpack
}

patchPhase() {
    runHook prePatch

    local -a patchesArray=() flags=()
    local patch
    concatTo patchesArray patches
    concatTo flags patchFlags=-p1
    for patch in "${patchesArray[@]}"; do
        echo "applying patch $patch"
        case $patch in
            *.gz) gzip -d <"$patch" ;;
            *.bz2) bzip2 -d <"$patch" ;;
            *.xz | *.lzma) xz -d <"$patch" ;;
            *) cat "$patch" ;;
        esac | patch "${flags[@]}"
    done

    runHook postPatch
}
