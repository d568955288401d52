# Evaluates a NixOS configuration: modules, put together with those of this set.
{
  modules,
  system ? builtins.currentSystem,
  pkgs ? null,
  lib ? import ../../lib,
  baseModules ? import ../modules/module-list.nix,
  extraModules ? [ ],
  specialArgs ? { },
  extraArgs ? { },
  prefix ? [ ],
  check ? true,
  modulesLocation ? null,
}:
let
  machine = {
    _file = ./eval-config.nix;
    key = toString ./eval-config.nix;
    config = {
      nixpkgs.system = lib.mkIf (system != null) (lib.mkDefault system);
      nixpkgs.pkgs = lib.mkIf (pkgs != null) (lib.mkDefault pkgs);
      _module.args = extraArgs;
      _module.check = check;
      _module.outside = import ./outside-options.nix { inherit lib; };
    };
  };
  located =
    if modulesLocation == null then
      modules
    else
      map (lib.modules.setDefaultModuleLocation modulesLocation) modules;

  evaluation = lib.evalModules {
    inherit prefix;
    class = "nixos";
    specialArgs = {
      modulesPath = toString ../modules;
    }
    // specialArgs;
    modules = baseModules ++ extraModules ++ [ machine ] ++ located;
  };
in
evaluation
// {
  inherit lib extraArgs;
  inherit (evaluation._module.args) pkgs;
}
