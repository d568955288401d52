# What the machine says when the caller says nothing: the places where nixpkgs looks.
let
  home = builtins.getEnv "HOME";
  inHome = path: /. + "${home}/${path}";
  exists = path: home != "" && builtins.pathExists (inHome path);
  fromEnvironment = builtins.getEnv "NIXPKGS_CONFIG";
  nixFilesIn =
    directory:
    map (name: directory + "/${name}") (
      builtins.filter (
        name: builtins.match ".*\\.nix" name != null || builtins.pathExists (directory + "/${name}/default.nix")
      ) (builtins.attrNames (builtins.readDir directory))
    );
in
{
  config =
    if fromEnvironment != "" && builtins.pathExists (/. + fromEnvironment) then
      import (/. + fromEnvironment)
    else if exists ".config/nixpkgs/config.nix" then
      import (inHome ".config/nixpkgs/config.nix")
    else if exists ".nixpkgs/config.nix" then
      import (inHome ".nixpkgs/config.nix")
    else
      { };

  overlays =
    let
      found = builtins.tryEval (toString <nixpkgs-overlays>);
    in
    if found.success && found.value != "" then
      map import (nixFilesIn (/. + found.value))
    else if exists ".config/nixpkgs/overlays.nix" then
      import (inHome ".config/nixpkgs/overlays.nix")
    else if exists ".config/nixpkgs/overlays" then
      map import (nixFilesIn (inHome ".config/nixpkgs/overlays"))
    else
      [ ];
}
