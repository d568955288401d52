# Python 3.11: the interpreter, its packages and what builds packages.
{
  lib,
  final,
  units,
  outside,
}:
let
  prefix = "python311Packages.";
  packageNames = builtins.filter (lib.hasPrefix prefix) (builtins.attrNames units);

  packageSet =
    self:
    outside.attributes prefix outside.names.python
    // {
      inherit python lib;
      inherit (final) stdenv;
      pkgs = final;
      callPackage = lib.callPackageWith (final // self);
      pythonVersion = "3.11";
      pythonOlder = lib.versionOlder python.pythonVersion;
      pythonAtLeast = lib.versionAtLeast python.pythonVersion;
      pythonName = "python3.11";
      isPy3 = true;
      isPy3k = true;
      isPy27 = false;
      isPy311 = true;
      isPyPy = false;
      disabledIf = condition: drv: drv // { meta = drv.meta // { broken = condition; }; };
      inherit (python) sitePackages;

      # Packages that an interpreter needs to import these ones, each once.
      requiredPythonModules =
        packages:
        let
          modules = builtins.filter (package: package ? pythonModule) (builtins.filter (x: x != null) packages);
        in
        lib.unique ([ python ] ++ modules ++ builtins.concatMap (package: package.requiredPythonModules) modules);
      hasPythonModule = package: package ? pythonModule && package.pythonModule == python;
      makePythonPath = packages: lib.makeSearchPath python.sitePackages (self.requiredPythonModules packages);
      # A program without a compiler may still be made into a module of this interpreter.
      toPythonModule = drv: drv // { pythonModule = python; requiredPythonModules = self.requiredPythonModules (drv.propagatedBuildInputs or [ ]); };
      toPythonApplication = drv: removeAttrs drv [ "pythonModule" ];

      buildPythonPackage = import ./build-python-package.nix { inherit lib final python; packages = self; };
      buildPythonApplication = import ./build-python-package.nix {
        inherit lib final python;
        packages = self;
        isApplication = true;
      };
    }
    // import ./hooks { inherit lib final python; packages = self; }
    // lib.listToAttrs (
      map (key: lib.nameValuePair (lib.removePrefix prefix key) (debianPackage units.${key})) packageNames
    );

  # A unit, with what nixpkgs' packages say of themselves.
  debianPackage =
    unit:
    let
      propagated = map (used: debianPackage used) (builtins.filter (used: used ? closeScripts) unit.uses);
      package = unit // {
        pythonModule = python;
        propagatedBuildInputs = propagated;
        dependencies = propagated;
        requiredPythonModules = packages.requiredPythonModules propagated;
        overridePythonAttrs = _: unit.overrideAttrs { };
      };
    in
    package;

  packages = lib.makeScope final.newScope packageSet;

  python = units.python311 // {
    interpreter = "${units.python311}/bin/python3.11";
    executable = "python3.11";
    libPrefix = "python3.11";
    sitePackages = "lib/python3.11/site-packages";
    pythonVersion = "3.11";
    implementation = "cpython";
    sourceVersion = {
      major = "3";
      minor = "11";
      patch = lib.versions.patch units.python311.version;
      suffix = "";
    };
    isPy3 = true;
    isPyPy = false;
    pythonAtLeast = lib.versionAtLeast "3.11";
    pythonOlder = lib.versionOlder "3.11";
    pkgs = packages;
    pythonOnBuildForHost = python;
    buildEnv = final.callPackage ./env.nix { inherit python; };
    withPackages = choose: python.buildEnv.override { extraLibs = choose packages; };
    hasDistutilsCxxPatch = false;
    override =
      {
        packageOverrides ? (_: _: { }),
        self ? null,
        ...
      }:
      (import ./. {
        inherit lib final units;
        outside = outside;
      }).python311;
  };
in
{
  python311 = python;
  python3 = python;
  python = python;
  python311Packages = packages;
  python3Packages = packages;
  pythonPackages = packages;
  python-interpreters = { python311 = python; };
}
