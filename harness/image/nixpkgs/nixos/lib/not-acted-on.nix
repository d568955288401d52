# The options that a configuration defines and about which nothing is done here, by name.
# Their values are evaluated on the way: a wrong one is an error, as it would be on a NixOS system.
{ lib }:
let
  force =
    value:
    if lib.isDerivation value then
      builtins.seq value.outPath true
    else if builtins.isAttrs value then
      lib.all force (lib.attrValues value)
    else if builtins.isList value then
      lib.all force value
    else
      builtins.seq value true;

  # What is weaker than mkDefault is nobody's wish.
  weakest = (lib.mkDefault null).priority;
in
options:
map lib.showOption (
  map (option: option.loc) (
    lib.filter (
      option: !(option.actedOn or true) && option.highestPrio <= weakest && force option.value
    ) (lib.collect lib.isOption (removeAttrs options [ "_module" ]))
  )
)
