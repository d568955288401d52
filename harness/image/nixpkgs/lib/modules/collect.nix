# From what a user writes, a file, a function or a set with `imports`, to a flat list of modules.
{ lib }:
let
  inherit (lib.options) showDefs;

  meta = [
    "_class"
    "_file"
    "key"
    "disabledModules"
    "imports"
    "freeformType"
  ];

  # Arguments are looked up when they are used, not when the module is called: they may come from
  # the configuration that this module is part of.
  call =
    key: function: args:
    function (
      args
      // lib.mapAttrs (
        name: _:
        builtins.addErrorContext "while evaluating the module argument `${name}' in \"${key}\":" (
          args.${name} or args.config._module.args.${name}
        )
      ) (lib.functionArgs function)
    );

  canonical =
    file: key: module:
    let
      explicit = module ? config || module ? options;
      unsupported = removeAttrs module (
        meta
        ++ [
          "options"
          "config"
          "meta"
        ]
      );
      own =
        if !explicit then
          removeAttrs module (meta ++ [ "require" ])
        else if module ? meta then
          lib.mkMerge [
            (module.config or { })
            { inherit (module) meta; }
          ]
        else
          module.config or { };
    in
    if !builtins.isAttrs module then
      throw "module ${file} (${key}) does not look like a module."
    else if explicit && unsupported != { } then
      throw "Module `${key}' has an unsupported attribute `${lib.head (lib.attrNames unsupported)}'. This is caused by introducing a top-level `config' or `options' attribute. Add configuration attributes immediately on the top level instead, or move all of them (namely: ${toString (lib.attrNames unsupported)}) into the explicit `config' attribute."
    else
      {
        _file = toString module._file or file;
        key = toString module.key or key;
        class = module._class or null;
        disabledModules = module.disabledModules or [ ];
        imports = lib.optionals (!explicit) (module.require or [ ]) ++ module.imports or [ ];
        options = if explicit then module.options or { } else { };
        config =
          if module ? freeformType then
            lib.mkMerge [
              own
              { _module.freeformType = module.freeformType; }
            ]
          else
            own;
      };

  load =
    args: file: key: module:
    if lib.isFunction module then
      canonical file key (call key module args)
    else if builtins.isAttrs module && !(module ? outPath && !(module ? _type)) then
      {
        module = canonical file key module;
        "if" = canonical file key { config = module; };
        merge = canonical file key { config = module; };
        override = canonical file key { config = module; };
      }
      .${module._type or "module"}
        or (throw "Expected a module, but found a value of type ${lib.generators.toPretty { } module._type}, while trying to load a module into ${file}.")
    else if builtins.isList module then
      throw "Module imports can't be nested lists. Perhaps you meant to remove one level of lists? Definitions: ${
        showDefs [
          {
            inherit file;
            value = module;
          }
        ]
      }"
    else
      loadFile args (toString module) (import module);

  loadFile =
    args: file: module:
    canonical file file (if lib.isFunction module then call file module args else module);

  checkClass =
    class: module:
    if class == null || module.class == null || module.class == class then
      module
    else
      throw "The module ${module._file} was imported into ${class} instead of ${module.class}.";

  # The tree of imports; each node knows the modules below it.
  tree =
    class: args: file: key: modules:
    lib.imap1 (
      n: written:
      let
        module = checkClass class (load args file "${key}:anon-${toString n}" written);
      in
      {
        inherit (module) key;
        inherit module;
        below = tree class args module._file module.key module.imports;
      }
    ) modules;

  disabledIn =
    modulesPath:
    lib.concatMap (
      node:
      map (disabledKey modulesPath node.module._file) node.module.disabledModules
      ++ disabledIn modulesPath node.below
    );
  disabledKey =
    modulesPath: file: module:
    if builtins.isString module && !lib.hasPrefix "/" module then
      "${toString modulesPath}/${module}"
    else if builtins.isAttrs module && !(module ? outPath) then
      module.key
        or (throw "Module `${file}` contains a disabledModules item that is an attribute set, presumably a module, that does not have a `key` attribute.")
    else
      toString module;
in
{
  # A module that is imported twice is there once: two are the same when their keys are.
  collectModules =
    {
      class,
      modulesPath,
      modules,
      args,
    }:
    let
      nodes = tree class args "<unknown-file>" "" modules;
      disabled = disabledIn modulesPath nodes;
      enabled = lib.filter (node: !lib.elem node.key disabled);
    in
    map (node: node.module) (
      builtins.genericClosure {
        startSet = enabled nodes;
        operator = node: enabled node.below;
      }
    );
}
