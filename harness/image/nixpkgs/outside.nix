# Names that nixpkgs has and this one has not: using one says so, instead of "attribute missing".
let
  read =
    file:
    builtins.filter (name: builtins.isString name && name != "") (
      builtins.split "[[:space:]]+" (builtins.readFile file)
    );
  nearest = import ./outside/nearest.nix;
in
rec {
  names = {
    topLevel = read ./outside/top-level.txt;
    python = read ./outside/python.txt;
    lib = read ./outside/lib.txt;
    # Of NixOS: whole sections, and members of the sections that are partly here.
    options = read ./outside/options.txt;
  };

  missing = missingFrom { };
  # `set` is where the name was looked for: it says which names of it are near.
  missingFrom =
    set: name:
    let
      parts = builtins.match "(.*\\.)?([^.]*)" name;
      near = map (one: "\"${one}\"") (nearest (builtins.elemAt parts 1) (builtins.attrNames set));
      which = if near == [ ] then "" else ", which has ${builtins.concatStringsSep ", " near}";
    in
    throw "\"${name}\" is not in the embedded nixpkgs${which}; run with --image official";
  missingOption = path: "the option \"${path}\" is not in the embedded nixpkgs; run with --image official";

  attributes =
    set: prefix: names:
    builtins.listToAttrs (
      map (name: {
        inherit name;
        value = missingFrom (removeAttrs set names) "${prefix}${name}";
      }) names
    );
}
