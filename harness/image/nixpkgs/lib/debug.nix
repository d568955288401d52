{ lib }:
{
  inherit (builtins) addErrorContext trace unsafeGetAttrPos;
  traceIf = condition: message: value: if condition then builtins.trace message value else value;
  traceVal = value: builtins.trace value value;
  traceValFn = f: value: builtins.trace (f value) value;
  traceSeq = x: value: builtins.trace (builtins.deepSeq x x) value;
  traceValSeq = value: lib.traceSeq value value;
}
