# A script that the setup of every package sources which has it among its inputs.
{ lib, final }:
{
  name ? "hook",
  propagatedBuildInputs ? [ ],
  depsTargetTargetPropagated ? [ ],
  substitutions ? { },
  passthru ? { },
  meta ? { },
  ...
}:
script:
final.stdenvNoCC.mkDerivation {
  inherit
    name
    propagatedBuildInputs
    passthru
    meta
    ;
  dontUnpack = true;
  phases = [
    "installPhase"
    "fixupPhase"
  ];
  installPhase = ''
    mkdir -p $out/nix-support
    substitute ${script} $out/nix-support/setup-hook ${
      lib.concatStringsSep " " (
        lib.mapAttrsToList (
          name: value: "--subst-var-by ${lib.escapeShellArg name} ${lib.escapeShellArg (toString value)}"
        ) substitutions
      )
    }
  '';
  preferLocalBuild = true;
}
