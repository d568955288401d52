# Language, keyboard, time, fonts.
{ lib, ... }:
let
  accept = import ../../lib/accept.nix { inherit lib; };
  inherit (lib) types;
in
{
  options = {
    time.timeZone = accept.maybe types.str;
    time.hardwareClockInLocalTime = accept.enable;
    i18n.defaultLocale = accept.value types.str "en_US.UTF-8";
    i18n.extraLocaleSettings = accept.value (types.attrsOf types.str) { };
    i18n.supportedLocales = accept.list types.str;
    console.font = accept.value (types.nullOr (types.either types.str types.path)) null;
    console.keyMap = accept.value (types.either types.str types.path) "us";
    console.useXkbConfig = accept.enable;
    fonts.packages = accept.list types.path;
    fonts.enableDefaultPackages = accept.enable;
    documentation.enable = accept.bool true;
    documentation.nixos.enable = accept.bool true;
    documentation.man.enable = accept.bool true;
    location = accept.sets;
  };
}
