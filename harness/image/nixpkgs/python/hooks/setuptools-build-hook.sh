# Builds a wheel with setup.py.
setuptoolsBuildPhase() {
    echo "Executing setuptoolsBuildPhase"
    runHook preBuild

    local -a flags=()
    concatTo flags setupPyGlobalFlags
    flags+=(bdist_wheel)
    concatTo flags setupPyBuildFlags
    # setuptools comes first, so that it also makes wheels of a setup.py that is written for distutils.
    @pythonInterpreter@ -c 'import sys, setuptools, tokenize
sys.argv[0] = __file__ = "setup.py"
exec(compile(tokenize.open(__file__).read(), __file__, "exec"))' "${flags[@]}"

    runHook postBuild
    echo "Finished executing setuptoolsBuildPhase"
}

# In a nix-shell the package is there as it is in the directory, and changes with it.
setuptoolsShellHook() {
    echo "Executing setuptoolsShellHook"
    runHook preShellHook

    if [[ -e setup.py ]]; then
        local directory
        directory=$(mktemp -d)
        export PATH="$directory/bin:$PATH"
        export NIX_PYTHONPATH="$directory/@pythonSitePackages@:${NIX_PYTHONPATH:-}"
        mkdir -p "$directory/@pythonSitePackages@"
        # pip puts a .pth file into a directory that Python looks at, and that NIX_PYTHONPATH then honours.
        PYTHONPATH="$directory/@pythonSitePackages@:${PYTHONPATH:-}" @pythonInterpreter@ -m pip install \
            --editable . --prefix "$directory" --no-build-isolation --no-deps --no-index \
            --root-user-action ignore --disable-pip-version-check >&2
    fi

    runHook postShellHook
    echo "Finished executing setuptoolsShellHook"
}

if [[ -z ${dontUseSetuptoolsBuild-} && -z ${buildPhase-} ]]; then buildPhase=setuptoolsBuildPhase; fi
if [[ -z ${dontUseSetuptoolsShellHook-} && -z ${shellHook-} ]]; then shellHook=setuptoolsShellHook; fi
