# buildPythonPackage and buildPythonApplication.
{ pkgs, lib, compare, fails, ... }:
let
  mustSay = lib.versionAtLeast lib.release "25.11";
  inherit (pkgs) python311;
  inherit (python311.pkgs) buildPythonPackage buildPythonApplication;
  source = files: pkgs.linkFarm "source" (lib.mapAttrs (path: pkgs.writeText (baseNameOf path)) files);
  real = tree: pkgs.runCommand "source" { } "cp -rL ${tree} $out";

  setupPy = extra: ''
    from distutils.core import setup
    setup(name="demo", version="1.0", py_modules=["demo"]${extra})
  '';
  setuptoolsSource = real (source {
    "setup.py" = setupPy ", scripts=['demo-script']";
    "demo.py" = "import click\ndef main(): print('main', click.__name__)\n";
    "demo-script" = "#!/usr/bin/env python\n\"\"\"Docs.\"\"\"\nfrom __future__ import annotations\nimport demo\ndemo.main()\n";
  });
  pyprojectSource = real (source {
    "pyproject.toml" = ''
      [build-system]
      requires = ["setuptools"]
      build-backend = "setuptools.build_meta"
      [project]
      name = "demo"
      version = "1.0"
      dependencies = ["click>=8"]
      [project.scripts]
      demo = "demo:main"
      [tool.setuptools]
      py-modules = ["demo"]
    '';
    "demo.py" = "import click\ndef main(): print('main', click.__name__)\n";
    "tests/test_demo.py" = "import unittest, demo\nclass T(unittest.TestCase):\n  def test(self): self.assertTrue(demo.main)\n";
    "tests/__init__.py" = "";
  });

  # Without `format`, as in the tutorials of their time, where the release allows that.
  setuptoolsPackage = buildPythonPackage (lib.optionalAttrs mustSay { format = "setuptools"; } // {
    pname = "demo";
    version = "1.0";
    src = setuptoolsSource;
    propagatedBuildInputs = [ python311.pkgs.click ];
    pythonImportsCheck = [ "demo" ];
    passthru.mark = 1;
  });
  pyprojectApplication = buildPythonApplication {
    pname = "demo";
    version = "1.0";
    pyproject = true;
    src = pyprojectSource;
    build-system = [ python311.pkgs.setuptools ];
    dependencies = [ python311.pkgs.click ];
    nativeCheckInputs = [ python311.pkgs.unittestCheckHook ];
    makeWrapperArgs = [ "--set" "MARK" "1" ];
  };
  dependent = buildPythonPackage {
    pname = "dependent";
    version = "1.0";
    pyproject = false;
    src = real (source { "dependent.py" = "import demo\n"; });
    dependencies = [ setuptoolsPackage ];
    installPhase = "mkdir -p $out/${python311.sitePackages}; cp dependent.py $out/${python311.sitePackages}";
    pythonImportsCheck = [ "dependent" "demo" "click" ];
  };
in
{
  python-format = compare "python-format" {
    unsaid = [ (fails (buildPythonPackage { pname = "x"; version = "1"; }).drvPath) mustSay ];
    said = [ (fails (buildPythonPackage { pname = "x"; version = "1"; format = "setuptools"; }).drvPath) false ];
    pyproject = [ (fails (buildPythonApplication { pname = "x"; version = "1"; pyproject = true; }).drvPath) false ];
  };

  python-setuptools = pkgs.runCommand "check-python-setuptools" { inherit setuptoolsPackage; } ''
    site=$setuptoolsPackage/${python311.sitePackages}
    [[ -f $site/demo.py && -d $(echo $site/demo-1.0.dist-info) ]]
    # Bytecode is there, and does not depend on the time stamp that the store changes.
    ${python311.interpreter} -c '
    import sys
    flags = int.from_bytes(open(sys.argv[1], "rb").read()[4:8], "little")
    assert flags & 1, flags' $site/__pycache__/demo.cpython-311.pyc
    [[ $(env -i $setuptoolsPackage/bin/demo-script) == "main click" ]]
    grep -q ${python311.pkgs.click} $setuptoolsPackage/nix-support/propagated-build-inputs
    touch $out
  '';

  python-pyproject = pkgs.runCommand "check-python-pyproject" { inherit pyprojectApplication; } ''
    [[ $(env -i $pyprojectApplication/bin/demo) == "main click" ]]
    grep -q MARK $pyprojectApplication/bin/demo
    [[ ! -e $pyprojectApplication/${python311.sitePackages}/tests ]]
    touch $out
  '';

  python-propagation = pkgs.runCommand "check-python-propagation" {
    env = python311.withPackages (_: [ dependent ]);
    # The interpreter comes with them.
    nativeBuildInputs = [ dependent python311.pkgs.flask ];
  } ''
    $env/bin/python3 -c 'import dependent, demo, click'
    # Through the setup hook, as in a nix-shell.
    python3 -c 'import dependent, demo, click, flask, jinja2'
    [[ $PYTHONPATH == *${dependent}/${python311.sitePackages}* && $PYTHONPATH == *${python311.pkgs.click}/* ]]
    touch $out
  '';

  # In a nix-shell of a package with setup.py the package is there as it is in the directory.
  python-develop = pkgs.runCommand "check-python-develop" { nativeBuildInputs = setuptoolsPackage.nativeBuildInputs; propagatedBuildInputs = [ python311.pkgs.click ]; } ''
    cp -r --no-preserve=mode ${setuptoolsSource} source
    cd source
    eval "$shellHook"
    echo 'value = 9' >>demo.py
    cd /
    [[ $(python3 -c 'import demo; print(demo.value)') == 9 ]]
    touch $out
  '';

  # A wheel that names a dependency which is no input is refused; so is a module that cannot be imported.
  python-refusals = pkgs.runCommand "check-python-refusals" {
    nativeBuildInputs = [ python311 python311.pkgs.pip python311.pkgs.setuptools python311.pkgs.wheel ];
  } ''
    cp -r --no-preserve=mode ${pyprojectSource} source
    cd source
    pip wheel --no-build-isolation --no-deps --no-index --no-cache-dir -w dist . >/dev/null
    ${python311.interpreter} ${../python/check-dependencies.py} dist/*.whl >message && exit 1
    cat message
    [[ $(cat message) == "  - click not installed" ]]
    PYTHONPATH+=:${python311.pkgs.click}/${python311.sitePackages} ${python311.interpreter} ${../python/check-dependencies.py} dist/*.whl

    out_=$out
    out=$TMPDIR pythonImportsCheck="json nowhere"
    source ${python311.pkgs.pythonImportsCheckHook}/nix-support/setup-hook
    # Not as a condition, which would make the shell go on after an error.
    set +e
    (set -e; pythonImportsCheckPhase) 2>message
    [[ $? != 0 ]] || exit 1
    set -e
    grep -q "No module named 'nowhere'" message
    touch $out_
  '';
}
