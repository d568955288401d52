# A top-level package of the name `tests` is a mistake, and would collide with others'.
pythonRemoveTestsDir() {
    rm -rf "$out/@pythonSitePackages@/tests"
}

if [[ -z ${dontUsePythonRemoveTestsDir-} ]]; then postFixupHooks+=(pythonRemoveTestsDir); fi
