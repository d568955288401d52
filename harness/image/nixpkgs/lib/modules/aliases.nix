# Modules about options that moved: they give the old name to the new one, or say what became of it.
{ lib }:
let
  inherit (lib.options) mkOption showFiles showOption;

  alias =
    {
      from,
      to,
      visible,
      warn,
      use,
      withPriority ? true,
    }:
    { config, options, ... }:
    let
      old = lib.getAttrFromPath from options;
      new = lib.getAttrFromPath to options;
      type = new.type or null;
    in
    {
      options = lib.setAttrByPath from (
        mkOption {
          inherit visible;
          description = "Alias of {option}`${showOption to}`.";
          apply = _: use (lib.getAttrFromPath to config);
        }
        // lib.optionalAttrs (type != null) { inherit type; }
      );
      config = lib.mkMerge [
        (lib.optionalAttrs (options ? warnings) {
          warnings = lib.optional (
            warn && old.isDefined
          ) "The option `${showOption from}' defined in ${showFiles old.files} has been renamed to `${showOption to}'.";
        })
        (lib.setAttrByPath to (
          lib.mkIf old.isDefined (
            lib.mkMerge (
              if withPriority then map (lib.mkOverride old.highestPrio) old.definitions else old.definitions
            )
          )
        ))
      ];
    };
in
rec {
  doRename =
    {
      from,
      to,
      visible,
      warn,
      use,
      withPriority ? true,
      ...
    }:
    alias {
      inherit
        from
        to
        visible
        warn
        use
        withPriority
        ;
    };

  mkRenamedOptionModule =
    from: to:
    alias {
      inherit from to;
      visible = false;
      warn = true;
      use = lib.id;
    };
  mkAliasOptionModule =
    from: to:
    alias {
      inherit from to;
      visible = true;
      warn = false;
      use = lib.id;
    };
  mkRemovedOptionModule =
    path: instruction:
    { options, ... }:
    let
      option = lib.getAttrFromPath path options;
    in
    {
      options = lib.setAttrByPath path (mkOption {
        visible = false;
        apply = _: throw "The option `${showOption path}' can no longer be used since it's been removed. ${instruction}";
      });
      config.assertions = [
        {
          assertion = !option.isDefined;
          message = "The option definition `${showOption path}' in ${showFiles option.files} no longer has any effect; please remove it.\n${instruction}";
        }
      ];
    };
  mkChangedOptionModule =
    from: to: change:
    { config, options, ... }:
    let
      old = lib.getAttrFromPath from options;
    in
    {
      options = lib.setAttrByPath from (mkOption { visible = false; });
      config = lib.setAttrByPath to (lib.mkIf old.isDefined (change config));
    };
}
