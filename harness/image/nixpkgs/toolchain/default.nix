# The compiler and the linker, wrapped as nixpkgs wraps them.
{
  lib,
  final,
  units,
}:
let
  inherit (units) gcc binutils glibc;
  outside = import ../outside.nix;
  hardening = toString (import ./hardening.nix);
  version = lib.versions.major gcc.version;

  wrapper =
    package: passthru: text:
    outside.ours "${package.pname}." (final.stdenvNoCC.mkDerivation {
      pname = "${package.pname}-wrapper";
      inherit (package) version meta;
      inherit hardening;
      inherit (final.stdenvNoCC) shell;
      libc = glibc;
      inherit (units) coreutils;
      dontUnpack = true;
      installPhase = text;
      # Scripts of the wrapper have their interpreter already.
      dontPatchShebangs = true;
      preferLocalBuild = true;
      passthru = {
        libc = glibc;
        inherit (package) pname version;
        isGNU = true;
        isClang = false;
        targetPrefix = "";
      }
      // passthru;
    });

  bintools = wrapper binutils { bintools = binutils; } ''
    mkdir -p $out/bin $out/nix-support
    for program in ${binutils}/bin/*; do ln -s $program $out/bin/''${program##*/}; done
    export loader=$(echo ${glibc}/lib/ld-linux*.so.*) store=$NIX_STORE xargs=${units.findutils}/bin/xargs
    export ld=${binutils}/bin/ld.bfd
    rm $out/bin/ld*
    substituteAll ${./ld-wrapper.sh} $out/bin/ld.bfd
    chmod +x $out/bin/ld.bfd
    ln -s ld.bfd $out/bin/ld
    echo $loader >$out/nix-support/dynamic-linker
    substituteAll ${./bintools-hook.sh} $out/nix-support/setup-hook
  '';
in
{
  gcc-unwrapped = gcc;
  binutils-unwrapped = binutils;
  inherit bintools;
  binutils = bintools;

  gcc = wrapper gcc { cc = gcc; inherit bintools; } ''
    mkdir -p $out/bin $out/nix-support
    export gcc=${gcc} bintools=${bintools} version=${version}
    wrap() {
      export program=$2 cxx=$3
      substituteAll ${./cc-wrapper.sh} $out/bin/$1
      chmod +x $out/bin/$1
    }
    wrap gcc gcc ""
    wrap g++ g++ 1
    wrap cpp cpp ""
    ln -s gcc $out/bin/cc
    ln -s g++ $out/bin/c++
    echo ${bintools} >$out/nix-support/propagated-build-inputs
    substituteAll ${./cc-hook.sh} $out/nix-support/setup-hook
  '';
}
