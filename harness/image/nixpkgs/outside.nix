# Names that nixpkgs has and this one has not: using one says so, instead of "attribute missing".
let
  read =
    file:
    builtins.filter (name: builtins.isString name && name != "") (
      builtins.split "[[:space:]]+" (builtins.readFile file)
    );
in
rec {
  names = {
    topLevel = read ./outside/top-level.txt;
    python = read ./outside/python.txt;
    lib = read ./outside/lib.txt;
    # Of NixOS: whole sections, and members of the sections that are partly here.
    options = read ./outside/options.txt;
  };

  missing = name: throw "\"${name}\" is not in the embedded nixpkgs; run with --image official";
  missingOption = path: "the option \"${path}\" is not in the embedded nixpkgs; run with --image official";

  attributes =
    prefix: names:
    builtins.listToAttrs (
      map (name: {
        inherit name;
        value = missing "${prefix}${name}";
      }) names
    );
}
