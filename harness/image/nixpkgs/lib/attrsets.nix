{ lib }:
let
  inherit (builtins) attrNames listToAttrs mapAttrs;
in
{
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    getAttr
    hasAttr
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;

  nameValuePair = name: value: { inherit name value; };
  attrByPath =
    path: default: set:
    if path == [ ] then
      set
    else
      let
        name = builtins.head path;
      in
      if set ? ${name} then lib.attrByPath (builtins.tail path) default set.${name} else default;
  hasAttrByPath =
    path: set:
    path == [ ]
    || (set ? ${builtins.head path} && lib.hasAttrByPath (builtins.tail path) set.${builtins.head path});
  getAttrFromPath =
    path: lib.attrByPath path (throw "cannot find attribute '${lib.concatStringsSep "." path}'");
  setAttrByPath = path: value: lib.foldr (name: inner: { ${name} = inner; }) value path;
  attrVals = names: set: map (name: set.${name}) names;
  getAttrs = names: set: lib.genAttrs names (name: set.${name});
  genAttrs = names: f: listToAttrs (map (name: lib.nameValuePair name (f name)) names);
  filterAttrs =
    predicate: set: removeAttrs set (builtins.filter (name: !predicate name set.${name}) (attrNames set));
  mapAttrs' = f: set: listToAttrs (map (name: f name set.${name}) (attrNames set));
  mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
  attrsToList = lib.mapAttrsToList lib.nameValuePair;
  concatMapAttrs = f: set: lib.mergeAttrsList (lib.mapAttrsToList f set);
  mergeAttrsList = builtins.foldl' (a: b: a // b) { };
  foldlAttrs =
    f: initial: set:
    builtins.foldl' (result: name: f result name set.${name}) initial (attrNames set);
  foldAttrs =
    f: initial: sets:
    builtins.zipAttrsWith (_: values: lib.foldr f initial values) sets;
  collect =
    predicate: set:
    if predicate set then
      [ set ]
    else if builtins.isAttrs set then
      builtins.concatMap (lib.collect predicate) (builtins.attrValues set)
    else
      [ ];
  mapAttrsRecursive = lib.mapAttrsRecursiveCond (_: true);
  mapAttrsRecursiveCond =
    condition: f: set:
    let
      go =
        path:
        mapAttrs (
          name: value:
          if builtins.isAttrs value && condition value then go (path ++ [ name ]) value else f (path ++ [ name ]) value
        );
    in
    go [ ] set;
  optionalAttrs = condition: set: if condition then set else { };
  zipAttrs = builtins.zipAttrsWith (_: values: values);
  recursiveUpdateUntil =
    stop: left: right:
    let
      go =
        path: a: b:
        a
        // mapAttrs (
          name: value:
          if
            a ? ${name}
            && builtins.isAttrs a.${name}
            && builtins.isAttrs value
            && !stop (path ++ [ name ]) a.${name} value
          then
            go (path ++ [ name ]) a.${name} value
          else
            value
        ) b;
    in
    go [ ] left right;
  recursiveUpdate = lib.recursiveUpdateUntil (_: _: _: false);
  updateManyAttrsByPath =
    updates: set:
    builtins.foldl' (
      result:
      { path, update }:
      lib.recursiveUpdate result (lib.setAttrByPath path (update (lib.getAttrFromPath path result)))
    ) set updates;
  overrideExisting = old: new: old // builtins.intersectAttrs old new;
  matchAttrs =
    pattern: set:
    builtins.all (
      name:
      set ? ${name}
      && (
        if builtins.isAttrs pattern.${name} && builtins.isAttrs set.${name} then
          lib.matchAttrs pattern.${name} set.${name}
        else
          pattern.${name} == set.${name}
      )
    ) (attrNames pattern);
  cartesianProduct =
    lib.foldlAttrs (
      results: name: values:
      builtins.concatMap (result: map (value: result // { ${name} = value; }) values) results
    ) [ { } ];
  isDerivation = value: value.type or null == "derivation";
  toDerivation =
    path:
    let
      outPath = builtins.storePath path;
    in
    {
      type = "derivation";
      name = builtins.substring 33 (-1) (baseNameOf outPath);
      inherit outPath;
      outputs = [ "out" ];
      out = { inherit outPath; };
      outputName = "out";
    };
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };

  getOutput = output: package: package.${output} or package.out or package;
  getFirstOutput =
    outputs: package:
    lib.getOutput (lib.findFirst (output: package ? ${output}) "out" outputs) package;
  getBin = lib.getOutput "bin";
  getLib = lib.getFirstOutput [
    "lib"
    "out"
  ];
  getDev = lib.getOutput "dev";
  getMan = lib.getOutput "man";
  chooseDevOutputs = map lib.getDev;
  showAttrPath =
    path:
    if path == [ ] then "<root attribute path>" else lib.concatMapStringsSep "." lib.escapeNixIdentifier path;
}
