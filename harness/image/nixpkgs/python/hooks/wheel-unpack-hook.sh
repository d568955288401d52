# A wheel is no source to unpack: it is installed as it is.
wheelUnpackPhase() {
    echo "Executing wheelUnpackPhase"
    runHook preUnpack

    mkdir -p dist
    cp "$src" "dist/$(stripHash "$src")"

    runHook postUnpack
    echo "Finished executing wheelUnpackPhase"
}

if [[ -z ${dontUseWheelUnpack-} && -z ${unpackPhase-} ]]; then
    unpackPhase=wheelUnpackPhase
    sourceRoot=.
fi
