# Fails if the wheel names a dependency that is no input.
pythonRuntimeDepsCheckHook() {
    echo "Executing pythonRuntimeDepsCheck"

    local wheel
    for wheel in dist/*.whl; do
        echo "Checking runtime dependencies for $(basename "$wheel")"
        PYTHONPATH="@wheelTools@/@pythonSitePackages@:${PYTHONPATH:-}" @pythonInterpreter@ @checkDependencies@ "$wheel"
    done

    echo "Finished executing pythonRuntimeDepsCheck"
}

if [[ -z ${dontCheckRuntimeDeps-} ]]; then appendToVar preInstallPhases pythonRuntimeDepsCheckHook; fi
