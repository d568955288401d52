# mkShell, as nix-shell takes it.
{ pkgs, lib, compare, ... }:
let
  base = pkgs.mkShell { packages = [ pkgs.gawk ]; buildInputs = [ pkgs.zlib ]; shellHook = "echo base"; };
  shell = pkgs.mkShell {
    packages = [ pkgs.curl ];
    inputsFrom = [ base ];
    shellHook = "echo own";
    VARIABLE = "value";
  };
in
{
  shell = compare "shell" {
    name = [ shell.name "nix-shell" ];
    packages = [ (map (one: one.name) shell.nativeBuildInputs) [ pkgs.curl.name pkgs.gawk.name ] ];
    buildInputs = [ (map (one: one.name) shell.buildInputs) [ pkgs.zlib.name ] ];
    shellHook = [ shell.shellHook "echo base\necho own" ];
    variable = [ shell.VARIABLE "value" ];
    noCC = [ (map (one: one.stdenv.hasCC) [ (pkgs.mkShell { }) (pkgs.mkShellNoCC { }) ]) [ true false ] ];
    # nix-shell asks for these itself.
    bashInteractive = [ (builtins.pathExists "${pkgs.bashInteractive}/bin/bash") true ];
    dashP = [ (pkgs.runCommandCC "shell" { buildInputs = [ pkgs.curl ]; } "").name "shell" ];
  };

  # A shell can be built, too; that lists what it needs.
  shell-builds = pkgs.runCommand "check-shell-builds" { built = shell; } ''
    grep 'VARIABLE="value"' $built
    grep ${pkgs.curl} $built
    touch $out
  '';

  # What nix-shell does: a bash without any strictness that sources the setup.
  setup = pkgs.runCommand "check-setup" { } ''
    cat >rc <<'END'
    source ${pkgs.stdenv}/setup
    set +e
    [[ -n $PATH && $(type -t genericBuild) == function && $(type -t runHook) == function ]] || exit 1
    echo unset is "$unsetVariable"
    exit 5
    END
    env -i IN_NIX_SHELL=pure out=/none name=x stdenv=${pkgs.stdenv} buildInputs="${pkgs.curl} ${pkgs.python311}" \
      ${pkgs.runtimeShell} --norc rc && exit 1 || [[ $? == 5 ]]

    # What is quick starts no process. The kernel counts the page faults of children (11th field, proc(5)).
    children() { local stat; read -r -a stat </proc/self/stat; echo >count "''${stat[10]}"; }
    for inputs in "" "${pkgs.curl} ${pkgs.python311}"; do
      env -i out=/none name=x stdenv=${pkgs.stdenv} buildInputs="$inputs" ${pkgs.runtimeShell} -c \
        "source \$stdenv/setup; $(declare -f children); children"
      [[ $(<count) == 0 ]]
    done
    ${pkgs.runtimeShell} -c "$(declare -f children); (:); children"
    [[ $(<count) != 0 ]]
    touch $out
  '';
}
