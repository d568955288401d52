# A set with options of its own.
{ lib, base }:
let
  inherit (base) mkOptionType;
  inherit (lib.modules) evalModules;
in
rec {
  submodule =
    module:
    submoduleWith {
      shorthandOnlyDefinesConfig = true;
      modules = lib.toList module;
    };

  deferredModuleWith =
    {
      staticModules ? [ ],
    }:
    mkOptionType {
      name = "deferredModule";
      description = "module";
      descriptionClass = "noun";
      check = value: builtins.isAttrs value || lib.isFunction value || builtins.isPath value;
      merge = loc: definitions: {
        imports =
          staticModules
          ++ map (
            definition:
            lib.modules.setDefaultModuleLocation "${definition.file}, via option ${lib.options.showOption loc}" definition.value
          ) definitions;
      };
    };
  deferredModule = deferredModuleWith { };

  submoduleWith =
    {
      modules,
      specialArgs ? { },
      # Whether a set is only definitions, even if it has an attribute `config` or `options`.
      shorthandOnlyDefinesConfig ? false,
      description ? null,
      class ? null,
    }@given:
    let
      asModule =
        { file, value, ... }:
        if builtins.isAttrs value && shorthandOnlyDefinesConfig == true then
          {
            _file = file;
            config = value;
          }
        else
          {
            _file = file;
            imports = [ value ];
          };
      # `name` is the attribute's name, unless the submodule says otherwise.
      named = name: { _file = "lib/types.nix"; _module.args.name = lib.mkOptionDefault name; };
      evaluation =
        name: prefix: definitions:
        evalModules {
          inherit class specialArgs prefix;
          modules = [ (named name) ] ++ modules ++ map asModule definitions;
        };
      documentation = evaluation "‹name›" [ ] [ ];
      freeform = documentation._module.freeformType;
    in
    mkOptionType {
      name = "submodule";
      description =
        if description != null then
          description
        else if freeform == null then
          "submodule"
        else
          "open submodule of ${base.phrase (class: class == "noun" || class == "composite") freeform}";
      descriptionClass = "noun";
      check = value: builtins.isAttrs value || lib.isFunction value || builtins.isPath value;
      merge = loc: definitions: (evaluation (lib.last loc) loc definitions).config;
      emptyValue.value = { };
      getSubOptions = prefix: removeAttrs (evaluation "‹name›" prefix [ ]).options [ "_module" ];
      getSubModules = modules;
      substSubModules = modules: submoduleWith (given // { inherit modules; });
      nestedTypes = lib.optionalAttrs (freeform != null) { freeformType = freeform; };
      functor = {
        name = "submodule";
        type = submoduleWith;
        payload = {
          inherit
            modules
            specialArgs
            shorthandOnlyDefinesConfig
            description
            class
            ;
        };
        binOp =
          a: b:
          a
          // {
            modules = a.modules ++ b.modules;
            specialArgs = a.specialArgs // b.specialArgs;
            shorthandOnlyDefinesConfig =
              if a.shorthandOnlyDefinesConfig == null then
                b.shorthandOnlyDefinesConfig
              else
                a.shorthandOnlyDefinesConfig;
            description = if a.description == null then b.description else a.description;
          };
      };
    };
}
