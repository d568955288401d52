# What is not here says so: it is an attribute, and using it is an error.
{ pkgs, lib, compare, fails, ... }:
let
  inherit (import ../outside.nix) names;
in
{
  outside = compare "outside" {
    hello = [ [ (pkgs ? hello) (fails pkgs.hello) ] [ true true ] ];
    nodejs = [ [ (pkgs ? nodejs) (fails pkgs.nodejs) ] [ true true ] ];
    python312 = [ [ (pkgs ? python312) (fails pkgs.python312) ] [ true true ] ];
    numpy = [ [ (pkgs.python311Packages ? numpy) (fails pkgs.python311Packages.numpy) ] [ true true ] ];
    fileset = [ [ (lib ? fileset) (fails lib.fileset) ] [ true true ] ];
    crossSystem = [ (fails (import pkgs.path { crossSystem = "aarch64-linux"; })) true ];
    # Every name of the lists is outside indeed.
    lists = [
      [
        (builtins.filter (name: !fails pkgs.${name}) names.topLevel)
        (builtins.filter (name: !fails pkgs.python311Packages.${name}) names.python)
        (builtins.filter (name: !fails lib.${name}) names.lib)
      ]
      [
        [ ]
        [ ]
        [ ]
      ]
    ];
    # It is not known whether nixpkgs has it.
    unlisted = [ (pkgs ? bsah) false ];
    nearest = [
      (map (name: import ../outside/nearest.nix name [ "acl" "bash" "curl" "fetchzip" "gcc" "git" "hostPlatform" "mkShell" "openssl" "python311" "zlib" ]) [
        "gcc13"
        "curlFull"
        "python312"
        "Zlibs"
        "openssl_1_1"
        "gti"
        "bsah"
        "mkShel"
        "openjdk"
        "rustPlatform"
        "fetchgit"
        "ack"
        "bat"
        "jq"
        "hello"
      ])
      [
        [ "gcc" ]
        [ "curl" ]
        [ "python311" ]
        [ "zlib" ]
        [ "openssl" ]
        [ "git" ]
        [ "bash" ]
        [ "mkShell" ]
        [ ]
        [ ]
        [ ]
        [ ]
        [ ]
        [ ]
        [ ]
      ]
    ];
    # What is here must not be called missing.
    present = [
      (builtins.filter (name: fails (pkgs.${name}.name or pkgs.${name})) [ "bash" "coreutils" "curl" "git" "nix" "python3" "stdenv" ])
      [ ]
    ];
  };
}
