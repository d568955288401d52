{ lib }:
let
  outside = import ../outside.nix;
in
{
  # Gives a function's result the `override` that calls it again with other arguments.
  makeOverridable =
    f:
    lib.mirrorFunctionArgs f (
      arguments:
      let
        result = f arguments;
        change = new: arguments // (if lib.isFunction new then new arguments else new);
        override = lib.mirrorFunctionArgs f (new: lib.makeOverridable f (change new));
        again = g: lib.makeOverridable (lib.mirrorFunctionArgs f (args: g (f args))) arguments;
      in
      if builtins.isAttrs result then
        result
        // {
          inherit override;
          overrideDerivation = change: again (drv: lib.overrideDerivation drv change);
        }
        // lib.optionalAttrs (result ? overrideAttrs) {
          overrideAttrs = change: again (drv: drv.overrideAttrs change);
        }
        // lib.optionalAttrs (result ? overridePythonAttrs) {
          overridePythonAttrs = change: again (drv: drv.overridePythonAttrs change);
        }
      else if lib.isFunction result then
        lib.setFunctionArgs result (lib.functionArgs result) // { inherit override; }
      else
        result
    );

  overrideDerivation =
    drv: f:
    lib.extendDerivation true (drv.passthru or { }) (
      derivation (drv.drvAttrs // f drv)
    )
    // lib.optionalAttrs (drv ? meta) { inherit (drv) meta; };

  callPackageWith =
    autoArgs: fn: args:
    let
      f = if lib.isFunction fn then fn else import fn;
      wanted = lib.functionArgs f;
      arguments = builtins.intersectAttrs wanted autoArgs // args;
      # Where nixproof asks for a name (../outside.nix), a function that makes no use of it tells nothing.
      isAsked = outside.asked != null && !(wanted.${outside.asked} or true) && !(args ? ${outside.asked});
      answer = if isAsked then autoArgs.${outside.asked} or null else null;
      missing = builtins.filter (name: !wanted.${name} && !(arguments ? ${name})) (builtins.attrNames wanted);
      place =
        let
          position = builtins.unsafeGetAttrPos (builtins.head missing) wanted;
        in
        if position != null then
          " at ${position.file}:${toString position.line}:${toString position.column}"
        else if !lib.isFunction fn then
          " at ${toString fn}"
        else
          "";
    in
    if missing == [ ] then
      builtins.seq answer (lib.makeOverridable f arguments)
    else
      abort "lib.customisation.callPackageWith: Function called without required argument \"${builtins.head missing}\"${place}";

  callPackagesWith =
    autoArgs: fn: args:
    let
      f = if lib.isFunction fn then fn else import fn;
      arguments = builtins.intersectAttrs (lib.functionArgs f) autoArgs // args;
      packages = lib.makeOverridable f arguments;
    in
    if lib.isDerivation packages then
      throw "callPackages returned a single derivation, not a set of them; use callPackage"
    else
      builtins.mapAttrs (
        name: package:
        if builtins.isAttrs package then
          package // { override = new: (packages.override new).${name}; }
        else
          package
      ) (removeAttrs packages [ "override" "overrideDerivation" ]);

  newScope = base: extra: lib.callPackageWith (base // extra);
  makeScope =
    newScope: f:
    let
      self = f self // {
        newScope = extra: newScope (self // extra);
        callPackage = self.newScope { };
        overrideScope = overlay: lib.makeScope newScope (lib.extends overlay f);
        packages = f;
      };
    in
    self;

  extendDerivation =
    condition: passthru: drv:
    let
      outputs = drv.outputs or [ "out" ];
      withPassthru =
        output:
        passthru
        // {
          inherit (output) type outputName drvPath;
          outPath =
            assert condition;
            output.outPath;
        };
      byName = lib.genAttrs outputs (name: common // withPassthru drv.${name} // { outputSpecified = true; });
      common =
        drv
        // byName
        // {
          all = map (name: byName.${name}) outputs;
        }
        // passthru;
    in
    common
    // {
      drvPath =
        assert condition;
        drv.drvPath;
      outPath =
        assert condition;
        drv.outPath;
    };

  hydraJob = drv: drv;
}
