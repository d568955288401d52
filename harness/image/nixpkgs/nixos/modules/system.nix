# The system as one path. A container has no kernel to boot, so there is none in it.
{
  config,
  options,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;

  failed = lib.filter (one: !one.assertion) config.assertions;
  checked =
    system:
    if failed == [ ] then
      lib.foldr lib.warn system config.warnings
    else
      throw "\nFailed assertions:\n${lib.concatMapStringsSep "\n" (one: "- ${one.message}") failed}";
in
{
  options.system = {
    stateVersion = mkOption {
      type = types.str;
      default = lib.trivial.release;
      description = "The release that this configuration was written for.";
    };
    name = mkOption {
      type = types.str;
      default = if config.networking.hostName == "" then "unnamed" else config.networking.hostName;
      description = "The name of the system's derivation.";
    };
    nixos.release = mkOption {
      type = types.str;
      default = lib.trivial.release;
      readOnly = true;
      description = "The release of NixOS.";
    };
    nixos.version = mkOption {
      type = types.str;
      default = lib.version;
      description = "The version of NixOS.";
    };
    nixos.label = mkOption {
      type = types.str;
      default = config.system.nixos.version;
      description = "The label of the system.";
    };
  };

  config.system.build.toplevel = checked (
    pkgs.runCommandLocal "nixos-system-${config.system.name}-${config.system.nixos.label}" { } ''
      mkdir $out
      ln -s ${config.system.path} $out/sw
      ln -s ${config.system.build.etc}/etc $out/etc
      printf %s ${lib.escapeShellArg config.system.nixos.label} >$out/nixos-version
      printf %s ${lib.escapeShellArg config.nixpkgs.system} >$out/system
      printf '%s\n' ${lib.escapeShellArgs config.system.build.notActedOn} >$out/not-acted-on
    ''
  );
  # Not in nixpkgs. Evaluating it evaluates what nothing else here looks at.
  config.system.build.notActedOn = import ../lib/not-acted-on.nix { inherit lib; } options;
}
