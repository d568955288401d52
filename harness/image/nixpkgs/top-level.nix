# Every package, by its name in nixpkgs.
{
  lib,
  system,
  config,
  overlays,
}:
final:
let
  outside = import ./outside.nix;
  units = import ./debian { inherit lib system; };
  platform = lib.systems.elaborate system;
in
# A name that is in nixpkgs and not here must not look like a spelling mistake.
outside.attributes final "" outside.names.topLevel
// {
  inherit lib config system overlays;
  path = ./.;
  pkgs = final;
  callPackage = final.newScope { };
  callPackages = lib.callPackagesWith final;
  newScope = lib.newScope final;
  extend = overlay: final.appendOverlays [ overlay ];
  appendOverlays = new: import ./. { inherit system config; overlays = overlays ++ new; };

  buildPlatform = platform;
  hostPlatform = platform;
  targetPlatform = platform;
  inherit (lib) recurseIntoAttrs dontRecurseIntoAttrs;
}
// {
  stdenv = import ./stdenv {
    inherit lib config system units;
    cc = final.gcc;
  };
  stdenvNoCC = import ./stdenv {
    inherit lib config system units;
    cc = null;
  };
}
// import ./build-support { inherit lib final; }
// import ./python { inherit lib final units; }
# Debian's programs and libraries.
// removeAttrs units (builtins.filter (lib.hasPrefix "python311") (builtins.attrNames units))
// import ./toolchain { inherit lib final units; }
// {
  bashInteractive = units.bash;
  bashNonInteractive = units.bash;
  runtimeShell = "${units.bash}/bin/bash";
  runtimeShellPackage = units.bash;
  coreutils-full = units.coreutils;
  git = units.gitMinimal;
  gnupatch = units.gnupatch;
  patch = units.gnupatch;
  gmp6 = units.gmp;
  attr = units.acl;
  cacert = units.cacert;
  man-db = units.man;
  mandoc = units.man;
  netbase = units.iana-etc;
  openssl_3 = units.openssl;
  gcc12 = final.gcc;
  gcc12Stdenv = final.stdenv;
  gccStdenv = final.stdenv;
  patchutils_0_4_2 = units.patchutils;
  sqlite-interactive = units.sqlite;
  pkgconf = units.pkg-config;
  pkgconfig = units.pkg-config;

  # All that is built for an image: whatever a package of a tutorial can have as an input.
  embeddedContents =
    builtins.attrValues units
    ++ builtins.filter lib.isDerivation (
      map (name: final.python311Packages.${name}) [
        "pypaBuildHook"
        "pypaInstallHook"
        "pythonImportsCheckHook"
        "pythonRemoveTestsDirHook"
        "pythonRuntimeDepsCheckHook"
        "setuptoolsBuildHook"
        "unittestCheckHook"
        "wheelUnpackHook"
        "wrapPython"
      ]
    )
    ++ [
      final.stdenv
      final.stdenvNoCC
      final.makeWrapper
    ];
}
