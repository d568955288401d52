{ lib, base }:
let
  inherit (base) mkOptionType plain;

  # Several definitions become one text.
  separatedString =
    separator:
    mkOptionType {
      name = "separatedString";
      description = "strings concatenated with ${builtins.toJSON separator}";
      descriptionClass = "noun";
      check = builtins.isString;
      merge =
        _: definitions:
        lib.concatStringsSep separator (map (definition: definition.value) definitions);
      functor = {
        name = "separatedString";
        payload = separator;
        type = separatedString;
        binOp = a: b: if a == b then a else null;
      };
    };
  str = plain "str" "string" builtins.isString;
  strMatching =
    pattern:
    plain "strMatching ${lib.escapeNixString pattern}" "string matching the pattern ${pattern}" (
      value: builtins.isString value && builtins.match pattern value != null
    );
  singleLine = plain "singleLineStr" "(optionally newline-terminated) single-line string" (
    value: builtins.isString value && builtins.match "[^\n\r]*\n?" value != null
  );
in
{
  inherit separatedString str strMatching;
  string = separatedString "" // {
    name = "string";
    deprecationMessage = "See https://github.com/NixOS/nixpkgs/pull/66346 for better alternative types.";
  };
  nonEmptyStr = plain "nonEmptyStr" "non-empty string" (
    value: builtins.isString value && builtins.match "[ \t\n]*" value == null
  );
  singleLineStr = singleLine // {
    merge = loc: definitions: lib.removeSuffix "\n" (singleLine.merge loc definitions);
  };
  lines = separatedString "\n";
  commas = separatedString ",";
  envVar = separatedString ":";
  passwdEntry =
    type:
    base.addCheck type (value: builtins.match ".*[\n:].*" (toString value) == null)
    // {
      name = "passwdEntry ${type.name}";
      description = "${base.phrase (class: class == "noun") type}, not containing newlines or colons";
      descriptionClass = "nonRestrictiveClause";
    };
}
