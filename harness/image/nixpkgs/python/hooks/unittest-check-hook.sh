# Runs the tests that unittest finds.
unittestCheckPhase() {
    echo "Executing unittestCheckPhase"
    runHook preCheck

    local -a flags=()
    concatTo flags unittestFlags unittestFlagsArray
    @pythonInterpreter@ -m unittest discover "${flags[@]}"

    runHook postCheck
    echo "Finished executing unittestCheckPhase"
}

if [[ -z ${dontUseUnittestCheck-} && -z ${installCheckPhase-} ]]; then
    appendToVar preDistPhases unittestCheckPhase
fi
