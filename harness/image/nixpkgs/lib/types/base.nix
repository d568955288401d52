# What a type of options is.
{ lib }:
let
  # Two declarations of an option may each give a type, if one type can be made of both.
  mergeTypes =
    a: b:
    let
      wrapped = a.wrapped.typeMerge b.wrapped.functor;
      payload = a.binOp a.payload b.payload;
    in
    if a.name != b.name then
      null
    else if a.wrapped != null && b.wrapped != null then
      if wrapped == null then null else a.type wrapped
    else if a.payload != null && b.payload != null then
      if payload == null then null else a.type payload
    else if a.wrapped == null && b.wrapped == null && a.payload == null && b.payload == null then
      a.type
    else
      null;
in
rec {
  mkOptionType =
    {
      name,
      description ? null,
      descriptionClass ? null,
      check ? _: true,
      merge ? lib.options.mergeDefaultOption,
      # What an attribute of lazyAttrsOf is whose definitions are all switched off.
      emptyValue ? { },
      getSubOptions ? _: { },
      getSubModules ? null,
      substSubModules ? _: null,
      functor ? { },
      typeMerge ? null,
      deprecationMessage ? null,
      nestedTypes ? { },
    }@given:
    let
      self = given // {
        _type = "option-type";
        inherit
          check
          merge
          emptyValue
          getSubOptions
          getSubModules
          substSubModules
          deprecationMessage
          nestedTypes
          descriptionClass
          ;
        description = if description == null then name else description;
        typeMerge = if typeMerge == null then mergeTypes self.functor else typeMerge;
        functor = {
          inherit name;
          type = self;
          wrapped = null;
          payload = null;
          binOp = _: _: null;
        }
        // functor;
      };
    in
    self;

  isType = type: value: value._type or "" == type;
  setType = type: value: value // { _type = type; };
  isOptionType = isType "option-type";

  # `list of (a or b)`: a description in brackets, unless the words around it are clear without.
  phrase =
    clear: type:
    if clear type.descriptionClass then type.description else "(${type.description})";
  optionDescriptionPhrase = phrase;

  # A type that differs from another one in the values that it takes.
  addCheck = type: check: type // { check = value: type.check value && check value; };

  # A type that is known by its check, and whose definitions must be equal.
  plain =
    name: description: check:
    mkOptionType {
      inherit name description check;
      descriptionClass = "noun";
      merge = lib.options.mergeEqualOption;
    };
}
