# Installs the wheel that was built.
pypaInstallPhase() {
    echo "Executing pypaInstallPhase"
    runHook preInstall

    local -a flags=()
    concatTo flags pipInstallFlags
    mkdir -p "$out/@pythonSitePackages@"
    export PYTHONPATH="$out/@pythonSitePackages@:${PYTHONPATH:-}"
    # Dependencies are inputs, which pip does not have to find.
    local wheel
    for wheel in dist/*.whl; do
        echo "Successfully built $(basename "$wheel")"
        @pythonInterpreter@ -m pip install --no-deps --no-index --no-cache-dir --no-warn-script-location \
            --disable-pip-version-check --root-user-action ignore --ignore-installed \
            --prefix "$out" "${flags[@]}" "$wheel"
    done

    runHook postInstall
    echo "Finished executing pypaInstallPhase"
}

if [[ -z ${dontUsePypaInstall-} && -z ${dontUsePipInstall-} && -z ${installPhase-} ]]; then
    installPhase=pypaInstallPhase
fi
