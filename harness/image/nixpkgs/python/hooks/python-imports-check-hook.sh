# Imports modules of what was installed.
pythonImportsCheckPhase() {
    echo "Executing pythonImportsCheckPhase"

    local -a modules=()
    concatTo modules pythonImportsCheck
    if ((${#modules[@]})); then
        echo "Check whether the following modules can be imported: ${modules[*]}"
        (
            cd "$out"
            PYTHONPATH="$out/@pythonSitePackages@:${PYTHONPATH:-}" PYTHONDONTWRITEBYTECODE=1 @pythonInterpreter@ \
                -c 'import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]' "${modules[@]}"
        )
    fi

    echo "Finished executing pythonImportsCheckPhase"
}

if [[ -z ${dontUsePythonImportsCheck-} ]]; then appendToVar preDistPhases pythonImportsCheckPhase; fi
