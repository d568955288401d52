# The dependencies of a small Python package, without the package: building it here leaves
# in the store what building a tutorial's app will ask for.
let
  pkgs = import <nixpkgs> { };
  python = pkgs.python311;
  package = python.pkgs.buildPythonPackage {
    pname = "warm";
    version = "1.0.0";
    format = "setuptools";
    src = ./.;
    buildInputs = [
      python.pkgs.setuptools
      python.pkgs.wheel
    ];
    propagatedBuildInputs = [ python.pkgs.flask ];
  };
in
[
  package
  (python.buildEnv.override { extraLibs = [ python.pkgs.flask ]; })
  (pkgs.stdenv.mkDerivation {
    name = "warm";
    src = ./.;
    installPhase = "mkdir $out";
  })
  pkgs.bashInteractive
]
