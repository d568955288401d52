# A store path made of Debian packages: unpacked, merged and patched by ./unit.sh.
#
# The derivation depends on the packages and on these files alone, not on the Nix that builds it,
# so the image evaluates to the very paths that were built outside of it.
{
  lib,
  system,
  fetch,
}:
{
  key,
  debs,
  version,
  uses,
  meta,
}:
let
  # `1:2.39.5-0+deb12u2` to `2.39.5`, `1:1.2.13.dfsg-1` to `1.2.13`.
  upstream = builtins.elemAt (builtins.match "([0-9]+:)?([^-+~]+).*" (
    builtins.replaceStrings [ ".dfsg" ] [ "" ] version
  )) 1;

  isPython = lib.hasPrefix "python311Packages." key;
  pname =
    if isPython then
      lib.removePrefix "python311Packages." key
    else
      {
        cacert = "nss-cacert";
        gitMinimal = "git-minimal";
        python311 = "python3";
      }
      .${key} or key;
  # The path of this one is written over a string of 47 characters.
  name = if key == "terminfo" then "ti" else "${lib.optionalString isPython "python3.11-"}${pname}-${upstream}";

  fixup = ./fixups + "/${if isPython then "python-package" else key}.sh";

  # What the fixups of Python and of its packages need besides.
  extra =
    if isPython then
      { closeScripts = ../python/close-scripts.py; }
    else if key == "python311" then
      {
        sitecustomize = ../python/sitecustomize.py;
        setupHook = builtins.readFile ../python/setup-hook.sh;
      }
    else if key == "cmake" || key == "pkg-config" then
      { setupHook = builtins.readFile (../toolchain + "/${key}-hook.sh"); }
    else
      { };

  outside = import ../outside.nix;

  unit = derivation (
    {
      inherit
        name
        pname
        system
        uses
        ;
      version = upstream;
      builder = "/bin/bash";
      args = [ ./unit.sh ];
      PATH = "/usr/bin:/bin";
      debs = map fetch debs;
      fixup = if builtins.pathExists fixup then fixup else "";
    }
    // extra
  );

  result = unit // {
    inherit key;
    # nixpkgs splits some of these; all of it is in one path here.
    bin = unit;
    dev = unit;
    lib = unit;
    man = unit;
    meta = {
      inherit name;
      available = true;
      broken = false;
      insecure = false;
      unfree = false;
      unsupported = false;
      outputsToInstall = [ "out" ];
      position = null;
    }
    // meta;
    passthru = { };
  };

  # Debian's programs cannot be built in another way. Whoever evaluates all of a package calls none of these.
  changes = builtins.mapAttrs (_: told: _: told) (
    builtins.intersectAttrs (lib.genAttrs outside.names.package (_: null)) (
      outside.attributes { } "${key}." outside.names.package
    )
  );
in
outside.ours "${key}." result // changes
