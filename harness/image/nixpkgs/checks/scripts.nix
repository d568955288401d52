# Scripts and texts that are written in Nix.
{ pkgs, lib, ... }:
{
  scripts = pkgs.runCommand "check-scripts" {
    text = pkgs.writeText "text" "a $b 'c'\n";
    dir = pkgs.writeTextDir "share/x/y.txt" "inside";
    script = pkgs.writeScript "script" "#!${pkgs.runtimeShell}\necho script";
    shellScript = pkgs.writeShellScript "shell-script" "echo shell \"$@\"";
    bin = pkgs.writeShellScriptBin "my-bin" "echo bin";
    scriptBin = pkgs.writeScriptBin "my-script" "#!${pkgs.runtimeShell}\necho script bin";
    application = pkgs.writeShellApplication {
      name = "my-app";
      runtimeInputs = [ (pkgs.writeShellScriptBin "helper" "echo helped") ];
      runtimeEnv.SAYS = "it's";
      text = ''echo "$(helper) $SAYS"'';
    };
    strict = pkgs.writeShellApplication { name = "strict"; text = "echo $UNSET; true"; };
    file = pkgs.writeTextFile { name = "file"; text = "echo file"; destination = "/etc/file"; executable = true; };
    joined = pkgs.concatText "joined" [ (pkgs.writeText "a" "A") (pkgs.writeText "b" "B") ];
    replaced = pkgs.replaceVars (pkgs.writeText "template" "x @a@") { a = "it's"; };
    substituted = pkgs.substituteAll { src = pkgs.writeText "template" "x @word@"; word = "w"; };
    executable = lib.getExe (pkgs.writeShellScriptBin "named" "echo named");
  } ''
    [[ $(cat $text; echo .) == "a \$b 'c'"$'\n'. && $(cat $dir/share/x/y.txt) == inside ]]
    [[ $($script) == script && $($shellScript 1 2) == "shell 1 2" && $($bin/bin/my-bin) == bin ]]
    [[ $($scriptBin/bin/my-script) == "script bin" && $($application/bin/my-app) == "helped it's" ]]
    if $strict/bin/strict; then exit 1; fi
    [[ -x $file/etc/file && $(cat $joined) == AB && $(cat $replaced) == "x it's" && $(cat $substituted) == "x w" ]]
    [[ $($executable) == named ]]
    touch $out
  '';
}
