# How packages and the set of packages are changed.
{ pkgs, lib, compare, fails, ... }:
let
  make = { stdenv, text ? "a", extra ? "" }: stdenv.mkDerivation (finalAttrs: {
    pname = "demo";
    version = "1";
    inherit text;
    both = finalAttrs.version + finalAttrs.text;
    passthru.said = finalAttrs.text + extra;
    meta.description = "for ${finalAttrs.version}";
  });
  demo = pkgs.callPackage make { };
  changed = demo.overrideAttrs (final: previous: { version = "2"; text = previous.text + final.version; });
  overlaid = import pkgs.path {
    config.packageOverrides = previous: { demo = previous.callPackage make { text = "config"; }; };
    overlays = [ (final: previous: { demo2 = previous.demo.override { text = "overlay"; }; fromFinal = final.demo2.text; }) ];
  };
  extended = pkgs.extend (_: previous: { mine = previous.bash; });
  unfree = pkgs.stdenv.mkDerivation { name = "u"; meta.license = lib.licenses.unfree; };
  broken = pkgs.stdenv.mkDerivation { name = "b"; meta.broken = true; };
in
{
  overrides = compare "overrides" {
    callPackage = [ [ demo.name demo.text demo.both demo.said ] [ "demo-1" "a" "1a" "a" ] ];
    override = [ (demo.override { text = "b"; }).both "1b" ];
    overrideFunction = [ (demo.override (old: { text = old.text or "z" + "c"; })).text "zc" ];
    overrideAttrs = [ [ changed.name changed.both changed.said changed.meta.description ] [ "demo-2" "2a2" "a2" "for 2" ] ];
    overrideAttrsTwice = [ (changed.overrideAttrs (old: { text = old.text + "!"; })).both "2a2!" ];
    overrideAttrsThenOverride = [ (changed.override { text = "n"; }).both "2n2" ];
    overrideDerivation = [ (demo.overrideDerivation (_: { name = "other"; })).name "other" ];
    packageOverrides = [ overlaid.demo.text "config" ];
    overlays = [ [ overlaid.demo2.text overlaid.fromFinal ] [ "overlay" "overlay" ] ];
    extend = [ (extended.mine.outPath == pkgs.bash.outPath) true ];
    callPackages = [ (pkgs.callPackages ({ lib }: { inherit demo; }) { }).demo.text "a" ];
    pkgsPkgs = [ (pkgs.pkgs.bash.outPath == pkgs.bash.outPath) true ];
    unfree = [ [ (fails unfree.outPath) (fails (import pkgs.path { config.allowUnfree = true; }).bash.outPath) ] [ true false ] ];
    broken = [ (fails broken.outPath) true ];
    system = [ [ pkgs.system pkgs.stdenv.hostPlatform.system pkgs.stdenv.system ] [ pkgs.system pkgs.system pkgs.system ] ];
    envClash = [ (fails (pkgs.stdenv.mkDerivation { name = "e"; a = 1; env.a = 2; }).outPath) true ];
    noName = [ (fails (pkgs.stdenv.mkDerivation { }).outPath) true ];
    scope = [ (pkgs.python311Packages.overrideScope (_: _: { flask = "mine"; })).flask "mine" ];
  };
}
