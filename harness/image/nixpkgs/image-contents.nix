# What an image must have in its store so that nothing of <nixpkgs> is ever built in it:
# `nix-build image-contents.nix` builds it, in the stage-0 root.
{
  pkgs ? import ./. { },
}:
pkgs.embeddedContents
