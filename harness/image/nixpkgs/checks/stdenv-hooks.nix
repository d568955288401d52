# Inputs, their setup hooks, and the functions that phases use.
{ pkgs, lib, ... }:
let
  inherit (pkgs) stdenv;
  tool = pkgs.writeShellScriptBin "tool" "echo tool";
  hooked = stdenv.mkDerivation {
    name = "hooked";
    dontUnpack = true;
    propagatedBuildInputs = [ tool ];
    setupHook = pkgs.writeText "hook.sh" ''
      hookedFrom=@out@
      countInputs() { if [[ -e $1/marker ]]; then found+=" $1"; fi; }
      addEnvHooks "$hostOffset" countInputs
      postInstallHooks+=(leaveMark)
      leaveMark() { touch $out/mark; }
    '';
    installPhase = "mkdir $out; touch $out/marker";
  };
  marked = pkgs.runCommand "marked" { } "mkdir $out; touch $out/marker";
  plainHook = pkgs.writeText "plain-hook.sh" "plainHook() { echo plain; }";
in
{
  hooks = stdenv.mkDerivation {
    name = "check-hooks";
    buildInputs = [ marked ];
    nativeBuildInputs = [ hooked plainHook ];
    dontUnpack = true;
    installPhase = ''
      runHook preInstall
      mkdir $out
      [[ $hookedFrom == ${hooked} && $(plainHook) == plain ]]
      # Propagated inputs are on PATH; hooks see every input.
      [[ $(tool) == tool ]]
      echo "$found"
      [[ $found == *${hooked}* && $found == *${marked}* ]]
      runHook postInstall
      [[ -f $out/mark ]]
    '';
  };

  # With strictDeps what runs while building is apart from what the package is linked with.
  strictDeps = stdenv.mkDerivation {
    name = "check-strict-deps";
    strictDeps = true;
    buildInputs = [ tool marked ];
    nativeBuildInputs = [ hooked ];
    dontUnpack = true;
    installPhase = ''
      [[ $found == *${hooked}* && $found != *${marked}* ]]
      [[ :$HOST_PATH: == *:${tool}/bin:* ]]
      touch $out
    '';
  };

  substitute = stdenv.mkDerivation {
    name = "check-substitute";
    dontUnpack = true;
    word = "value & \\1 $x";
    installPhase = ''
      printf 'a @word@ b\n\n' >file
      substituteAll file all
      [[ $(cat all; echo .) == "a $word b"$'\n\n'. ]]
      substitute file by --subst-var-by word x --replace-fail b c
      [[ $(cat by) == "a x c" ]]
      substituteInPlace file by --replace-quiet nowhere x --replace-warn 'a ' 'A '
      [[ $(cat by) == "A x c" ]]
      if (substituteInPlace by --replace-fail nowhere x) 2>message; then exit 1; fi
      cat message
      grep -q "doesn't match anything in file 'by'" message
      if (substitute nofile out2 --subst-var word) 2>/dev/null; then exit 1; fi
      if (substitute file out2 --subst-var unsetVariable) 2>/dev/null; then exit 1; fi
      touch $out
    '';
  };

  functions = stdenv.mkDerivation {
    name = "check-functions";
    dontUnpack = true;
    flags = [ "a" "b" ];
    preFlags = "";
    installPhase = ''
      [[ $(stripHash ${tool}) == tool && $(stripHash /x/plain) == plain ]]
      appendToVar flags "c"
      prependToVar flags z
      array=(one)
      appendToVar array "two words"
      declare -a all=()
      concatTo all flags array unset=default
      [[ ''${#all[@]} == 7 && ''${all[5]} == "two words" && ''${all[6]} == default ]]
      [[ $(concatStringsSep , flags) == z,a,b,c ]]
      mkdir -p $out/bin
      printf '#!/bin/sh\n' >$out/bin/a; printf '#!/usr/bin/env -S bash -e\n' >$out/bin/b
      printf '#!/usr/bin/nowhere\n' >$out/bin/c; printf '#!/bin/sh -e\n' >$out/bin/d; chmod +x $out/bin/*
    '';
    postFixup = ''
      head -n 1 $out/bin/*
      [[ $(cat $out/bin/a) == "#!${pkgs.bash}/bin/sh" && $(cat $out/bin/b) == "#!${pkgs.bash}/bin/bash -e" ]]
      [[ $(cat $out/bin/c) == "#!/usr/bin/nowhere" && $(cat $out/bin/d) == "#!${pkgs.bash}/bin/sh -e" ]]
    '';
  };

  # A failing command ends the build, also inside of a pipe, and failureHook runs.
  errors = pkgs.runCommand "check-errors" { } ''
    try() {
      env -i stdenv=${stdenv} out=$TMPDIR/none name=try NIX_BUILD_TOP=$TMPDIR NIX_STORE=$NIX_STORE dontUnpack=1 \
        phases=buildPhase failureHook='echo hook ran' buildPhase="$1" ${pkgs.runtimeShell} -e ${../stdenv/default-builder.sh} 2>&1
    }
    try 'true'
    if try 'false; true'; then exit 1; fi
    if try 'false | true; true'; then exit 1; fi
    if try 'x=$(false; true); true'; then exit 1; fi
    [[ $(try 'exit 3' || echo code $?) == *"hook ran"*"code 3" ]]
    touch $out
  '';
}
