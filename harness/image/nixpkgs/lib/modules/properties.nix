# What can be said about a definition beside its value: a condition, a priority, a place in order.
{ lib }:
let
  property = value: value._type or "";
  defaultPriority = 100;
  defaultOrder = 1000;
in
rec {
  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };
  mkOptionDefault = mkOverride 1500;
  mkDefault = mkOverride 1000;
  mkImageMediaOverride = mkOverride 60;
  mkForce = mkOverride 50;
  mkVMOverride = mkOverride 10;
  mkOrder = priority: content: {
    _type = "order";
    inherit priority content;
  };
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;
  mkAssert =
    assertion: message: mkIf (if assertion then true else throw "\nFailed assertion: ${message}");
  defaultOverridePriority = defaultPriority;
  defaultOrderPriority = defaultOrder;

  # From the whole of a set to its members, so that a condition may look at the configuration that
  # it is part of: `mkIf c { a = 1; }` is `[ { a = mkIf c 1; } ]`.
  pushDownProperties =
    config:
    {
      merge = lib.concatMap pushDownProperties config.contents;
      "if" = map (lib.mapAttrs (_: mkIf config.condition)) (pushDownProperties config.content);
      override = map (lib.mapAttrs (_: mkOverride config.priority)) (pushDownProperties config.content);
    }
    .${property config} or [ config ];

  # The values that are left once `mkMerge` is opened and conditions are asked.
  dischargeProperties =
    value:
    {
      merge = lib.concatMap dischargeProperties value.contents;
      "if" =
        if !builtins.isBool value.condition then
          throw "‘mkIf’ called with a non-Boolean condition"
        else if value.condition then
          dischargeProperties value.content
        else
          [ ];
    }
    .${property value} or [ value ];

  # Of several definitions, those with the smallest priority; the property is taken off.
  filterOverrides' =
    definitions:
    let
      isOverride = definition: property definition.value == "override";
      priority = definition: if isOverride definition then definition.value.priority else defaultPriority;
      highestPrio = builtins.foldl' (least: definition: lib.min least (priority definition)) 9999 definitions;
      strip =
        definition:
        if isOverride definition then
          definition // { value = definition.value.content; }
        else
          definition;
    in
    {
      inherit highestPrio;
      values = map strip (lib.filter (definition: priority definition == highestPrio) definitions);
    };
  filterOverrides = definitions: (filterOverrides' definitions).values;

  sortProperties =
    definitions:
    let
      isOrder = definition: property definition.value == "order";
      strip =
        definition:
        if isOrder definition then
          definition
          // {
            value = definition.value.content;
            inherit (definition.value) priority;
          }
        else
          definition;
      order = definition: definition.priority or defaultOrder;
    in
    if lib.any isOrder definitions then
      builtins.sort (a: b: order a < order b) (map strip definitions)
    else
      definitions;
}
