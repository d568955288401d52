# An interpreter that sees certain packages: `python3.withPackages`, `python3.buildEnv.override`.
#
# It is a virtual environment in Python's own sense: bin/python3.11 is a link beside a pyvenv.cfg,
# and not a shell script as in nixpkgs. So it is what sys.executable and shebangs name, nothing is
# left in the environment of the processes that it starts, and a start costs nothing more.
{
  lib,
  python,
  runCommandLocal,
  makeWrapper,
  extraLibs ? [ ],
  extraOutputsToInstall ? [ ],
  postBuild ? "",
  ignoreCollisions ? false,
  permitUserSite ? false,
  makeWrapperArgs ? [ ],
}:
let
  outputs =
    package:
    [ package ]
    ++ map (output: package.${output}) (
      builtins.filter (output: package ? ${output}) extraOutputsToInstall
    );
  packages = lib.unique (python.pkgs.requiredPythonModules extraLibs ++ extraLibs);
in
runCommandLocal "${python.name}-env"
  {
    inherit ignoreCollisions makeWrapperArgs;
    nativeBuildInputs = lib.optional (makeWrapperArgs != [ ]) makeWrapper;
    sources = builtins.concatMap outputs packages;
    checkCollisionContents = true;
    skip = [ "bin" ];
    configuration = ''
      home = ${python}/bin
      include-system-site-packages = ${lib.boolToString permitUserSite}
      version = ${python.version}
    '';
    passthru = {
      inherit python;
      inherit (python)
        executable
        implementation
        isPy3
        libPrefix
        pkgs
        pythonVersion
        sitePackages
        ;
    };
    meta = {
      inherit (python.meta) description license platforms;
      mainProgram = python.executable;
    };
  }
  ''
    ${python.interpreter} ${../build-support/build-env.py}
    echo -n "$configuration" >"$out/pyvenv.cfg"

    mkdir "$out/bin"
    if [[ -n $makeWrapperArgs ]]; then
      eval "makeWrapper ${python.interpreter} $out/bin/${python.executable} $makeWrapperArgs"
    else
      ln -s ${python.interpreter} "$out/bin/${python.executable}"
    fi
    ln -s ${python.executable} "$out/bin/python3"
    ln -s ${python.executable} "$out/bin/python"

    # Scripts run with this interpreter, so that they see all of the environment.
    for path in $sources; do
      for program in "$path"/bin/*; do
        target=$out/bin/''${program##*/}
        if [[ -e $target ]]; then continue; fi
        IFS= read -r line <"$program" || true
        if [[ $line == '#!'*/python* ]]; then
          sed "1s|.*|#!$out/bin/${python.executable}|" "$program" >"$target"
          chmod +x "$target"
        else
          ln -s "$program" "$target"
        fi
      done
    done 2>/dev/null
    ${postBuild}
  ''
