# Builds a wheel as pyproject.toml says, with the build system that is among the inputs.
pypaBuildPhase() {
    echo "Executing pypaBuildPhase"
    runHook preBuild

    local -a flags=()
    concatTo flags pypaBuildFlags pipBuildFlags
    mkdir -p dist
    echo "Creating a wheel..."
    @pythonInterpreter@ -m pip wheel --no-build-isolation --no-deps --no-index --no-cache-dir \
        --disable-pip-version-check --wheel-dir dist "${flags[@]}" .
    echo "Finished creating a wheel..."

    runHook postBuild
    echo "Finished executing pypaBuildPhase"
}

if [[ -z ${dontUsePypaBuild-} && -z ${buildPhase-} ]]; then buildPhase=pypaBuildPhase; fi
