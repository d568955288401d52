# python311Packages: Debian's packages as nixpkgs' packages, builders, and predicates.
{
  lib,
  final,
  units,
  python,
}:
self:
let
  outside = import ../outside.nix;
  prefix = "python311Packages.";
  isPackage = unit: lib.hasPrefix prefix (unit.key or "");
  names = builtins.filter (lib.hasPrefix prefix) (builtins.attrNames units);

  builder =
    isApplication:
    import ./build-python-package.nix {
      inherit
        lib
        final
        python
        isApplication
        ;
      packages = self;
    };

  # A unit that says of itself what nixpkgs' packages say.
  fromDebian =
    key:
    let
      unit = units.${key};
      dependencies = map (used: self.${lib.removePrefix prefix used.key}) (builtins.filter isPackage unit.uses);
    in
    unit
    // {
      inherit dependencies;
      propagatedBuildInputs = dependencies ++ [ python ];
      pythonModule = python;
      requiredPythonModules = self.requiredPythonModules dependencies;
      overridePythonAttrs = _: unit.overrideAttrs { };
    };
in
outside.attributes self prefix outside.names.python
// lib.listToAttrs (map (key: lib.nameValuePair (lib.removePrefix prefix key) (fromDebian key)) names)
// import ./hooks {
  inherit lib final python;
  packages = self;
}
// {
  inherit lib python;
  inherit (final) stdenv;
  inherit (python)
    pythonVersion
    sitePackages
    isPy2
    isPy3
    isPyPy
    ;
  isPy27 = false;
  isPy3k = true;
  isPy311 = true;
  pythonName = python.libPrefix;
  pythonOlder = lib.versionOlder python.pythonVersion;
  pythonAtLeast = lib.versionAtLeast python.pythonVersion;

  buildPythonPackage = builder false;
  buildPythonApplication = builder true;

  # What an interpreter must find to import these packages, each once, itself first.
  requiredPythonModules =
    packages:
    let
      modules = builtins.filter self.hasPythonModule packages;
    in
    lib.unique ([ python ] ++ modules ++ builtins.concatMap (package: package.requiredPythonModules) modules);
  hasPythonModule = package: package ? pythonModule && package.pythonModule.outPath == python.outPath;
  makePythonPath = packages: lib.makeSearchPath python.sitePackages (self.requiredPythonModules packages);
  toPythonModule =
    drv:
    drv
    // {
      pythonModule = python;
      requiredPythonModules = self.requiredPythonModules (drv.propagatedBuildInputs or [ ]);
    };
  toPythonApplication = drv: removeAttrs drv [ "pythonModule" ];
  disabled = drv: throw "${drv.name} not supported for interpreter ${python.executable}";
  disabledIf = condition: drv: if condition then self.disabled drv else drv;
}
