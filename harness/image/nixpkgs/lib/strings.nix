{ lib }:
let
  inherit (builtins) stringLength substring;
in
{
  inherit (builtins)
    concatStringsSep
    stringLength
    substring
    replaceStrings
    toJSON
    fromJSON
    isString
    match
    split
    tail
    unsafeDiscardStringContext
    ;

  concatStrings = builtins.concatStringsSep "";
  concatMapStrings = f: list: lib.concatStrings (map f list);
  concatImapStrings = f: list: lib.concatStrings (lib.imap1 f list);
  concatMapStringsSep =
    separator: f: list:
    builtins.concatStringsSep separator (map f list);
  concatImapStringsSep =
    separator: f: list:
    builtins.concatStringsSep separator (lib.imap1 f list);
  concatMapAttrsStringSep =
    separator: f: set:
    builtins.concatStringsSep separator (lib.mapAttrsToList f set);
  concatLines = lib.concatMapStrings (line: line + "\n");
  intersperse =
    separator: list:
    if list == [ ] then
      [ ]
    else
      lib.tail (
        builtins.concatMap (x: [
          separator
          x
        ]) list
      );
  optionalString = condition: string: if condition then string else "";
  join = builtins.concatStringsSep;

  hasPrefix = prefix: string: substring 0 (stringLength prefix) string == prefix;
  hasSuffix =
    suffix: string:
    let
      start = stringLength string - stringLength suffix;
    in
    start >= 0 && substring start (-1) string == suffix;
  hasInfix = infix: string: builtins.length (lib.splitString infix string) > 1;
  removePrefix =
    prefix: string:
    if lib.hasPrefix prefix string then substring (stringLength prefix) (-1) string else string;
  removeSuffix =
    suffix: string:
    if lib.hasSuffix suffix string then
      substring 0 (stringLength string - stringLength suffix) string
    else
      string;
  trim = string: builtins.head (builtins.match "[ \t\r\n]*(.*[^ \t\r\n])?[ \t\r\n]*" string ++ [ "" ]);
  splitString =
    separator: string:
    builtins.filter builtins.isString (builtins.split (lib.escapeRegex (toString separator)) (toString string));
  stringToCharacters = string: builtins.genList (n: substring n 1 string) (stringLength string);
  stringAsChars = f: string: lib.concatMapStrings f (lib.stringToCharacters string);
  replaceChars = builtins.replaceStrings;
  commonPrefixLength =
    a: b:
    let
      end = lib.min (stringLength a) (stringLength b);
      go = n: if n == end || substring n 1 a != substring n 1 b then n else go (n + 1);
    in
    go 0;

  escape = chars: builtins.replaceStrings chars (map (char: "\\${char}") chars);
  escapeRegex = lib.escape (lib.stringToCharacters "\\[{()^$?*+|.");
  escapeShellArg =
    arg:
    let
      string = toString arg;
    in
    if builtins.match "[[:alnum:],._+:@%/-]+" string == null then
      "'${builtins.replaceStrings [ "'" ] [ "'\\''" ] string}'"
    else
      string;
  escapeShellArgs = lib.concatMapStringsSep " " lib.escapeShellArg;
  escapeNixString = string: lib.escape [ "$" ] (builtins.toJSON string);
  escapeNixIdentifier =
    string: if builtins.match "[a-zA-Z_][a-zA-Z0-9_'-]*" string != null then string else lib.escapeNixString string;
  escapeXML =
    builtins.replaceStrings
      [ "\"" "'" "<" ">" "&" ]
      [ "&quot;" "&apos;" "&lt;" "&gt;" "&amp;" ];
  isValidPosixName = name: builtins.match "[a-zA-Z_][a-zA-Z0-9_]*" name != null;
  toShellVar =
    name: value:
    if builtins.isAttrs value && !(lib.isStringLike value) then
      "declare -A ${name}=(${
        lib.concatStringsSep " " (
          lib.mapAttrsToList (key: v: "[${lib.escapeShellArg key}]=${lib.escapeShellArg v}") value
        )
      })"
    else if builtins.isList value then
      "declare -a ${name}=(${lib.escapeShellArgs value})"
    else
      "${name}=${lib.escapeShellArg value}";
  toShellVars = set: lib.concatStringsSep "\n" (lib.mapAttrsToList lib.toShellVar set);

  lowerChars = lib.stringToCharacters "abcdefghijklmnopqrstuvwxyz";
  upperChars = lib.stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  toLower = builtins.replaceStrings lib.upperChars lib.lowerChars;
  toUpper = builtins.replaceStrings lib.lowerChars lib.upperChars;
  toSentenceCase = string: lib.toUpper (substring 0 1 string) + lib.toLower (substring 1 (-1) string);

  fixedWidthString =
    width: filler: string:
    if stringLength string < width then lib.fixedWidthString width filler (filler + string) else string;
  fixedWidthNumber = width: number: lib.fixedWidthString width "0" (toString number);
  toInt =
    string:
    let
      digits = builtins.match "[[:space:]]*(-?)0*([0-9]+)[[:space:]]*" string;
    in
    if digits == null then
      throw "toInt: Could not convert ${lib.escapeNixString string} to int."
    else
      builtins.fromJSON (lib.concatStrings digits);
  floatToString = number: toString number;

  isStringLike = value: builtins.isString value || builtins.isPath value || value ? outPath || value ? __toString;
  isConvertibleWithToString =
    value:
    lib.isStringLike value
    || builtins.elem (builtins.typeOf value) [ "null" "int" "float" "bool" ]
    || (builtins.isList value && builtins.all lib.isConvertibleWithToString value);
  isStorePath =
    value:
    lib.isStringLike value
    && substring 0 1 (toString value) == "/"
    && dirOf (toString value) == builtins.storeDir;
  sanitizeDerivationName =
    string:
    let
      name = lib.concatMapStrings (part: if builtins.isList part then "-" else part) (
        builtins.split "[^[:alnum:]+._?=-]+" (lib.removePrefix "." (toString string))
      );
    in
    if name == "" then "unknown" else substring 0 207 (builtins.unsafeDiscardStringContext name);

  makeSearchPath =
    directory: packages:
    lib.concatStringsSep ":" (map (package: "${package}/${directory}") (builtins.filter (x: x != null) packages));
  makeSearchPathOutput =
    output: directory: packages:
    lib.makeSearchPath directory (map (lib.getOutput output) packages);
  makeLibraryPath = packages: lib.makeSearchPath "lib" (map lib.getLib packages);
  makeIncludePath = lib.makeSearchPathOutput "dev" "include";
  makeBinPath = lib.makeSearchPathOutput "bin" "bin";

  enableFeature = enable: feature: "--${if enable then "enable" else "disable"}-${feature}";
  enableFeatureAs = enable: feature: value: lib.enableFeature enable feature + lib.optionalString enable "=${value}";
  withFeature = with_: feature: "--${if with_ then "with" else "without"}-${feature}";
  withFeatureAs = with_: feature: value: lib.withFeature with_ feature + lib.optionalString with_ "=${value}";
  cmakeFeature = feature: value: "-D${feature}:STRING=${value}";
  cmakeBool = feature: value: "-D${feature}:BOOL=${if value then "TRUE" else "FALSE"}";
  mesonOption = feature: value: "-D${feature}=${value}";
  mesonBool = feature: value: "-D${feature}=${lib.boolToString value}";
}
