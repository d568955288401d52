# Types of lists and sets of values of another type.
{ lib, base }:
let
  inherit (base) mkOptionType phrase;
  inherit (lib.modules) mergeDefinitions;

  plural = phrase (class: class == "noun" || class == "composite");

  around =
    make: name: elemType:
    {
      inherit name;
      descriptionClass = "composite";
      inherit (elemType) getSubModules;
      substSubModules = modules: make (elemType.substSubModules modules);
      functor = {
        inherit name;
        wrapped = elemType;
        type = make;
      };
      nestedTypes = { inherit elemType; };
    };

  byName = lib.zipAttrsWith (_: lib.id);
  members =
    definitions:
    byName (
      map (
        { file, value, ... }: lib.mapAttrs (_: member: { inherit file; value = member; }) value
      ) definitions
    );
in
rec {
  listOf =
    elemType:
    mkOptionType (
      around listOf "listOf" elemType
      // {
        description = "list of ${plural elemType}";
        check = builtins.isList;
        merge =
          loc: definitions:
          let
            element =
              n: file: m: value:
              (mergeDefinitions (loc ++ [ "[definition ${toString n}-entry ${toString m}]" ]) elemType [
                { inherit file value; }
              ]).optionalValue;
            elements = lib.concatLists (
              lib.imap1 (n: definition: lib.imap1 (element n definition.file) definition.value) definitions
            );
          in
          map (element: element.value) (lib.filter (element: element ? value) elements);
        emptyValue.value = [ ];
        getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "*" ]);
      }
    );
  nonEmptyListOf =
    elemType:
    let
      list = base.addCheck (listOf elemType) (value: value != [ ]);
    in
    list
    // {
      description = "non-empty ${phrase (class: class == "noun") list}";
      emptyValue = { };
      substSubModules = modules: nonEmptyListOf (elemType.substSubModules modules);
    };

  # Whether there is an attribute may depend on the values, so all are looked at.
  attrsOf =
    elemType:
    mkOptionType (
      around attrsOf "attrsOf" elemType
      // {
        description = "attribute set of ${plural elemType}";
        check = builtins.isAttrs;
        merge =
          loc: definitions:
          lib.mapAttrs (_: member: member.value) (
            lib.filterAttrs (_: member: member ? value) (
              lib.mapAttrs (
                name: defined: (mergeDefinitions (loc ++ [ name ]) elemType defined).optionalValue
              ) (members definitions)
            )
          );
        emptyValue.value = { };
        getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<name>" ]);
      }
    );

  # Values are looked at one by one, so that they may refer to each other; a condition cannot take one away.
  lazyAttrsOf =
    elemType:
    mkOptionType (
      around lazyAttrsOf "lazyAttrsOf" elemType
      // {
        description = "lazy attribute set of ${plural elemType}";
        check = builtins.isAttrs;
        merge =
          loc: definitions:
          lib.mapAttrs (
            name: defined:
            let
              merged = mergeDefinitions (loc ++ [ name ]) elemType defined;
            in
            merged.optionalValue.value or elemType.emptyValue.value or merged.mergedValue
          ) (members definitions);
        emptyValue.value = { };
        getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<name>" ]);
      }
    );
  # Old spelling.
  loaOf = attrsOf;
}
