# From modules to a tree of options with their values, and the definitions that no option takes.
{ lib }:
let
  inherit (lib.options) isOption showOption;
  inherit (lib.modules) evalOptionValue mergeOptionDecls pushDownProperties;

  byName = lib.zipAttrsWith (_: lib.concatLists);

  # An option inside another one becomes an option of the outer one's submodule.
  asSubmodule =
    declaration:
    if isOption declaration.options then
      declaration
    else
      declaration
      // {
        options = lib.mkOption {
          type = lib.types.submoduleWith {
            modules = [ { inherit (declaration) options; } ];
            shorthandOnlyDefinesConfig = null;
          };
        };
      };

  checkDeclaration =
    prefix: module:
    if builtins.isAttrs module.options then
      module
    else
      throw ''
        An option declaration for `${lib.concatStringsSep "." prefix}' has type
        `${builtins.typeOf module.options}' rather than an attribute set.
        Did you mean to define this outside of `options'?
      '';

  checkDefinition =
    prefix: definition:
    if builtins.isAttrs definition.config then
      definition
    else
      throw ''
        In module `${definition.file}', you're trying to define a value of type `${builtins.typeOf definition.config}'
        rather than an attribute set for the option
        `${lib.concatStringsSep "." prefix}'!

        This usually happens if `${lib.concatStringsSep "." prefix}' has option
        definitions inside that are not matched. Please check how to properly define
        this option by e.g. referring to `man 5 configuration.nix'!
      '';

  go =
    prefix: modules: definitions:
    let
      checked = map (checkDefinition prefix) definitions;
      declared = byName (
        map (
          module:
          lib.mapAttrs (name: options: [
            {
              inherit (module) _file;
              inherit options;
              pos = builtins.unsafeGetAttrPos name module.options;
            }
          ]) (checkDeclaration prefix module).options
        ) modules
      );
      raw = byName (
        map ({ file, config }: lib.mapAttrs (_: value: [ { inherit file value; } ]) config) checked
      );
      # Only a set of further options needs them one by one.
      pushed =
        name:
        lib.concatMap (
          { file, value }: map (config: { inherit file config; }) (pushDownProperties value)
        ) (raw.${name} or [ ]);

      results = lib.mapAttrs (
        name: declarations:
        let
          loc = prefix ++ [ name ];
          options = lib.filter (declaration: isOption declaration.options) declarations;
          others = lib.filter (declaration: !isOption declaration.options) declarations;
          value = mergedDeclarations: {
            matchedOptions = evalOptionValue loc mergedDeclarations (raw.${name} or [ ]);
            unmatchedDefns = [ ];
          };
        in
        if options == [ ] then
          go loc declarations (pushed name)
        else if others == [ ] then
          value (mergeOptionDecls loc declarations)
        else if lib.all (declaration: declaration.options.type.name or null == "submodule") options then
          value (mergeOptionDecls loc (map asSubmodule declarations))
        else
          throw "The option `${showOption loc}' in module `${(lib.head options)._file}' would be a parent of the following options, but its type `${(lib.head options).options.type.description or "<no description>"}' does not support nested options.\n${
            lib.concatMapStringsSep "\n" (
              declaration:
              lib.concatMapStringsSep "\n" (
                child: "- option(s) with prefix `${showOption (loc ++ [ child ])}' in module `${declaration._file}'"
              ) (lib.attrNames declaration.options)
            ) others
          }"
      ) declared;

      unmatched =
        lib.mapAttrs (_: result: result.unmatchedDefns) results // removeAttrs raw (lib.attrNames results);
    in
    {
      matchedOptions = lib.mapAttrs (_: result: result.matchedOptions) results;
      # `prefix` of each grows while it is passed up.
      unmatchedDefns = lib.optionals (definitions != [ ]) (
        lib.concatLists (
          lib.mapAttrsToList (
            name: map (definition: definition // { prefix = [ name ] ++ definition.prefix or [ ]; })
          ) unmatched
        )
      );
    };
in
{
  mergeModules =
    prefix: modules:
    go prefix modules (
      lib.concatMap (
        module:
        map (config: {
          file = module._file;
          inherit config;
        }) (pushDownProperties module.config)
      ) modules
    );
}
