# Boot loader, kernel and disks: what hardware-configuration.nix and the installer write.
{ lib, ... }:
let
  accept = import ../../lib/accept.nix { inherit lib; };
  inherit (lib) types;
in
{
  options = {
    boot = {
      loader = {
        systemd-boot.enable = accept.enable;
        systemd-boot.configurationLimit = accept.maybe types.int;
        efi.canTouchEfiVariables = accept.enable;
        efi.efiSysMountPoint = accept.value types.str "/boot";
        grub.enable = accept.enable;
        grub.device = accept.value types.str "";
        grub.devices = accept.list types.str;
        grub.efiSupport = accept.enable;
        grub.efiInstallAsRemovable = accept.enable;
        grub.useOSProber = accept.enable;
        grub.version = accept.value types.int 2;
        timeout = accept.value (types.nullOr types.int) 5;
      };
      initrd.availableKernelModules = accept.list types.str;
      initrd.kernelModules = accept.list types.str;
      initrd.luks.devices = accept.sets;
      kernelModules = accept.list types.str;
      kernelParams = accept.list types.str;
      extraModulePackages = accept.list types.package;
      supportedFilesystems = accept.value (types.either (types.listOf types.str) (types.attrsOf types.bool)) [ ];
      isContainer = accept.enable;
      tmp.cleanOnBoot = accept.enable;
      tmp.useTmpfs = accept.enable;
    };
    fileSystems = accept.sets;
    swapDevices = accept.list types.anything;
    hardware.enableRedistributableFirmware = accept.enable;
    hardware.enableAllFirmware = accept.enable;
    hardware.cpu.intel.updateMicrocode = accept.enable;
    hardware.cpu.amd.updateMicrocode = accept.enable;
    hardware.pulseaudio.enable = accept.enable;
    hardware.bluetooth.enable = accept.enable;
    hardware.graphics.enable = accept.enable;
    powerManagement.cpuFreqGovernor = accept.maybe types.str;
    system.copySystemConfiguration = accept.enable;
    system.autoUpgrade.enable = accept.enable;
    system.activationScripts = accept.sets;
  };
}
