# Builders that need no source, and fetchers.
{
  lib,
  final,
}:
let
  trivial = import ./trivial-builders.nix { inherit lib final; };
  texts = import ./text-builders.nix { inherit lib final; };
  scripts = import ./script-builders.nix { inherit lib final; };
  trees = import ./tree-builders.nix { inherit lib final; };
in
trivial
// texts
// scripts
// trees
// {
  mkShell = final.callPackage ./mk-shell.nix { };
  mkShellNoCC = final.mkShell.override { stdenv = final.stdenvNoCC; };

  makeSetupHook = import ./make-setup-hook.nix { inherit lib final; };
  makeWrapper = final.makeSetupHook { name = "make-wrapper-hook"; } ./make-wrapper.sh;
  makeShellWrapper = final.makeWrapper;

  fetchurl = import ./fetchurl.nix { inherit lib final; };
  fetchzip = import ./fetchzip.nix { inherit lib final; };
  fetchpatch = import ./fetchpatch.nix { inherit lib final; keepsGitLines = false; };
  fetchpatch2 = import ./fetchpatch.nix { inherit lib final; keepsGitLines = true; };
  fetchFromGitHub = lib.makeOverridable (import ./fetch-from-github.nix { inherit lib final; });
  fetchFromGitLab = lib.makeOverridable (import ./fetch-from-gitlab.nix { inherit lib final; });
}
