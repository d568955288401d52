# Variables and aliases of shells.
{ lib, ... }:
let
  inherit (lib) types;
  accept = import ../../lib/accept.nix { inherit lib; };
  one = types.oneOf [
    (types.listOf (types.oneOf [ types.int types.str types.path ]))
    types.int
    types.str
    types.path
  ];
  variables =
    accept.value (types.attrsOf one) { }
    // {
      apply = lib.mapAttrs (
        _: value: if builtins.isList value then lib.concatMapStringsSep ":" toString value else toString value
      );
    };
in
{
  options.environment = {
    inherit variables;
    sessionVariables = variables;
    shellAliases = accept.value (types.attrsOf (types.nullOr (types.either types.str types.path))) { };
    shells = accept.list (types.either types.shellPackage types.path);
    shellInit = accept.text;
    loginShellInit = accept.text;
    interactiveShellInit = accept.text;
    extraInit = accept.text;
    profiles = accept.list types.str;
    homeBinInPath = accept.enable;
    localBinInPath = accept.enable;
  };
}
