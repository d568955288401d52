# What is not here says so: it is an attribute, and using it is an error.
{ pkgs, lib, compare, fails, ... }:
{
  outside = compare "outside" {
    hello = [ [ (pkgs ? hello) (fails pkgs.hello) ] [ true true ] ];
    nodejs = [ [ (pkgs ? nodejs) (fails pkgs.nodejs) ] [ true true ] ];
    python312 = [ [ (pkgs ? python312) (fails pkgs.python312) ] [ true true ] ];
    numpy = [ [ (pkgs.python311Packages ? numpy) (fails pkgs.python311Packages.numpy) ] [ true true ] ];
    mkOption = [ [ (lib ? mkOption) (fails lib.mkOption) ] [ true true ] ];
    cc = [ [ (pkgs.stdenv ? cc) (fails pkgs.stdenv.cc) ] [ true true ] ];
    runCommandCC = [ (fails (pkgs.runCommandCC "x" { } "make").drvPath) true ];
    crossSystem = [ (fails (import pkgs.path { crossSystem = "aarch64-linux"; })) true ];
    # A name that nixpkgs has not either is the caller's mistake.
    misspelt = [ (pkgs ? bsah) false ];
    # What is here must not be called missing.
    present = [
      (builtins.filter (name: fails (pkgs.${name}.name or pkgs.${name})) [ "bash" "coreutils" "curl" "git" "nix" "python3" "stdenv" ])
      [ ]
    ];
  };
}
