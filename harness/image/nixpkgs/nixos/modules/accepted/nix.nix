{ lib, ... }:
let
  accept = import ../../lib/accept.nix { inherit lib; };
  inherit (lib) types;
in
{
  options.nix = {
    enable = accept.bool true;
    package = accept.maybe types.package;
    settings = accept.sets;
    extraOptions = accept.text;
    nixPath = accept.list types.str;
    gc.automatic = accept.enable;
    gc.dates = accept.value (types.either types.str (types.listOf types.str)) "03:15";
    gc.options = accept.value types.str "";
    optimise.automatic = accept.enable;
    channel.enable = accept.bool true;
  };
}
