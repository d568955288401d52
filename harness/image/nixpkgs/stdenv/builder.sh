# Makes the stdenv: one file to source, and what it needs to know.
PATH=$initialPath
mkdir "$out"
{
    echo "shell=$shell"
    echo "initialPath=$initialPath"
    cat $setupFiles
} >"$out/setup"
