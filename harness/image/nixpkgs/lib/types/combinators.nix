# Types made of other types.
{ lib, base }:
let
  inherit (base) mkOptionType phrase;
  inherit (lib.options)
    getFiles
    mergeEqualOption
    mergeOneOption
    mergeUniqueOption
    showFiles
    showOption
    ;
  inherit (lib.modules) mergeDefinitions;

  noun = phrase (class: class == "noun" || class == "conjunction");
  show = value: if builtins.isString value then "\"${value}\"" else if builtins.isInt value then toString value else if builtins.isBool value then lib.boolToString value else "<${builtins.typeOf value}>";
in
rec {
  unique =
    { message }:
    type:
    mkOptionType {
      name = "unique";
      inherit (type)
        description
        descriptionClass
        check
        emptyValue
        getSubOptions
        getSubModules
        ;
      merge = mergeUniqueOption {
        inherit message;
        inherit (type) merge;
      };
      substSubModules = modules: uniq (type.substSubModules modules);
      functor = {
        name = "unique";
        wrapped = type;
        type = unique { inherit message; };
      };
      nestedTypes.elemType = type;
    };
  uniq = unique { message = ""; };

  nullOr =
    type:
    mkOptionType {
      name = "nullOr";
      description = "null or ${noun type}";
      descriptionClass = "conjunction";
      check = value: value == null || type.check value;
      merge =
        loc: definitions:
        let
          isNull = map (definition: definition.value == null) definitions;
        in
        if lib.all lib.id isNull then
          null
        else if lib.any lib.id isNull then
          throw "The option `${showOption loc}` is defined both null and not null, in ${showFiles (getFiles definitions)}."
        else
          type.merge loc definitions;
      emptyValue.value = null;
      inherit (type) getSubOptions getSubModules;
      substSubModules = modules: nullOr (type.substSubModules modules);
      functor = {
        name = "nullOr";
        wrapped = type;
        type = nullOr;
      };
      nestedTypes.elemType = type;
    };

  functionTo =
    type:
    mkOptionType {
      name = "functionTo";
      description = "function that evaluates to a(n) ${phrase (class: class == "noun" || class == "composite") type}";
      descriptionClass = "composite";
      check = lib.isFunction;
      merge =
        loc: definitions: argument:
        (mergeDefinitions (loc ++ [ "<function body>" ]) type (
          map (definition: {
            inherit (definition) file;
            value = definition.value argument;
          }) definitions
        )).mergedValue;
      getSubOptions = prefix: type.getSubOptions (prefix ++ [ "<function body>" ]);
      inherit (type) getSubModules;
      substSubModules = modules: functionTo (type.substSubModules modules);
      functor = {
        name = "functionTo";
        wrapped = type;
        type = functionTo;
      };
      nestedTypes.elemType = type;
    };

  enum =
    values:
    mkOptionType {
      name = "enum";
      description =
        if values == [ ] then
          "impossible (empty enum)"
        else if lib.length values == 1 then
          "value ${show (lib.head values)} (singular enum)"
        else
          "one of ${lib.concatMapStringsSep ", " show values}";
      descriptionClass = if lib.length values < 2 then "noun" else "conjunction";
      check = value: lib.elem value values;
      merge = mergeEqualOption;
      functor = {
        name = "enum";
        payload = values;
        type = enum;
        binOp = a: b: lib.unique (a ++ b);
      };
    };

  either =
    a: b:
    mkOptionType {
      name = "either";
      description = "${
        phrase (class: class == "noun" || class == "conjunction") a
      } or ${phrase (class: class == "noun" || class == "conjunction" || class == "composite") b}";
      descriptionClass = "conjunction";
      check = value: a.check value || b.check value;
      merge =
        loc: definitions:
        let
          allOf = type: lib.all (definition: type.check definition.value) definitions;
        in
        if allOf a then
          a.merge loc definitions
        else if allOf b then
          b.merge loc definitions
        else
          mergeOneOption loc definitions;
      functor = {
        name = "either";
        payload = [ a b ];
        type = pair: either (lib.elemAt pair 0) (lib.elemAt pair 1);
        binOp =
          one: other:
          let
            merged = lib.zipListsWith (a: b: a.typeMerge b.functor) one other;
          in
          if lib.elem null merged then null else merged;
      };
      nestedTypes = {
        left = a;
        right = b;
      };
    };
  oneOf =
    types:
    if types == [ ] then
      throw "List of types must not be empty"
    else
      builtins.foldl' either (lib.head types) (lib.tail types);

  coercedTo =
    from: coerce: to:
    let
      coerced = value: if from.check value then coerce value else value;
    in
    mkOptionType {
      name = "coercedTo";
      description = "${phrase (class: class == "noun") to} or ${phrase (class: class == "noun") from} convertible to it";
      check = value: (from.check value && to.check (coerce value)) || to.check value;
      merge = loc: definitions: to.merge loc (map (d: d // { value = coerced d.value; }) definitions);
      inherit (to) emptyValue getSubOptions getSubModules;
      substSubModules = modules: coercedTo from coerce (to.substSubModules modules);
      typeMerge = _: null;
      nestedTypes = {
        coercedType = from;
        finalType = to;
      };
    };
}
