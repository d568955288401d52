# lib.evalModules.
{ lib }:
let
  inherit (lib) types;
  inherit (lib.options)
    isOption
    mkOption
    showDefs
    showOption
    ;
  inherit (lib.modules) collectModules mergeModules;

  # What every evaluation has; `_module` is no part of the configuration that it returns.
  own = internal: {
    _file = "lib/modules.nix";
    key = "lib/modules.nix";
    options._module = {
      args = mkOption {
        type = types.lazyAttrsOf types.raw;
        description = "Additional arguments passed to each module.";
      };
      check = mkOption {
        type = types.bool;
        default = true;
        description = "Whether to check whether all option definitions have matching declarations.";
      };
      freeformType = mkOption {
        type = types.nullOr types.optionType;
        default = null;
        description = "The type of what is defined without being declared.";
      };
      specialArgs = mkOption {
        type = types.lazyAttrsOf types.raw;
        readOnly = true;
        description = "Arguments that imports may depend on.";
      };
      # Not in nixpkgs. A function of the path of an option that does not exist here and of its
      # definition, to what is to be said about it, or null.
      outside = mkOption {
        type = types.raw;
        default = _: _: null;
        description = "What to say about an option that exists elsewhere.";
      };
    };
    config._module = internal;
  };

  unmatchedError =
    {
      prefix,
      options,
      outside,
      definition,
    }:
    let
      path = prefix ++ definition.prefix;
      message = "The option `${showOption path}' does not exist. Definition values:${showDefs [ definition ]}";
      elsewhere = outside path definition.value;
    in
    if elsewhere != null then
      throw elsewhere
    else if lib.attrNames options != [ "_module" ] then
      throw message
    else if prefix == [ ] then
      throw "${message}\n\nIt seems as if you're trying to declare an option by placing it into `config' rather than `options'!\n"
    else
      throw "${message}\n\nHowever there are no options defined in `${showOption prefix}'. Are you sure you've\ndeclared your options properly? This can happen if you e.g. declared your options in `types.submodule'\nunder `config' rather than `options'.\n";

  evalModules =
    {
      modules,
      prefix ? [ ],
      specialArgs ? { },
      class ? null,
      # As in nixpkgs, where they are old ways to set `_module.args` and `_module.check`.
      args ? { },
      check ? true,
    }@given:
    let
      internal = {
        args = args // {
          inherit extendModules;
          moduleType = type;
        };
        inherit specialArgs;
      }
      // lib.optionalAttrs (!check) { check = lib.mkDefault false; };

      collected = collectModules {
        inherit class;
        modulesPath = specialArgs.modulesPath or "";
        modules = modules ++ [ (own internal) ];
        args = {
          inherit
            lib
            options
            config
            specialArgs
            ;
          _class = class;
          _prefix = prefix;
        }
        // specialArgs;
      };
      # The last module's definitions come first, as everywhere in NixOS.
      merged = mergeModules prefix (lib.reverseList collected);
      options = merged.matchedOptions;
      unmatched = merged.unmatchedDefns;

      declared = lib.mapAttrsRecursiveCond (value: !isOption value) (_: option: option.value) options;
      freeform =
        if unmatched == [ ] then
          { }
        else
          declared._module.freeformType.merge prefix (
            map (definition: {
              inherit (definition) file;
              value = lib.setAttrByPath definition.prefix definition.value;
            }) unmatched
          );
      config =
        if declared._module.freeformType == null then
          declared
        else
          lib.recursiveUpdate freeform declared;

      checked = builtins.seq (
        if config._module.check && config._module.freeformType == null && unmatched != [ ] then
          unmatchedError {
            inherit prefix options;
            inherit (config._module) outside;
            definition = lib.head unmatched;
          }
        else
          null
      );
      extendModules =
        {
          modules ? [ ],
          specialArgs ? { },
          prefix ? given.prefix or [ ],
        }:
        evalModules (
          given
          // {
            inherit prefix;
            modules = given.modules ++ modules;
            specialArgs = given.specialArgs or { } // specialArgs;
          }
        );
      type = types.submoduleWith { inherit modules specialArgs class; };
    in
    {
      _type = "configuration";
      options = checked options;
      config = checked (removeAttrs config [ "_module" ]);
      _module = checked config._module;
      inherit extendModules type class;
    };
in
{
  inherit evalModules;
}
