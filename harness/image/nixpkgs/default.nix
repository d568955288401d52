# The embedded <nixpkgs>: nixpkgs' interface, by the rules of lib/release.nix, over Debian's programs.
#
# What belongs here and how it is made is told in ./README.md.
let
  impure = import ./impure.nix;
  inherit (import ./lib/minfeatures.nix) missing;
in
# In nixpkgs' own words.
if missing != [ ] then
  abort ''

    This version of Nixpkgs requires an implementation of Nix with the following features:
    ${builtins.concatStringsSep "\n" (map ({ description }: "- ${description}") missing)}

    You are evaluating with Nix ${builtins.nixVersion}, please upgrade:

    - If you are running NixOS, `nixos-rebuild' can be used to upgrade your system.
  ''
else
{
  system ? localSystem.system or (if builtins.isString localSystem then localSystem else builtins.currentSystem),
  localSystem ? { system = args.system or builtins.currentSystem; },
  crossSystem ? null,
  config ? impure.config,
  overlays ? impure.overlays,
  crossOverlays ? [ ],
  stdenvStages ? null,
  ...
}@args:
let
  lib = import ./lib;
  inherit (import ./outside.nix) missing;

  # A configuration may be a function of the packages that it configures.
  config' = {
    allowBroken = false;
    allowUnfree = false;
  }
  // (
    if lib.isFunction config then
      config {
        inherit lib;
        pkgs = packages;
      }
    else
      config
  );

  packages = lib.fix (
    builtins.foldl' (set: overlay: lib.extends overlay set) (import ./top-level.nix {
      inherit lib system overlays;
      config = config';
    }) ([ configured ] ++ overlays)
  );

  configured =
    _: previous:
    lib.optionalAttrs (config' ? packageOverrides) (config'.packageOverrides previous);
in
if crossSystem != null then missing "crossSystem" else packages
