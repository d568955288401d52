# Files below /etc.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  enabled = lib.filter (file: file.enable) (lib.attrValues config.environment.etc);
in
{
  options.environment.etc = mkOption {
    default = { };
    description = "Files that have to be linked in {file}`/etc`.";
    type = types.attrsOf (
      types.submodule (
        { name, config, options, ... }:
        {
          options = {
            enable = mkOption {
              type = types.bool;
              default = true;
              description = "Whether this file is generated.";
            };
            target = mkOption {
              type = types.str;
              description = "Name below /etc. Default: the name of the attribute.";
            };
            text = mkOption {
              type = types.nullOr types.lines;
              default = null;
              description = "What is in the file.";
            };
            source = mkOption {
              type = types.path;
              description = "The file or directory.";
            };
            mode = mkOption {
              type = types.str;
              default = "symlink";
              description = "A mode makes it a copy.";
            };
            user = mkOption {
              type = types.str;
              default = "+${toString config.uid}";
              description = "Owner of a copy.";
            };
            group = mkOption {
              type = types.str;
              default = "+${toString config.gid}";
              description = "Group of a copy.";
            };
            uid = mkOption {
              type = types.int;
              default = 0;
              description = "Owner of a copy.";
            };
            gid = mkOption {
              type = types.int;
              default = 0;
              description = "Group of a copy.";
            };
          };
          config = {
            target = lib.mkDefault name;
            source = lib.mkIf (config.text != null) (
              lib.mkOverride (options.text.highestPrio or lib.modules.defaultOverridePriority) (
                pkgs.writeText "etc-${baseNameOf name}" config.text
              )
            );
          };
        }
      )
    );
  };
  options.system.build = mkOption {
    type = types.submodule { freeformType = types.lazyAttrsOf (types.uniq types.unspecified); };
    default = { };
    description = "Derivations that the system is made of.";
  };

  config.system.build.etc = pkgs.linkFarm "etc" (
    map (file: {
      name = "etc/${file.target}";
      path = file.source;
    }) enabled
  );
}
