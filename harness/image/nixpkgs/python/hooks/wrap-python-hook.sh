# Makes the Python scripts of a package find the modules that the package propagates.

wrapPythonPrograms() {
    wrapPythonProgramsIn "$out/bin" "$out ${pythonPath:-}"
}

# buildPythonPath PATHS: sets program_PYTHONPATH and program_PATH, from these and what they propagate.
buildPythonPath() {
    declare -gA pythonPathsSeen=()
    program_PYTHONPATH=
    program_PATH=
    local path
    for path in $1; do _addToPythonPath "$path"; done
}

_addToPythonPath() {
    local path=$1 propagated
    local -a names=()
    if [[ -n ${pythonPathsSeen[$path]-} ]]; then return; fi
    pythonPathsSeen[$path]=1
    addToSearchPath program_PYTHONPATH "$path/@pythonSitePackages@"
    addToSearchPath program_PATH "$path/bin"
    if [[ -f $path/nix-support/propagated-build-inputs ]]; then
        read -r -d '' -a names <"$path/nix-support/propagated-build-inputs" || true
        for propagated in "${names[@]}"; do _addToPythonPath "$propagated"; done
    fi
}

# wrapPythonProgramsIn DIRECTORY PATHS
wrapPythonProgramsIn() {
    local directory=$1 script
    local -a scripts=() arguments=()
    if [[ ! -d $directory ]]; then return; fi
    buildPythonPath "$2"
    readarray -d '' scripts < <(find "$directory" -type f -perm -0100 -print0)
    if ((${#scripts[@]} == 0)); then return; fi
    @pythonInterpreter@ @closeScripts@ @pythonInterpreter@ "$program_PYTHONPATH" "${scripts[@]}"

    concatTo arguments makeWrapperArgs
    if ((${#arguments[@]} == 0)); then return; fi
    for script in "${scripts[@]}"; do
        # Flags may be quoted for the shell.
        eval "wrapProgram ${script@Q} ${arguments[*]}"
    done
}
