# Files and trees that are written in Nix.
{ pkgs, lib, compare, fails, ... }:
let
  one = pkgs.runCommand "one" { } "mkdir -p $out/{bin,share/a}; echo 1 >$out/share/a/one; echo same >$out/share/same; echo one >$out/share/clash";
  two = pkgs.runCommand "two" { } "mkdir -p $out/share/a $out/share/b; echo 2 >$out/share/a/two; echo same >$out/share/same; echo two >$out/share/b/two";
  clash = pkgs.runCommand "clash" { } "mkdir -p $out/share; echo clash >$out/share/clash";
  env = paths: args: pkgs.buildEnv ({ name = "env"; inherit paths; } // args);
in
{
  trees = pkgs.runCommand "check-trees" {
    joined = pkgs.symlinkJoin { name = "joined"; paths = [ one two clash ]; postBuild = "rm $out/share/b/two; touch $out/share/b/three"; };
    merged = env [ one two ] { pathsToLink = [ "/share" ]; postBuild = "touch $out/built"; };
    ignored = env [ one clash ] { ignoreCollisions = true; };
    preferred = env [ one (lib.hiPrio clash) ] { };
    farm = pkgs.linkFarm "farm" { "a/b" = one; c = two; };
    farmList = pkgs.linkFarm "farm" [ { name = "x"; path = one; } ];
  } ''
    [[ $(cat $joined/share/a/one $joined/share/a/two $joined/share/clash) == 1$'\n'2$'\n'one ]]
    [[ -e $joined/share/b/three && ! -e $joined/share/b/two ]]
    [[ $(cat $merged/share/a/one $merged/share/a/two $merged/share/same) == 1$'\n'2$'\n'same ]]
    [[ -L $merged/share/b && ! -e $merged/bin && -e $merged/built ]]
    [[ $(cat $ignored/share/clash) == one && $(cat $preferred/share/clash) == clash ]]
    [[ $(readlink $farm/a/b) == ${one} && $(readlink $farm/c) == ${two} && -e $farmList/x/share ]]

    # A collision that nobody allowed is an error which names both files.
    if sources="${one} ${clash}" checkCollisionContents=1 out=$TMPDIR/clash \
      ${pkgs.python311.interpreter} ${../build-support/build-env.py} 2>message; then exit 1; fi
    cat message
    grep -q "collision between .${one}/share/clash. and .${clash}/share/clash" message
    touch $out
  '';

  wrappers = pkgs.runCommand "check-wrappers" { nativeBuildInputs = [ pkgs.makeWrapper ]; } ''
    mkdir -p $out/bin dir
    printf '#!${pkgs.runtimeShell}\necho "$0|$A|$B|''${C-unset}|$LIST|$PWD|$*"\n' >$out/bin/show
    chmod +x $out/bin/show
    makeWrapper $out/bin/show $out/bin/wrapped --set A "it's" --set-default B fallback --unset C --prefix LIST : /first \
      --suffix LIST : /last --add-flags "--flag 'two words'" --append-flags end --chdir $PWD/dir --run 'RAN=1'
    B=given C=x LIST=/mid:/last $out/bin/wrapped arg | tee line
    [[ $(cat line) == "$out/bin/show|it's|given|unset|/first:/mid:/last|$PWD/dir|--flag two words arg end" ]]
    env -u LIST $out/bin/wrapped | tee line
    [[ $(cat line) == *"|fallback|unset|/first:/last|"* ]]
    wrapProgram $out/bin/show --set A wrapped
    [[ $($out/bin/show) == *"|wrapped|"* && -x $out/bin/.show-wrapped ]]
    if (makeWrapper /nowhere $out/bin/none); then exit 1; fi
  '';
}
