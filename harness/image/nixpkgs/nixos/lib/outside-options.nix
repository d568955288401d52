# What is said of an option that NixOS has and this set has not. A path that NixOS has not either
# is nothing: the evaluator then says that it does not exist.
{ lib }:
let
  outside = import ../../outside.nix;
  names = outside.names.options;

  # `services.nginx = { enable = true; … }` is about the option services.nginx.enable.
  inner =
    path: value:
    let
      members = lib.attrNames value;
      member = if value ? enable then "enable" else lib.head members;
    in
    if
      builtins.isAttrs value
      && !(value ? _type)
      && !lib.isDerivation value
      && (value ? enable || lib.length members == 1)
    then
      inner (path ++ [ member ]) value.${member}
    else
      path;
in
path: value:
let
  known = n: lib.elem (lib.concatStringsSep "." (lib.take n path)) names;
in
if known 1 || known 2 then outside.missingOption (lib.showOption (inner path value)) else null
