# What an option is, and how its definitions become one value.
{ lib }:
let
  inherit (builtins)
    all
    head
    length
    tail
    tryEval
    ;

  # Text about a value that may itself fail, which must not hide the error that it is part of.
  showValue =
    value:
    let
      text = lib.generators.toPretty { } value;
      safe = tryEval (builtins.seq text text);
      lines = lib.splitString "\n" safe.value;
      shown = lib.take 5 lines ++ lib.optional (length lines > 5) "...";
    in
    if safe.success then ": ${lib.concatStringsSep "\n    " shown}" else "";

  prioritySuggestion = "Use `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions.";
in
rec {
  inherit prioritySuggestion;

  isOption = value: value._type or null == "option";

  mkOption = attrs: attrs // { _type = "option"; };

  mkEnableOption =
    name:
    mkOption {
      type = lib.types.bool;
      default = false;
      example = true;
      description = "Whether to enable ${name}.";
    };

  mkPackageOption =
    pkgs: name:
    {
      nullable ? false,
      default ? name,
      example ? null,
      extraDescription ? "",
      pkgsText ? "pkgs",
    }:
    let
      path = lib.toList default;
    in
    mkOption (
      {
        type = (if nullable then lib.types.nullOr else lib.id) lib.types.package;
        description = "The ${if builtins.isString name then name else lib.last name} package to use. ${extraDescription}";
        defaultText = literalExpression (lib.concatStringsSep "." ([ pkgsText ] ++ path));
      }
      // lib.optionalAttrs (example != null) { inherit example; }
      // lib.optionalAttrs (default != null || nullable) {
        default = if default == null then null else lib.getAttrFromPath path pkgs;
      }
    );

  literalExpression = text: {
    _type = "literalExpression";
    inherit text;
  };
  literalMD = text: {
    _type = "literalMD";
    inherit text;
  };
  mdDoc = text: text;

  getValues = map (definition: definition.value);
  getFiles = map (definition: definition.file);

  # `services.foo."a.b"`; a placeholder such as `<name>` stands as it is.
  showOption = lib.concatMapStringsSep "." (
    part: if lib.elem part [ "<name>" "*" ] then part else lib.escapeNixIdentifier part
  );
  showFiles = lib.concatMapStringsSep " and " (file: "`${file}'");
  showDefs = lib.concatMapStrings ({ file, value, ... }: "\n- In `${file}'${showValue value}");

  # For a type that does not say how to merge.
  mergeDefaultOption =
    loc: definitions:
    let
      values = getValues definitions;
    in
    if length values == 1 then
      head values
    else if all lib.isFunction values then
      argument: mergeDefaultOption loc (map (d: d // { value = d.value argument; }) definitions)
    else if all lib.isList values then
      lib.concatLists values
    else if all lib.isAttrs values then
      lib.mergeAttrsList values
    else if all lib.isBool values then
      lib.any lib.id values
    else if all lib.isString values then
      lib.concatStrings values
    else if all lib.isInt values && all (value: value == head values) values then
      head values
    else
      throw "Cannot merge definitions of `${showOption loc}'. Definition values:${showDefs definitions}";

  mergeUniqueOption =
    {
      message,
      merge ? _: definitions: (head definitions).value,
    }:
    loc: definitions:
    if length definitions == 1 then
      merge loc definitions
    else
      throw "The option `${showOption loc}' is defined multiple times while it's expected to be unique.\n${message}\nDefinition values:${showDefs definitions}\n${prioritySuggestion}";
  mergeOneOption = mergeUniqueOption { message = ""; };

  # A function cannot be compared, so one definition alone is not.
  mergeEqualOption =
    loc: definitions:
    let
      first = head definitions;
      other = lib.findFirst (definition: definition.value != first.value) null (tail definitions);
    in
    if length definitions == 1 || other == null then
      first.value
    else
      throw "The option `${showOption loc}' has conflicting definition values:${
        showDefs [
          first
          other
        ]
      }\n${prioritySuggestion}";
}
