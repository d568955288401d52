# Which packages: `nixpkgs.config`, overlays, or a set of packages as it is.
{
  config,
  options,
  lib,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.nixpkgs;

  call = f: argument: if lib.isFunction f then f argument else f;
  # A configuration may be a function of the packages; packageOverrides of several are all applied.
  merge =
    left: right: packages:
    let
      a = call left packages;
      b = call right packages;
      overrides = name: {
        ${name} = previous: call (a.${name} or { }) previous // call (b.${name} or { }) previous;
      };
    in
    lib.recursiveUpdate a b
    // lib.optionalAttrs (a ? packageOverrides || b ? packageOverrides) (overrides "packageOverrides");

  configType = lib.mkOptionType {
    name = "nixpkgs-config";
    description = "nixpkgs config";
    check = value: builtins.isAttrs value || lib.isFunction value;
    merge =
      _: definitions:
      if lib.length definitions == 1 then
        (lib.head definitions).value
      else
        { pkgs, ... }: builtins.foldl' (all: definition: merge all definition.value) { } definitions pkgs;
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
