# The part of nixpkgs' library that packaging needs: the same names, arguments and results.
let
  outside = import ../outside.nix;

  sections = {
    trivial = import ./trivial.nix { inherit lib; };
    fixedPoints = import ./fixed-points.nix { inherit lib; };
    lists = import ./lists.nix { inherit lib; };
    attrsets = import ./attrsets.nix { inherit lib; };
    strings = import ./strings.nix { inherit lib; };
    versions = import ./versions.nix { inherit lib; };
    customisation = import ./customisation.nix { inherit lib; };
    derivations = import ./derivations.nix { inherit lib; };
    meta = import ./meta.nix { inherit lib; };
    sources = import ./sources.nix { inherit lib; };
    debug = import ./debug.nix { inherit lib; };
    options = import ./options.nix { inherit lib; };
    modules = import ./modules { inherit lib; };
  };

  data = {
    licenses = outside.ours "lib.licenses." (import ./licenses.nix);
    platforms = outside.ours "lib.platforms." (import ./platforms.nix);
    systems = outside.ours "lib.systems." (import ./systems.nix { inherit lib; });
    generators = outside.ours "lib.generators." (import ./generators.nix { inherit lib; });
    sourceTypes = outside.ours "lib.sourceTypes." (import ./source-types.nix);
    types =
      outside.attributes data.types "lib.types." outside.names.types // import ./types { inherit lib; };
    inherit (data.types) isType isOptionType mkOptionType setType;
    maintainers = outside.ours "lib.maintainers." { };
    teams = outside.ours "lib.teams." { };
    extend = f: lib // f lib lib;
  };

  # Every function is in its section and in `lib` itself.
  flat = builtins.foldl' (all: section: all // section) { } (builtins.attrValues sections);

  lib =
    outside.attributes lib "lib." outside.names.lib
    // flat
    // builtins.mapAttrs (name: outside.ours "lib.${name}.") sections
    // data;
in
lib
