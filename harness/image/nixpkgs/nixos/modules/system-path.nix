# The packages of the system, as one tree: /run/current-system/sw.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;

  # What every NixOS has, as far as it is here. Whoever names one of them gets the own choice.
  required =
    map
      (name: lib.setPrio ((pkgs.${name}.meta.priority or lib.meta.defaultPriority) + 3) pkgs.${name})
      [
        "bashInteractive"
        "bzip2"
        "coreutils-full"
        "curl"
        "diffutils"
        "findutils"
        "gawk"
        "gnugrep"
        "gnupatch"
        "gnused"
        "gnutar"
        "gzip"
        "less"
        "which"
        "xz"
      ];
in
{
  options = {
    environment = {
      systemPackages = mkOption {
        type = types.listOf types.package;
        default = [ ];
        description = "Packages that everybody on the system finds by name.";
      };
      defaultPackages = mkOption {
        type = types.listOf types.package;
        default = [ ];
        description = "Packages that can be switched off with an empty list.";
      };
      pathsToLink = mkOption {
        type = types.listOf types.str;
        default = [ ];
        description = "Directories of the packages that are in the tree.";
      };
      extraOutputsToInstall = mkOption {
        type = types.listOf types.str;
        default = [ ];
        description = "Further outputs of the packages that are in the tree.";
      };
      extraSetup = mkOption {
        type = types.lines;
        default = "";
        description = "Shell text that changes the tree.";
      };
    };
    system.path = mkOption {
      internal = true;
      description = "The tree.";
    };
  };

  config = {
    environment.systemPackages = required ++ config.environment.defaultPackages;
    environment.pathsToLink = [
      "/bin"
      "/etc/xdg"
      "/lib"
      "/sbin"
      "/share/man"
      "/share/info"
    ];
    system.path = pkgs.buildEnv {
      name = "system-path";
      paths = config.environment.systemPackages;
      inherit (config.environment) pathsToLink extraOutputsToInstall;
      ignoreCollisions = true;
      postBuild = config.environment.extraSetup;
    };
  };
}
