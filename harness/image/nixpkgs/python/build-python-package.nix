# buildPythonPackage and buildPythonApplication. By the rules of 24.11 a package that does not say how
# it is built is built with setuptools; 25.11 wants to be told.
{
  lib,
  final,
  python,
  packages,
  isApplication ? false,
}:
let
  inherit (import ../outside.nix) missing;

  # For evaluation alone, or passed under another name.
  notPassed = [
    "build-system"
    "catchConflicts"
    "checkInputs"
    "checkPhase"
    "dependencies"
    "disabled"
    "doCheck"
    "format"
    "nativeCheckInputs"
    "optional-dependencies"
    "permitUserEnvironment"
    "pyproject"
    "removeBinBytecode"
    "stdenv"
  ];

  build =
    stdenv: attrs:
    let
      name = attrs.name or "${attrs.pname}-${attrs.version}";
      fullName = lib.optionalString (!isApplication) "${python.libPrefix}-" + name;
      format =
        if attrs ? pyproject && attrs ? format then
          throw "buildPythonPackage: ${name}: pyproject and format are not to be given both"
        else if attrs ? pyproject then
          if attrs.pyproject then "pyproject" else "other"
        else
          attrs.format or unsaid;
      unsaid =
        if lib.versionOlder lib.release "25.11" then
          "setuptools"
        else
          # https://github.com/NixOS/nixpkgs/pull/421660, word for word.
          throw "${fullName} does not configure a `format`. To build with setuptools as before, set `pyproject = true` and `build-system = [ setuptools ]`.`";
      doCheck = attrs.doCheck or true;
      dependencies = attrs.propagatedBuildInputs or [ ] ++ attrs.dependencies or [ ];

      builders =
        {
          setuptools = [
            packages.setuptoolsBuildHook
            packages.pypaInstallHook
          ];
          pyproject = [
            packages.pypaBuildHook
            packages.pypaInstallHook
            packages.pythonRuntimeDepsCheckHook
          ];
          wheel = [
            packages.wheelUnpackHook
            packages.pypaInstallHook
          ];
          other = [ ];
        }
        .${format} or (missing "buildPythonPackage { format = ${format}; }");

      drv = stdenv.mkDerivation (
        removeAttrs attrs notPassed
        // {
          name = fullName;
          strictDeps = attrs.strictDeps or true;
          nativeBuildInputs =
            [
              python
              packages.wrapPython
              packages.pythonRemoveTestsDirHook
            ]
            ++ builders
            ++ lib.optional (attrs ? pythonImportsCheck) packages.pythonImportsCheckHook
            ++ attrs.build-system or [ ]
            ++ attrs.nativeBuildInputs or [ ];
          propagatedBuildInputs = dependencies ++ [ python ];

          # Tests run on what was installed.
          doCheck = false;
          doInstallCheck = doCheck;
          nativeInstallCheckInputs = attrs.nativeCheckInputs or [ ] ++ attrs.nativeInstallCheckInputs or [ ];
          installCheckInputs = attrs.checkInputs or [ ] ++ attrs.installCheckInputs or [ ];

          postFixup =
            lib.optionalString (!(attrs.dontWrapPythonPrograms or false)) ''
              wrapPythonPrograms
            ''
            + attrs.postFixup or "";
          passthru = {
            disabled = attrs.disabled or false;
            optional-dependencies = attrs.optional-dependencies or { };
          }
          // attrs.passthru or { }
          // lib.optionalAttrs (!isApplication) {
            pythonModule = python;
            inherit dependencies;
            requiredPythonModules = packages.requiredPythonModules dependencies;
          };
          meta = {
            platforms = python.meta.platforms;
          }
          // attrs.meta or { };
        }
        // lib.optionalAttrs (attrs ? checkPhase) { installCheckPhase = attrs.checkPhase; }
      );
    in
    if attrs.disabled or false then throw "${name} not supported for interpreter ${python.executable}" else drv;

  overridable =
    f: attrs:
    let
      change = new: attrs // (if lib.isFunction new then new attrs else new);
    in
    f attrs // { overridePythonAttrs = new: overridable f (change new); };
in
lib.setFunctionArgs (overridable (build final.stdenv)) { } // {
  override = { stdenv ? final.stdenv, ... }: overridable (build stdenv);
}
