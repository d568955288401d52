# Checks of the embedded nixpkgs: `nix-build '<nixpkgs/checks>'` builds them all, -A one of them.
#
# Each is a derivation that fails to build when what it tells of does not hold. The set needs
# nothing but what an image has.
{
  pkgs ? import ../. { },
}:
let
  inherit (pkgs) lib;
  files = [
    ./builders.nix
    ./closed.nix
    ./fetchers.nix
    ./library.nix
    ./modules.nix
    ./nixos.nix
    ./outside.nix
    ./overrides.nix
    ./python.nix
    ./python-builds.nix
    ./scripts.nix
    ./shell.nix
    ./stdenv.nix
    ./stdenv-hooks.nix
    ./toolchain.nix
    ./types.nix
  ];

  # Facts of evaluation: { what = [ found wanted ]; } becomes a derivation that compares them.
  compare =
    name: facts:
    let
      wrong = lib.filterAttrs (_: pair: builtins.elemAt pair 0 != builtins.elemAt pair 1) facts;
      report = lib.concatStringsSep "\n" (
        lib.mapAttrsToList (
          what: pair: "${what}: found ${builtins.toJSON (builtins.elemAt pair 0)}, wanted ${builtins.toJSON (builtins.elemAt pair 1)}"
        ) wrong
      );
    in
    pkgs.runCommand "check-${name}" { inherit report; passAsFile = [ "report" ]; } ''
      cat "$reportPath"
      [[ ! -s $reportPath ]]
      echo ${toString (lib.length (lib.attrNames facts))} >$out
    '';

  # Whether evaluation ends in an error. (Nix gives no expression the message of it.)
  fails = value: !(builtins.tryEval (builtins.deepSeq value value)).success;
in
lib.mergeAttrsList (map (file: import file { inherit pkgs lib compare fails; }) files)
