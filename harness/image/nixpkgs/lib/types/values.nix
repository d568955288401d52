# Types of single values.
{ lib, base }:
let
  inherit (base) mkOptionType plain isOptionType;
  inherit (lib.options) mergeEqualOption mergeOneOption;
in
{
  raw = mkOptionType {
    name = "raw";
    description = "raw value";
    descriptionClass = "noun";
    merge = mergeOneOption;
  };
  unspecified = mkOptionType {
    name = "unspecified";
    description = "unspecified value";
    descriptionClass = "noun";
  };

  # Sets are merged, lists and whatever else must be equal; what is inside is not looked at.
  anything = mkOptionType {
    name = "anything";
    description = "anything";
    descriptionClass = "noun";
    merge =
      loc: definitions:
      let
        kinds = lib.unique (
          map (
            { value, ... }:
            if lib.isStringLike value && !builtins.isPath value then "string" else builtins.typeOf value
          ) definitions
        );
        kind = lib.head kinds;
        merge =
          {
            set = (lib.types.lazyAttrsOf lib.types.anything).merge;
            list =
              if lib.length definitions == 1 then
                (lib.types.listOf lib.types.anything).merge
              else
                mergeEqualOption;
            lambda =
              loc: definitions: argument:
              lib.types.anything.merge (loc ++ [ "<function body>" ]) (
                map (definition: {
                  inherit (definition) file;
                  value = definition.value argument;
                }) definitions
              );
          }
          .${kind} or mergeEqualOption;
      in
      if lib.length kinds == 1 then
        merge loc definitions
      else
        throw "The option `${lib.options.showOption loc}' has conflicting option types in ${
          lib.options.showFiles (lib.options.getFiles definitions)
        }";
  };

  bool = plain "bool" "boolean" builtins.isBool;
  boolByOr = mkOptionType {
    name = "boolByOr";
    description = "boolean (merged using or)";
    descriptionClass = "noun";
    check = builtins.isBool;
    merge = _: lib.any (definition: definition.value);
  };

  # Old, and still met: later definitions win, and nothing inside is merged.
  attrs = mkOptionType {
    name = "attrs";
    description = "attribute set";
    check = builtins.isAttrs;
    merge = _: builtins.foldl' (all: definition: all // definition.value) { };
    emptyValue.value = { };
  };

  path = plain "path" "absolute path" (
    value: lib.isStringLike value && builtins.substring 0 1 (toString value) == "/"
  );
  pathInStore = plain "pathInStore" "path in the Nix store" (
    value: lib.isStringLike value && builtins.match "${builtins.storeDir}/[^.].*" (toString value) != null
  );

  package = mkOptionType {
    name = "package";
    description = "package";
    descriptionClass = "noun";
    check = value: lib.isDerivation value || lib.isStorePath value;
    merge =
      loc: definitions:
      let
        value = mergeOneOption loc definitions;
      in
      if builtins.isPath value || (builtins.isString value && !builtins.hasContext value) then
        lib.toDerivation value
      else
        value;
  };
  shellPackage = mkOptionType {
    name = "shellPackage";
    description = "package that is a shell";
    descriptionClass = "noun";
    check = value: lib.isDerivation value && value ? shellPath;
    merge = mergeOneOption;
  };
  pkgs = plain "pkgs" "Nixpkgs package set" (value: (value._type or "pkgs") == "pkgs" && value ? path);

  optionType = mkOptionType {
    name = "optionType";
    description = "optionType";
    descriptionClass = "noun";
    check = isOptionType;
    merge =
      loc: definitions:
      (builtins.foldl' (
        known: definition:
        let
          type = known.type.typeMerge definition.value.functor;
        in
        {
          type = if type == null then throw "Cannot merge definitions of `${lib.options.showOption loc}'. Definition values:${lib.options.showDefs definitions}" else type;
        }
      ) { type = (lib.head definitions).value; } (lib.tail definitions)).type;
  };
}
