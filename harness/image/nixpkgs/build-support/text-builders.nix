# Files written in Nix.
{ lib, final }:
let
  # The name of a file, be it in a source tree or in the store.
  fileName =
    src:
    let
      base = builtins.unsafeDiscardStringContext (baseNameOf (toString src));
      stored = builtins.match "[0-9a-z]{32}-(.*)" base;
    in
    if stored == null then base else builtins.head stored;
in
{
  writeTextFile =
    {
      name,
      text,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
      allowSubstitutes ? false,
      preferLocalBuild ? true,
      derivationArgs ? { },
    }:
    final.runCommand name
      (
        {
          inherit
            text
            executable
            checkPhase
            allowSubstitutes
            preferLocalBuild
            passthru
            ;
          meta = lib.optionalAttrs (executable && destination != "") { mainProgram = baseNameOf destination; } // meta;
          passAsFile = [ "text" ] ++ derivationArgs.passAsFile or [ ];
        }
        // removeAttrs derivationArgs [ "passAsFile" ]
      )
      ''
        target=$out${lib.escapeShellArg destination}
        mkdir -p "$(dirname "$target")"
        mv "$textPath" "$target"
        if [[ -n $executable ]]; then chmod +x "$target"; fi
        eval "$checkPhase"
      '';

  writeText =
    name: text:
    final.writeTextFile { inherit name text; };
  writeTextDir =
    path: text:
    final.writeTextFile {
      name = baseNameOf path;
      destination = "/${path}";
      inherit text;
    };
  concatTextFile =
    {
      name,
      files,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
    }:
    final.runCommandLocal name
      {
        inherit
          files
          executable
          checkPhase
          meta
          passthru
          ;
      }
      ''
        target=$out${lib.escapeShellArg destination}
        mkdir -p "$(dirname "$target")"
        cat $files >"$target"
        if [[ -n $executable ]]; then chmod +x "$target"; fi
        eval "$checkPhase"
      '';
  concatText = name: files: final.concatTextFile { inherit name files; };
  concatScript =
    name: files:
    final.concatTextFile {
      inherit name files;
      executable = true;
    };

  substituteAll =
    args:
    final.stdenvNoCC.mkDerivation (
      {
        name = fileName args.src;
        buildCommand = ''
          target=$out''${dir:+/$dir/$name}
          mkdir -p "$(dirname "$target")"
          substituteAll "$src" "$target"
          if [[ -n ''${isExecutable:-} ]]; then chmod +x "$target"; fi
          eval "''${postInstall:-}"
        '';
        preferLocalBuild = true;
        allowSubstitutes = false;
      }
      // args
    );
  replaceVars =
    src: replacements:
    final.runCommandLocal (fileName src) { } ''
      substitute ${src} $out ${
        lib.concatStringsSep " " (
          lib.mapAttrsToList (
            name: value:
            lib.optionalString (value != null) "--subst-var-by ${lib.escapeShellArgs [ name value ]}"
          ) replacements
        )
      }
    '';
}
