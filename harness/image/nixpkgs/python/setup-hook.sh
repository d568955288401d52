# Inputs that carry Python modules are found by every Python of the build or of the shell.
addPythonPath() {
    addToSearchPath PYTHONPATH "$1/lib/python3.11/site-packages"
}

addEnvHooks "$hostOffset" addPythonPath

export DETERMINISTIC_BUILD=1
export PYTHONHASHSEED=0
export PYTHONNOUSERSITE=1
