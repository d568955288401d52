# buildPythonPackage and buildPythonApplication, by the rules of release 24.11: a package that does
# not say how it is built is built with setuptools.
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
      format =
        if attrs ? pyproject && attrs ? format then
          throw "buildPythonPackage: ${name}: pyproject and format are not to be given both"
        else if attrs ? pyproject then
          if attrs.pyproject then "pyproject" else "other"
        else
          attrs.format or "setuptools";
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
          name = lib.optionalString (!isApplication) "${python.libPrefix}-" + name;
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
