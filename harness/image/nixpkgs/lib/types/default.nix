# Types of options: what values they take, and how several definitions become one.
{ lib }:
let
  base = import ./base.nix { inherit lib; };
  kinds = map (file: import file { inherit lib base; }) [
    ./values.nix
    ./numbers.nix
    ./strings.nix
    ./containers.nix
    ./combinators.nix
    ./submodule.nix
  ];
in
builtins.foldl' (all: kind: all // kind) {
  inherit (base)
    mkOptionType
    isType
    setType
    isOptionType
    addCheck
    optionDescriptionPhrase
    ;
  types = lib.types;
} kinds
