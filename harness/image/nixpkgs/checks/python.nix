# The interpreter, and environments with packages.
{ pkgs, lib, compare, fails, ... }:
let
  inherit (pkgs) python311;
  flaskEnv = python311.withPackages (ps: [ ps.flask ]);
  module = python311.pkgs.buildPythonPackage {
    pname = "module";
    version = "1";
    format = "other";
    dontUnpack = true;
    installPhase = "mkdir -p $out/${python311.sitePackages}; echo 'value = 7' >$out/${python311.sitePackages}/module.py";
  };
in
{
  interpreter = pkgs.runCommand "check-interpreter" { } ''
    for name in python python3 python3.11; do [[ $(${python311}/bin/$name -c 'print(1)') == 1 ]]; done
    cat >script.py <<'END'
    import site, sys, sysconfig, os
    base = "${python311}"
    assert sys.prefix == sys.exec_prefix == sys.base_prefix == base, sys.prefix
    assert site.getsitepackages() == [base + "/lib/python3.11/site-packages"], site.getsitepackages()
    assert sysconfig.get_path("purelib") == base + "/lib/python3.11/site-packages"
    assert sysconfig.get_path("purelib", vars={"base": "/x"}) == "/x/lib/python3.11/site-packages"
    outside = [path for path in sys.path[1:] if not path.startswith(base)]
    assert not outside, outside
    assert not os.path.exists(sysconfig.get_path("stdlib") + "/EXTERNALLY-MANAGED")
    import asyncio, bz2, csv, ctypes, curses, dbm.ndbm, decimal, hashlib, json, lzma, multiprocessing, readline
    import sqlite3, ssl, unittest, urllib.request, uuid, venv, xml.etree.ElementTree, zipfile, zlib, distutils.core
    assert sqlite3.connect(":memory:").execute("select 6 * 7").fetchone() == (42,)
    assert ssl.create_default_context(cafile="${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt").cert_store_stats()["x509_ca"] > 100
    assert hashlib.new("sha256", b"").hexdigest().startswith("e3b0c442")
    libc = ctypes.CDLL("libc.so.6")
    assert libc.abs(-3) == 3
    # A thread that ends by itself needs libgcc_s.
    import threading
    threads = [threading.Thread(target=lambda: None) for _ in range(4)]
    [thread.start() for thread in threads]; [thread.join() for thread in threads]
    END
    ${python311.interpreter} script.py
    if ${python311.interpreter} -c 'import flask' 2>message; then exit 1; fi
    grep -q "ModuleNotFoundError: No module named 'flask'" message
    touch $out
  '';

  python-environment = pkgs.runCommand "check-python-environment" {
    inherit flaskEnv;
    twice = python311.buildEnv.override {
      extraLibs = [ python311.pkgs.flask module python311.pkgs.flask ];
      ignoreCollisions = true;
      postBuild = "touch $out/built";
    };
    wrapped = python311.buildEnv.override {
      extraLibs = [ module ];
      makeWrapperArgs = [ "--set" "MARK" "set" ];
    };
    withUserSite = python311.buildEnv.override { permitUserSite = true; };
    bare = python311.withPackages (_: [ ]);
  } ''
    cat >script.py <<'END'
    import os, subprocess, sys
    env = sys.argv[1]
    assert sys.executable.startswith(env + "/bin/python"), sys.executable
    assert sys.prefix == env and sys.base_prefix == "${python311}"
    assert not any(name.startswith("PYTHON") for name in os.environ)
    import flask, werkzeug, jinja2, click, itsdangerous, markupsafe
    assert markupsafe._speedups
    assert flask.__file__.startswith(env), flask.__file__
    # A process that is started with sys.executable sees the same, as Flask's reloader needs.
    child = subprocess.check_output([sys.executable, "-c", "import flask, sys; print(sys.prefix)"], text=True)
    assert child.strip() == env, child
    END
    for env in $flaskEnv $twice; do
      for name in python python3 python3.11; do $env/bin/$name script.py $env; done
      (cd /; PATH=$env/bin; python3 -c 'import sys, flask; assert sys.executable.startswith(sys.prefix)')
    done
    [[ $($flaskEnv/bin/flask --version) == *"Flask ${python311.pkgs.flask.version}"* ]]
    [[ $(head -1 $flaskEnv/bin/flask) == "#!$flaskEnv/bin/python3.11" ]]
    [[ $($twice/bin/python -c 'import module; print(module.value)') == 7 && -e $twice/built ]]
    [[ $($wrapped/bin/python3 -c 'import module, os, sys; print(os.environ["MARK"], sys.prefix)') == "set $wrapped" ]]
    [[ $($flaskEnv/bin/python -c 'import site; print(site.ENABLE_USER_SITE)') == False ]]
    [[ $($withUserSite/bin/python -c 'import site; print(site.ENABLE_USER_SITE)') == True ]]
    for env in $bare $wrapped; do
      if $env/bin/python3 -c 'import flask' 2>message; then exit 1; fi
      grep -q "ModuleNotFoundError: No module named 'flask'" message
    done
    touch $out
  '';

  python-set = compare "python-set" {
    names = [
      (map (drv: drv.name) [ python311 python311.pkgs.flask flaskEnv module ])
      [ "python3-${python311.version}" "python3.11-flask-${python311.pkgs.flask.version}" "python3-${python311.version}-env" "python3.11-module-1" ]
    ];
    aliases = [
      (map (drv: drv.outPath) [ pkgs.python3 pkgs.python pkgs.python3Packages.flask pkgs.python311Packages.python ])
      (map (drv: drv.outPath) [ python311 python311 python311.pkgs.flask python311 ])
    ];
    required = [
      (lib.sort lib.lessThan (map lib.getName python311.pkgs.flask.requiredPythonModules))
      [ "click" "itsdangerous" "jinja2" "markupsafe" "python3" "werkzeug" ]
    ];
    sitePackages = [ python311.sitePackages "lib/python3.11/site-packages" ];
    overridePythonAttrs = [ (module.overridePythonAttrs (old: { version = "2"; pname = old.pname + "x"; })).name "python3.11-modulex-2" ];
    application = [ (python311.pkgs.buildPythonApplication { pname = "app"; version = "1"; }).name "app-1" ];
    disabled = [ (fails (python311.pkgs.buildPythonPackage { pname = "x"; version = "1"; disabled = true; }).outPath) true ];
    pythonOlder = [ [ (python311.pkgs.pythonOlder "3.12") (python311.pkgs.pythonAtLeast "3.12") ] [ true false ] ];
    packageOverrides = [
      (python311.override { packageOverrides = final: prev: { click = prev.click // { version = "mine"; }; }; }).pkgs.click.version
      "mine"
    ];
  };
}
