# Which packages: `nixpkgs.config`, overlays, or a set of packages as it is.
{
  config,
  options,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.nixpkgs;

  call = f: argument: if lib.isFunction f then f argument else f;
  # packageOverrides of several configurations are all applied.
  merge =
    left: given:
    let
      right = call given { inherit lib pkgs; };
    in
    lib.recursiveUpdate left right
    // lib.optionalAttrs (left ? packageOverrides || right ? packageOverrides) {
      packageOverrides =
        previous:
        call (left.packageOverrides or { }) previous // call (right.packageOverrides or { }) previous;
    };

  configType = lib.mkOptionType {
    name = "nixpkgs-config";
    description = "nixpkgs config";
    check = value: builtins.isAttrs value || lib.isFunction value;
    merge = _: definitions: builtins.foldl' merge { } (map (definition: definition.value) definitions);
  };
  overlayType = lib.mkOptionType {
    name = "nixpkgs-overlay";
    description = "nixpkgs overlay";
    check = lib.isFunction;
    merge = lib.options.mergeOneOption;
  };

  platform = value: if builtins.isString value then value else value.system;
  system = if options.nixpkgs.hostPlatform.isDefined then platform cfg.hostPlatform else cfg.system;
  packages =
    if options.nixpkgs.pkgs.isDefined then
      cfg.pkgs.appendOverlays cfg.overlays
    else
      import ../.. {
        inherit (cfg) config overlays;
        inherit system;
      };
in
{
  options.nixpkgs = {
    pkgs = mkOption {
      type = types.pkgs;
      description = "The set of packages to use; the other options of nixpkgs are then ignored, save overlays.";
    };
    config = mkOption {
      type = configType;
      default = { };
      description = "The configuration of the set of packages: allowUnfree, packageOverrides, …";
    };
    overlays = mkOption {
      type = types.listOf overlayType;
      default = [ ];
      description = "Overlays to apply to the set of packages.";
    };
    system = mkOption {
      type = types.str;
      default = builtins.currentSystem;
      description = "The system that packages are for.";
    };
    hostPlatform = mkOption {
      type = types.either types.str types.attrs;
      description = "The platform that packages are for.";
    };
  };

  config = {
    _module.args.pkgs = packages;
    assertions = [
      {
        assertion = options.nixpkgs.pkgs.isDefined -> cfg.config == { };
        message = "Your system configures nixpkgs with an externally created instance.\n`nixpkgs.config` options should be passed when creating the instance instead.";
      }
    ];
  };
}
