# Makes the stdenv: one file to source, and what it needs to know.
PATH=$initialPath
mkdir "$out"
{
    echo "shell=$shell"
    echo "initialPath=$initialPath"
    echo "defaultNativeBuildInputs='$defaultNativeBuildInputs'"
    cat $setupFiles
} >"$out/setup"
