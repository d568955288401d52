# stdenv: the environment that packages are built in, with a compiler or without one.
{
  lib,
  config,
  system,
  units,
  cc,
}:
let
  shell = "${units.bash}/bin/bash";
  platform = lib.systems.elaborate system;
  outside = import ../outside.nix;

  initialPath = with units; [
    coreutils
    findutils
    diffutils
    gnused
    gnugrep
    gawk
    gnutar
    gzip
    bzip2
    gnumake
    bash
    gnupatch
    xz
    file
  ];

  defaultNativeBuildInputs = [ units.patchelf ] ++ lib.optional (cc != null) cc;

  tools = derivation {
    name = "stdenv-linux";
    inherit system shell;
    builder = shell;
    args = [
      "-e"
      ./builder.sh
    ];
    initialPath = lib.makeBinPath initialPath;
    inherit defaultNativeBuildInputs;
    # Order matters: `generic.sh` starts what the others define.
    setupFiles = [
      ./setup/base.sh
      ./setup/hooks.sh
      ./setup/dependencies.sh
      ./setup/substitute.sh
      ./setup/unpack.sh
      ./setup/build.sh
      ./setup/fixup.sh
      ./setup/shebangs.sh
      ./setup/generic.sh
    ];
  };

  stdenv =
    outside.attributes stdenv "stdenv." [ ]
    // tools
    // {
      inherit
        defaultNativeBuildInputs
        initialPath
        shell
        system
        cc
        ;
      name = "stdenv-linux";
      buildPlatform = platform;
      hostPlatform = platform;
      targetPlatform = platform;
      inherit (platform) isLinux isDarwin isx86_64 isAarch64 is64bit;
      hasCC = cc != null;
      allowedRequisites = null;
      extraNativeBuildInputs = [ ];
      extraBuildInputs = [ ];
      shellPackage = units.bash;
      shellDryRun = "${shell} -n -O extglob";
      mkDerivation = import ./make-derivation.nix { inherit lib config stdenv; };
      override = _: stdenv;
      meta.description = "The default build environment${lib.optionalString (cc == null) ", without a compiler"}";
      passthru = { };
    };
in
stdenv
