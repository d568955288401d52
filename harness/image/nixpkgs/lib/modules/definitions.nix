# The definitions of one option, and its value.
{ lib }:
let
  inherit (lib.options) showDefs showFiles showOption;
  inherit (lib.modules)
    dischargeProperties
    filterOverrides'
    mkOptionDefault
    sortProperties
    ;
in
rec {
  mergeDefinitions =
    loc: type: definitions:
    let
      discharged = lib.concatMap (
        definition:
        map (value: { inherit (definition) file; inherit value; }) (
          builtins.addErrorContext "while evaluating definitions from `${definition.file}':" (
            dischargeProperties definition.value
          )
        )
      ) definitions;
      strongest = filterOverrides' discharged;
    in
    rec {
      inherit (strongest) highestPrio;
      defsFinal = sortProperties strongest.values;
      isDefined = defsFinal != [ ];
      mergedValue =
        let
          wrong = lib.filter (definition: !type.check definition.value) defsFinal;
        in
        if !isDefined then
          throw "The option `${showOption loc}' was accessed but has no value defined. Try setting the option."
        else if wrong != [ ] then
          throw "A definition for option `${showOption loc}' is not of type `${type.description}'. Definition values:${showDefs wrong}"
        else
          type.merge loc defsFinal;
      optionalValue = lib.optionalAttrs isDefined { value = mergedValue; };
    };

  # The same option may be declared by several modules, if they agree.
  mergeOptionDecls =
    loc: declarations:
    builtins.foldl' (
      known: declaration:
      let
        new = declaration.options;
        both = name: known ? ${name} && new ? ${name};
        merged = known.type.typeMerge new.type.functor;
      in
      if
        lib.any both [ "default" "example" "description" "apply" ] || (both "type" && merged == null)
      then
        throw "The option `${showOption loc}' in `${declaration._file}' is already declared in ${showFiles known.declarations}."
      else
        new
        // known
        // {
          declarations = known.declarations ++ [ declaration._file ];
          declarationPositions = known.declarationPositions ++ [ declaration.pos ];
        }
        // lib.optionalAttrs (both "type") { type = merged; }
    ) {
      inherit loc;
      declarations = [ ];
      declarationPositions = [ ];
    } declarations;

  evalOptionValue =
    loc: declared: definitions:
    let
      option = declared // {
        type = declared.type or lib.types.unspecified;
      };
      all =
        lib.optional (option ? default) {
          file = lib.head option.declarations;
          value = mkOptionDefault option.default;
        }
        ++ definitions;
      alone = definition: definition // { value = (mergeDefinitions loc option.type [ definition ]).mergedValue; };
      result =
        if option.readOnly or false && lib.length all > 1 then
          throw "The option `${showOption loc}' is read-only, but it's set multiple times. Definition values:${showDefs (map alone all)}"
        else
          mergeDefinitions loc option.type all;
      value = if option ? apply then option.apply result.mergedValue else result.mergedValue;
    in
    option
    // {
      inherit (result) isDefined highestPrio;
      value = builtins.addErrorContext "while evaluating the option `${showOption loc}':" value;
      definitions = map (definition: definition.value) result.defsFinal;
      files = map (definition: definition.file) result.defsFinal;
      definitionsWithLocations = result.defsFinal;
      __toString = _: showOption loc;
    };
}
