# What is said of an option that NixOS has and this set has not. A path that NixOS has not either
# is nothing: the evaluator then says that it does not exist.
{ lib }:
let
  outside = import ../../outside.nix;
  names = outside.names.options;
in
path:
let
  known = n: lib.elem (lib.concatStringsSep "." (lib.take n path)) names;
in
if known 1 || known 2 then outside.missingOption (lib.showOption path) else null
