{ lib }:
{
  fix =
    f:
    let
      x = f x;
    in
    x;
  converge =
    f: x:
    let
      next = f x;
    in
    if next == x then x else lib.converge f next;

  # What `f` adds may refer to the final set and to the set before it.
  extends =
    overlay: f: final:
    let
      previous = f final;
    in
    previous // overlay final previous;
  composeExtensions =
    f: g: final: previous:
    let
      first = f final previous;
    in
    first // g final (previous // first);
  composeManyExtensions = builtins.foldl' lib.composeExtensions (_: _: { });

  makeExtensible = lib.makeExtensibleWithCustomName "extend";
  makeExtensibleWithCustomName =
    name: f:
    lib.fix (
      self:
      f self
      // {
        ${name} = overlay: lib.makeExtensibleWithCustomName name (lib.extends overlay f);
      }
    );

  # Overlays may be `final: prev: { }`, `prev: { }` or a set.
  toExtension =
    f:
    if lib.isFunction f then
      final: previous:
      let
        result = f previous;
      in
      if lib.isFunction result then f final previous else result
    else
      _: _: f;
}
