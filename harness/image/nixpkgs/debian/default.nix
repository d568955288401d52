# Every unit of ./units.json, built from the Debian packages that ./packages.json names.
{ lib, system }:
let
  wanted = lib.importJSON ./units.json;
  resolved = lib.importJSON ./packages.json;
  metas = import ./meta.nix { inherit lib; };

  fetch = import ./fetch.nix { };
  buildUnit = import ./unit.nix { inherit lib system fetch; };

  units = builtins.mapAttrs (
    key:
    { packages, uses }:
    let
      main = builtins.head wanted.${key}.debs;
      suite = builtins.head (lib.splitString "/" (builtins.head packages));
    in
    buildUnit {
      inherit key;
      debs = map (package: resolved.packages.${package}) packages;
      version = resolved.packages."${suite}/${main}".version;
      uses = map (used: units.${used}) uses;
      meta = metas.${key} or { };
    }
  ) resolved.units;
in
units
