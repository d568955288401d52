# Names that nixpkgs has and this one has not: using one says so, instead of "attribute missing".
#
# The lists are what tutorials ask for most; no list has all names. So nixproof evaluates again where
# a name was missing, with NIXPROOF_OUTSIDE=+NAME: every set of ours then has that name, too, and if
# the evaluation comes to it, it was looked for in one of them and not in a set of the tutorial's own.
# With NIXPROOF_OUTSIDE=-NAME no list has it: Nix tells where a name is used only when it is missing.
let
  read =
    file:
    builtins.filter (name: builtins.isString name && name != "") (
      builtins.split "[[:space:]]+" (builtins.readFile file)
    );
  nearest = import ./outside/nearest.nix;

  question = builtins.getEnv "NIXPROOF_OUTSIDE";
  subject = sign: if builtins.substring 0 1 question == sign then builtins.substring 1 (-1) question else null;
  unlisted = subject "-";
in
rec {
  names = {
    topLevel = read ./outside/top-level.txt;
    python = read ./outside/python.txt;
    lib = read ./outside/lib.txt;
    types = [ "attrTag" ];
    package = [
      "override"
      "overrideAttrs"
      "overrideDerivation"
    ];
    # Of NixOS: whole sections, and members of the sections that are partly here.
    options = read ./outside/options.txt;
  };

  # The name that every set has for once, or null.
  asked = subject "+";

  missing = missingFrom { } [ ];
  # `set` is where the name was looked for: it says which names of it are near, or else which of those
  # that nixpkgs has besides.
  missingFrom =
    set: besides: name:
    let
      parts = builtins.match "(.*\\.)?([^.]*)" name;
      near = candidates: nearest (builtins.elemAt parts 1) candidates;
      list = names: builtins.concatStringsSep ", " (map (one: "\"${one}\"") names);
      here = near (builtins.attrNames set);
      there = near besides;
      which =
        if here != [ ] then
          ", which has ${list here}"
        else if there != [ ] then
          ", nor is ${list there}, which nixpkgs has"
        else
          "";
    in
    throw "\"${name}\" is not in the embedded nixpkgs${which}; run with --image official";
  missingOption = path: "the option \"${path}\" is not in the embedded nixpkgs; run with --image official";

  # The names that `set` lacks, `listed` and asked ones. Of a listed one it is known that nixpkgs has it.
  attributes =
    set: prefix: listed:
    let
      added = if asked == null || builtins.elem asked listed then [ ] else [ asked ];
      here = removeAttrs set (listed ++ added);
      lacking = besides: name: {
        inherit name;
        value = missingFrom here besides "${prefix}${name}";
      };
    in
    builtins.listToAttrs (
      map (lacking listed) added ++ map (lacking [ ]) (builtins.filter (name: name != unlisted) listed)
    );

  # A set of ours with what it is asked for.
  ours = prefix: set: attributes set prefix [ ] // set;
}
