# fixupPhase: makes every output fit for the store.

fixupPhase() {
    local output
    for output in $(getAllOutputNames); do
        if [[ -e ${!output} ]]; then chmod -R u+w,u-s,g-s "${!output}"; fi
    done

    runHook preFixup

    for output in $(getAllOutputNames); do
        prefix=${!output} runHook fixupOutput
    done
    _propagateInputs
    _installSetupHook

    runHook postFixup
}

# Writes what this package propagates where the setup of the packages that use it looks.
_propagateInputs() {
    _propagateOutputs
    local -A files=(
        [propagatedBuildInputs]=propagated-build-inputs
        [propagatedNativeBuildInputs]=propagated-native-build-inputs
    )
    local variable
    for variable in "${!files[@]}"; do
        local -a inputs=()
        concatTo inputs "$variable"
        if ((${#inputs[@]})); then
            mkdir -p "${!outputDev}/nix-support"
            printWords "${inputs[@]}" >>"${!outputDev}/nix-support/${files[$variable]}"
        fi
    done
    if [[ -n ${propagatedUserEnvPkgs:-} ]]; then
        mkdir -p "${!outputBin}/nix-support"
        printWords $propagatedUserEnvPkgs >"${!outputBin}/nix-support/propagated-user-env-packages"
    fi
}

# Who has the headers as an input gets the libraries and programs beside them.
_propagateOutputs() {
    if [[ $outputs != *' '* || $outputDev == "${outputs%% *}" ]]; then return; fi
    local output
    local -a others=()
    for output in ${propagatedBuildOutputs-$outputBin $outputInclude $outputLib}; do
        if [[ $output != "$outputDev" && " ${others[*]} " != *" ${!output} "* ]]; then others+=("${!output}"); fi
    done
    if ((${#others[@]} == 0)); then return; fi
    mkdir -p "${!outputDev}/nix-support"
    printWords "${others[@]}" >>"${!outputDev}/nix-support/propagated-build-inputs"
}

_installSetupHook() {
    local -a hooks=()
    local hook
    if [[ -n ${setupHook:-} ]]; then hooks=("$setupHook"); fi
    concatTo hooks setupHooks
    for hook in "${hooks[@]}"; do
        local text
        mkdir -p "${!outputDev}/nix-support"
        consumeEntire text <"$hook"
        substituteAllStream text "file '$hook'" >>"${!outputDev}/nix-support/setup-hook"
    done
}

# Where kinds of files go, if the package has such an output; a package may have said so itself.
_assignOutputs() {
    local first=${outputs%% *}
    if [[ " $outputs " == *" out "* ]]; then first=out; fi
    : "${outputDev:=${dev:+dev}}" "${outputBin:=${bin:+bin}}" "${outputLib:=${lib:+lib}}"
    : "${outputDoc:=${doc:+doc}}" "${outputMan:=${man:+man}}"
    : "${outputDev:=$first}" "${outputBin:=$first}" "${outputLib:=$first}" "${outputDoc:=$first}"
    : "${outputMan:=$outputBin}" "${outputInclude:=$outputDev}" "${outputInfo:=$outputBin}"
}

# moveToOutput PATTERN OUTPUT: from the other outputs.
moveToOutput() {
    local pattern=$1 target=${!2} output path relative
    for output in $(getAllOutputNames); do
        if [[ ${!output} == "$target" ]]; then continue; fi
        for path in "${!output}"/$pattern; do
            # A pattern without wildcards stays where it matches nothing.
            if [[ ! -e $path && ! -L $path ]]; then continue; fi
            relative=${path#"${!output}/"}
            echo "Moving $path to $target/$relative"
            mkdir -p "$target/$(dirname "$relative")"
            mv "$path" "$target/$relative"
            rmdir -p --ignore-fail-on-non-empty "$(dirname "$path")" 2>/dev/null || true
        done
    done
}

_moveToOutputs() {
    if [[ $outputs != *' '* ]]; then return; fi
    moveToOutput include "$outputInclude"
    moveToOutput lib/pkgconfig "$outputDev"
    moveToOutput share/pkgconfig "$outputDev"
    moveToOutput lib/cmake "$outputDev"
    moveToOutput share/man "$outputMan"
    moveToOutput share/doc "$outputDoc"
    moveToOutput share/info "$outputInfo"
    # Descriptions for pkg-config say where the headers have gone.
    local -a descriptions=("${!outputDev}"/{lib,share}/pkgconfig/*.pc)
    if ((${#descriptions[@]})); then
        sed -i "s,^includedir=\(\${prefix}\|${!outputLib}\|$out\)/,includedir=${!outputInclude}/," "${descriptions[@]}"
    fi
}

# Documentation and programs in the places of old.
_moveToUsualPlaces() {
    local from
    if [[ ${forceShare-man doc info} ]]; then
        for from in ${forceShare-man doc info}; do
            if [[ -d $prefix/$from && ! -L $prefix/$from ]]; then
                echo "moving $prefix/$from to $prefix/share/$from"
                mkdir -p "$prefix/share"
                mv "$prefix/$from" "$prefix/share/$from"
            fi
        done
    fi
    if [[ -z ${dontMoveSbin:-} && -d $prefix/sbin && ! -L $prefix/sbin ]]; then
        echo "moving $prefix/sbin/* to $prefix/bin"
        mkdir -p "$prefix/bin"
        mv "$prefix"/sbin/* "$prefix/bin"
        rmdir "$prefix/sbin"
        ln -s bin "$prefix/sbin"
    fi
    if [[ -z ${dontMoveLib64:-} && -d $prefix/lib64 && ! -L $prefix/lib64 ]]; then
        echo "moving $prefix/lib64/* to $prefix/lib"
        mkdir -p "$prefix/lib"
        mv "$prefix"/lib64/* "$prefix/lib"
        rmdir "$prefix/lib64"
        ln -s lib "$prefix/lib64"
    fi
}

_compressManPages() {
    if [[ -n ${dontGzipMan:-} || ! -d $prefix/share/man ]]; then return; fi
    echo "gzipping man pages under $prefix/share/man/"
    find "$prefix/share/man" -type f ! -name '*.gz' -print0 | xargs -0 -r gzip -9 -n -f
}

# Debugging symbols go. The program for it comes with a compiler.
_strip() {
    if [[ -n ${dontStrip:-} ]] || ! type -P "${STRIP:-strip}" >/dev/null; then return; fi
    local directory flags=${stripDebugFlags--S -p}
    local -a directories=()
    if [[ -n ${stripAllList:-} ]]; then flags=${stripAllFlags--s -p}; fi
    for directory in ${stripAllList:-} ${stripDebugList-lib lib32 lib64 libexec bin sbin}; do
        if [[ -d $prefix/$directory ]]; then directories+=("$prefix/$directory"); fi
    done
    if ((${#directories[@]} == 0)); then return; fi
    find "${directories[@]}" -type f \( -perm -u+x -o -name '*.so*' -o -name '*.a' -o -name '*.o' \) -print0 \
        | _onlyElf | xargs -0 -r "${STRIP:-strip}" $flags 2>/dev/null || true
}

# Run paths keep what a library is found on: not every input, and never the build directory.
_patchElf() {
    if [[ -n ${dontPatchELF:-} || ! -d $prefix ]] || ! type -P patchelf >/dev/null; then return; fi
    local file
    while IFS= read -r -d '' file; do
        patchelf --shrink-rpath --allowed-rpath-prefixes "$NIX_STORE" "$file" 2>/dev/null || true
    done < <(find "$prefix" -type f \( -perm -u+x -o -name '*.so*' \) -print0 | _onlyElf)
}

# Of the files named on standard input, those that begin as programs, libraries and archives do.
_onlyElf() {
    local file magic
    while IFS= read -r -d '' file; do
        LC_ALL=C IFS= read -r -n 4 -d '' magic <"$file" || true
        if [[ $magic == $'\x7fELF' || $magic == '!<ar' ]]; then printf '%s\0' "$file"; fi
    done
}

preFixupHooks+=(_moveToOutputs)
fixupOutputHooks+=(_moveToUsualPlaces _patchShebangsOutput _compressManPages _patchElf _strip)
