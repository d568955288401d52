# The services that NixOS' installer writes into a configuration, and comments of it.
{ lib, ... }:
let
  accept = import ../../lib/accept.nix { inherit lib; };
  inherit (lib) types;
in
{
  options = {
    services = {
      openssh.enable = accept.enable;
      openssh.settings = accept.sets;
      openssh.ports = accept.value (types.listOf types.port) [ 22 ];
      openssh.openFirewall = accept.bool true;
      printing.enable = accept.enable;
      libinput.enable = accept.enable;
      pipewire = {
        enable = accept.enable;
        alsa.enable = accept.enable;
        alsa.support32Bit = accept.enable;
        pulse.enable = accept.enable;
      };
      pulseaudio.enable = accept.enable;
      xserver = {
        enable = accept.enable;
        xkb.layout = accept.value types.str "us";
        xkb.variant = accept.value types.str "";
        xkb.options = accept.value types.commas "";
        displayManager.gdm.enable = accept.enable;
        displayManager.lightdm.enable = accept.enable;
        desktopManager.gnome.enable = accept.enable;
        desktopManager.xfce.enable = accept.enable;
        videoDrivers = accept.list types.str;
      };
      displayManager.sddm.enable = accept.enable;
      desktopManager.plasma6.enable = accept.enable;
    };
    security.rtkit.enable = accept.enable;
    security.sudo.enable = accept.bool true;
    security.sudo.wheelNeedsPassword = accept.bool true;
    # Of whichever name: what a service does is not looked at.
    systemd.services = accept.sets;
    systemd.timers = accept.sets;
    systemd.tmpfiles.rules = accept.list types.str;
  };
}
