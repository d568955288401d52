# Options that a configuration may have and that a container cannot honour. Their values are
# checked and can be read; that nothing is done about them is told by not-acted-on.nix.
{ lib }:
let
  inherit (lib) types;
in
rec {
  value =
    type: default:
    lib.mkOption {
      inherit type default;
      actedOn = false;
      description = "Accepted; nothing is done about it.";
    };
  enable = value types.bool false;
  bool = value types.bool;
  text = value types.lines "";
  maybe = type: value (types.nullOr type) null;
  list = type: value (types.listOf type) [ ];
  # Whatever NixOS takes there.
  anything = value types.anything { };
  sets = value (types.attrsOf types.anything) { };
}
