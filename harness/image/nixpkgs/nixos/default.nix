# <nixpkgs/nixos>: a configuration, evaluated. `nix-build '<nixpkgs/nixos>' -A config.system.path`.
{
  configuration ?
    let
      fromEnvironment = builtins.getEnv "NIXOS_CONFIG";
    in
    if fromEnvironment == "" then <nixos-config> else /. + fromEnvironment,
  system ? builtins.currentSystem,
}:
let
  evaluation = import ./lib/eval-config.nix {
    inherit system;
    modules = [ configuration ];
  };
  inherit (import ../outside.nix) missing;
in
{
  inherit (evaluation) pkgs config options;
  system = evaluation.config.system.build.toplevel;
  vm = missing "nixos.vm";
  vmWithBootLoader = missing "nixos.vmWithBootLoader";
}
