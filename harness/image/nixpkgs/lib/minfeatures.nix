# What the rules of a release need of Nix, and this Nix does not have. Up to 24.11 it is less than any
# Nix here has; since then it is told by features: https://github.com/NixOS/nixpkgs/pull/433057
let
  needs218 = builtins.compareVersions (import ./release.nix) "25.11" >= 0;
in
{
  missing =
    if needs218 && builtins.compareVersions "2.18" builtins.nixVersion == 1 then
      [ { description = "`builtins.nixVersion` reports at least 2.18"; } ]
    else
      [ ];
}
