# Programs that are options, as far as their packages are here.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  accept = import ../lib/accept.nix { inherit lib; };
  inherit (lib) types;
  cfg = config.programs.git;
in
{
  options.programs = {
    git = {
      enable = lib.mkEnableOption "git, a distributed version control system";
      package = lib.mkPackageOption pkgs "git" { };
      config = accept.value (types.either types.attrs (types.listOf types.attrs)) { };
    };
    bash = {
      completion.enable = accept.bool true;
      enableCompletion = accept.bool true;
      shellAliases = accept.value (types.attrsOf (types.nullOr (types.either types.str types.path))) { };
      shellInit = accept.text;
      loginShellInit = accept.text;
      interactiveShellInit = accept.text;
      promptInit = accept.text;
    };
    # Switched on in the configuration that NixOS' installer writes, or in comments of it.
    firefox.enable = accept.enable;
    gnupg.agent.enable = accept.enable;
    gnupg.agent.enableSSHSupport = accept.enable;
    mtr.enable = accept.enable;
    zsh.enable = accept.enable;
    fish.enable = accept.enable;
    command-not-found.enable = accept.bool false;
  };

  config.environment.systemPackages = lib.mkIf cfg.enable [ cfg.package ];
}
