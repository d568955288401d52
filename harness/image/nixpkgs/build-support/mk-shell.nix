# A derivation for nix-shell: it gathers inputs, and builds into a list of them.
{ lib, stdenv }:
{
  name ? "nix-shell",
  packages ? [ ],
  inputsFrom ? [ ],
  buildInputs ? [ ],
  nativeBuildInputs ? [ ],
  propagatedBuildInputs ? [ ],
  propagatedNativeBuildInputs ? [ ],
  ...
}@attrs:
let
  # What the derivations of inputsFrom are built with, but not these derivations themselves.
  merged =
    kind:
    attrs.${kind} or [ ]
    ++ lib.subtractLists inputsFrom (lib.flatten (lib.catAttrs kind inputsFrom));
in
stdenv.mkDerivation (
  {
    inherit name;
    buildInputs = merged "buildInputs";
    nativeBuildInputs = packages ++ merged "nativeBuildInputs";
    propagatedBuildInputs = merged "propagatedBuildInputs";
    propagatedNativeBuildInputs = merged "propagatedNativeBuildInputs";
    shellHook = lib.concatStringsSep "\n" (lib.catAttrs "shellHook" (lib.reverseList inputsFrom ++ [ attrs ]));

    phases = [ "buildPhase" ];
    buildPhase = ''
      # Names every input, so that a root for this path keeps the shell from being collected.
      export >"$out"
    '';
    preferLocalBuild = true;
  }
  // removeAttrs attrs [
    "name"
    "packages"
    "inputsFrom"
    "buildInputs"
    "nativeBuildInputs"
    "propagatedBuildInputs"
    "propagatedNativeBuildInputs"
    "shellHook"
  ]
)
