# Setup hooks that build, install and check Python packages. They set a phase of the package unless
# it has one of its own, and each can be turned off with a variable, as in nixpkgs.
{
  lib,
  final,
  python,
  packages,
}:
let
  hook =
    name: propagatedBuildInputs: script:
    final.makeSetupHook {
      inherit name propagatedBuildInputs;
      substitutions = {
        pythonInterpreter = python.interpreter;
        pythonSitePackages = python.sitePackages;
        closeScripts = ../close-scripts.py;
        checkDependencies = ../check-dependencies.py;
        wheelTools = packages.setuptools;
      };
    } script;
in
{
  setuptoolsBuildHook = hook "setuptools-build-hook" [
    packages.pip
    packages.setuptools
    packages.wheel
  ] ./setuptools-build-hook.sh;
  # The setuptools of release 24.11 makes wheels by itself; Debian's asks this package.
  pypaBuildHook = hook "pypa-build-hook" [
    packages.pip
    packages.wheel
  ] ./pypa-build-hook.sh;
  pipBuildHook = packages.pypaBuildHook;
  pypaInstallHook = hook "pypa-install-hook" [ packages.pip ] ./pypa-install-hook.sh;
  pipInstallHook = packages.pypaInstallHook;
  wheelUnpackHook = hook "wheel-unpack-hook" [ ] ./wheel-unpack-hook.sh;
  unittestCheckHook = hook "unittest-check-hook" [ ] ./unittest-check-hook.sh;
  pythonImportsCheckHook = hook "python-imports-check-hook" [ ] ./python-imports-check-hook.sh;
  pythonRuntimeDepsCheckHook = hook "python-runtime-deps-check-hook" [ ] ./python-runtime-deps-check-hook.sh;
  pythonRemoveTestsDirHook = hook "python-remove-tests-dir-hook" [ ] ./python-remove-tests-dir-hook.sh;
  wrapPython = hook "wrap-python-hook" [ final.makeWrapper ] ./wrap-python-hook.sh;
  setuptoolsCheckHook = throw "setuptoolsCheckHook is no more: setuptools 72 has no `test` command; use unittestCheckHook";
}
