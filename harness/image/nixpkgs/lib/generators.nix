{ lib }:
let
  mkValueStringDefault =
    _: value:
    if builtins.isBool value then
      lib.boolToString value
    else if value == null then
      "null"
    else
      toString value;
  mkKeyValueDefault =
    {
      mkValueString ? mkValueStringDefault { },
    }:
    separator: key: value:
    "${lib.escape [ separator ] key}${separator}${mkValueString value}";
  toKeyValue =
    {
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
      indent ? "",
    }:
    set:
    lib.concatStrings (
      lib.flatten (
        lib.mapAttrsToList (
          key: value:
          map (one: "${indent}${mkKeyValue key one}\n") (
            if listsAsDuplicateKeys then lib.toList value else [ value ]
          )
        ) set
      )
    );
in
{
  inherit mkValueStringDefault mkKeyValueDefault toKeyValue;
  toJSON = _: builtins.toJSON;
  toYAML = _: builtins.toJSON;
  toINI =
    {
      mkKeyValue ? mkKeyValueDefault { } "=",
      ...
    }:
    sections:
    lib.concatStringsSep "\n" (
      lib.mapAttrsToList (name: section: "[${name}]\n" + toKeyValue { inherit mkKeyValue; } section) sections
    );
  toPretty =
    {
      multiline ? true,
      ...
    }:
    value:
    let
      go =
        value:
        if lib.isDerivation value then
          "<derivation ${value.name or "???"}>"
        else if builtins.isAttrs value then
          let
            pair = name: one: "${lib.escapeNixIdentifier name} = ${go one}; ";
          in
          "{ ${lib.concatStrings (lib.mapAttrsToList pair value)}}"
        else if builtins.isList value then
          "[ ${lib.concatMapStrings (one: go one + " ") value}]"
        else if builtins.isString value then
          lib.escapeNixString value
        else if builtins.isFunction value then
          "<function>"
        else
          mkValueStringDefault { } value;
    in
    go value;
}
