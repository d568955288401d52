# Python 3.11: the interpreter, its packages and what builds packages.
{
  lib,
  final,
  units,
}:
let
  outside = import ../outside.nix;

  makePython =
    packageOverrides:
    let
      packages = lib.makeScope final.newScope (
        lib.extends (lib.composeManyExtensions (final.pythonPackagesExtensions ++ [ packageOverrides ])) (
          import ./packages.nix {
            inherit
              lib
              final
              units
              python
              ;
          }
        )
      );

      python = units.python311 // outside.attributes python "python311." [ ] // {
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
        isPy2 = false;
        isPy3 = true;
        isPyPy = false;
        pythonAtLeast = lib.versionAtLeast "3.11";
        pythonOlder = lib.versionOlder "3.11";
        pythonOnBuildForHost = python;
        pkgs = packages;
        buildEnv = final.callPackage ./env.nix { inherit python; };
        withPackages = choose: python.buildEnv.override { extraLibs = choose packages; };
        override = new: makePython (new.packageOverrides or packageOverrides);
      };
    in
    python;
in
{
  pythonPackagesExtensions = [ ];
  python-interpreters = {
    inherit (final) python311;
  };

  python311 = makePython (_: _: { });
  python3 = final.python311;
  python = final.python311;
  python311Packages = final.python311.pkgs;
  python3Packages = final.python3.pkgs;
  pythonPackages = final.python.pkgs;
}
