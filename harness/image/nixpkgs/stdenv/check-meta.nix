# Packages that nixpkgs refuses to evaluate unless the configuration allows them.
{ lib, config }:
let
  allowed = option: variable: config.${option} or false || builtins.getEnv variable == "1";

  refuse =
    meta: reason: hint:
    throw ''
      Package ‘${meta.name}’ in ${if meta.position == null then "«unknown-file»" else meta.position} ${reason}, refusing to evaluate.

      ${hint}
    '';
in
meta: attrs:
let
  licenses = lib.toList (meta.license or [ ]);
  unfree = builtins.filter (license: builtins.isAttrs license && !(license.free or true)) licenses;
  permitted = config.allowUnfreePredicate or (_: false);
in
if unfree != [ ] && !(allowed "allowUnfree" "NIXPKGS_ALLOW_UNFREE" || permitted (attrs // { inherit meta; })) then
  refuse meta
    "has an unfree license (‘${lib.concatMapStringsSep ", " (license: license.shortName) unfree}’)"
    "Allow it with { allowUnfree = true; } in the configuration, or with NIXPKGS_ALLOW_UNFREE=1 in the environment."
else if meta.broken && !(allowed "allowBroken" "NIXPKGS_ALLOW_BROKEN") then
  refuse meta "is marked as broken"
    "Allow it with { allowBroken = true; } in the configuration, or with NIXPKGS_ALLOW_BROKEN=1 in the environment."
else
  true
