# runCommand and its kin.
{ lib, final }:
let
  runCommandWith =
    {
      stdenv ? final.stdenvNoCC,
      runLocal ? false,
      derivationArgs ? { },
      name,
    }:
    buildCommand:
    stdenv.mkDerivation (
      {
        enableParallelBuilding = true;
        inherit buildCommand name;
        passAsFile = [ "buildCommand" ] ++ derivationArgs.passAsFile or [ ];
      }
      // lib.optionalAttrs runLocal {
        preferLocalBuild = true;
        allowSubstitutes = false;
      }
      // removeAttrs derivationArgs [ "passAsFile" ]
    );
in
{
  inherit runCommandWith;
  runCommand = name: derivationArgs: runCommandWith { inherit name derivationArgs; };
  runCommandNoCC = final.runCommand;
  runCommandCC =
    name: derivationArgs:
    runCommandWith {
      inherit name derivationArgs;
      inherit (final) stdenv;
    };
  runCommandLocal =
    name: derivationArgs:
    runCommandWith {
      inherit name derivationArgs;
      runLocal = true;
    };
  runCommandNoCCLocal = final.runCommandLocal;

  emptyFile = final.runCommandLocal "empty-file" { } "touch $out";
  emptyDirectory = final.runCommandLocal "empty-directory" { } "mkdir $out";
  srcOnly =
    attrs:
    final.stdenv.mkDerivation (
      (if lib.isDerivation attrs then attrs.drvAttrs else attrs)
      // {
        name = "${attrs.name or "${attrs.pname}-${attrs.version}"}-source";
        outputs = [ "out" ];
        phases = [
          "unpackPhase"
          "patchPhase"
          "installPhase"
        ];
        installPhase = "cp -pr --reflink=auto -- . $out";
      }
    );
  applyPatches =
    {
      src,
      name ? "${src.name or (baseNameOf src)}-patched",
      patches ? [ ],
      postPatch ? "",
      ...
    }@args:
    final.stdenvNoCC.mkDerivation (
      {
        inherit name patches postPatch;
        preferLocalBuild = true;
        allowSubstitutes = false;
        phases = [
          "unpackPhase"
          "patchPhase"
          "installPhase"
        ];
        installPhase = "cp -R ./ $out";
      }
      // args
    );
}
