{ lib }:
{
  lazyDerivation =
    {
      derivation,
      meta ? null,
      passthru ? { },
      outputs ? [ "out" ],
    }:
    {
      type = "derivation";
      inherit (derivation) name outPath drvPath system outputName;
      inherit outputs;
    }
    // lib.genAttrs outputs (output: derivation.${output})
    // lib.optionalAttrs (meta != null) { inherit meta; }
    // passthru;
  optionalDrvAttr = condition: value: if condition then value else null;
}
