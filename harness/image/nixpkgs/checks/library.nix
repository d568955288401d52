{ pkgs, lib, compare, fails, ... }:
{
  library = compare "library" {
    version = [ lib.version "${import ../lib/release.nix}.embedded" ];
    release = [ lib.trivial.release (import ../lib/release.nix) ];
    optional = [ (lib.optional false 1 ++ lib.optional true 2 ++ lib.optionals true [ 3 ] ++ lib.optionals false [ 4 ]) [ 2 3 ] ];
    optionalString = [ (lib.optionalString true "a" + lib.optionalString false "b") "a" ];
    optionalAttrs = [ (lib.optionalAttrs true { a = 1; } // lib.optionalAttrs false { b = 1; }) { a = 1; } ];
    makeBinPath = [ (lib.makeBinPath [ "/a" "/b" ]) "/a/bin:/b/bin" ];
    makeLibraryPath = [ (lib.makeLibraryPath [ { lib = "/l"; } "/b" ]) "/l/lib:/b/lib" ];
    getExe = [ (lib.getExe { outPath = "/p"; meta.mainProgram = "x"; }) "/p/bin/x" ];
    getExe' = [ (lib.getExe' { outPath = "/p"; } "y") "/p/bin/y" ];
    getBin = [ (lib.getBin { bin = "/b"; }) "/b" ];
    genAttrs = [ (lib.genAttrs [ "a" "b" ] (n: n + n)) { a = "aa"; b = "bb"; } ];
    mapAttrsToList = [ (lib.mapAttrsToList (n: v: n + v) { a = "1"; b = "2"; }) [ "a1" "b2" ] ];
    mapAttrs' = [ (lib.mapAttrs' (n: v: lib.nameValuePair (n + "x") v) { a = 1; }) { ax = 1; } ];
    filterAttrs = [ (lib.filterAttrs (_: v: v > 1) { a = 1; b = 2; }) { b = 2; } ];
    recursiveUpdate = [ (lib.recursiveUpdate { a = { b = 1; c = 1; }; } { a = { b = 2; }; }) { a = { b = 2; c = 1; }; } ];
    attrByPath = [ (lib.attrByPath [ "a" "b" ] 3 { a = { }; }) 3 ];
    getAttrFromPath = [ (lib.getAttrFromPath [ "a" "b" ] { a.b = 1; }) 1 ];
    setAttrByPath = [ (lib.setAttrByPath [ "a" "b" ] 1) { a.b = 1; } ];
    foldr = [ (lib.foldr (x: y: x + y) "" [ "a" "b" "c" ]) "abc" ];
    flatten = [ (lib.flatten [ 1 [ 2 [ 3 ] ] ]) [ 1 2 3 ] ];
    unique = [ (lib.unique [ 1 2 1 ]) [ 1 2 ] ];
    range = [ (lib.range 2 4) [ 2 3 4 ] ];
    sublist = [ (lib.sublist 1 2 [ 1 2 3 4 ]) [ 2 3 ] ];
    last = [ (lib.last [ 1 2 ]) 2 ];
    init = [ (lib.init [ 1 2 ]) [ 1 ] ];
    splitString = [ (lib.splitString "." "a.b") [ "a" "b" ] ];
    removePrefix = [ (lib.removePrefix "ab" "abc") "c" ];
    removeSuffix = [ (lib.removeSuffix ".nix" "a.nix") "a" ];
    hasSuffix = [ [ (lib.hasSuffix "b" "ab") (lib.hasSuffix "abc" "c") ] [ true false ] ];
    hasInfix = [ [ (lib.hasInfix "b." "ab.c") (lib.hasInfix "b." "abc") ] [ true false ] ];
    escapeShellArg = [ (lib.escapeShellArgs [ "a" "it's" "" ]) "a 'it'\\''s' ''" ];
    concatMapStringsSep = [ (lib.concatMapStringsSep "," toString [ 1 2 ]) "1,2" ];
    toUpper = [ (lib.toUpper "aBc") "ABC" ];
    trim = [ (lib.trim "  a b\n ") "a b" ];
    toInt = [ (lib.toInt "042") 42 ];
    versionAtLeast = [ [ (lib.versionAtLeast "1.10" "1.9") (lib.versionOlder "1.9" "1.10") ] [ true true ] ];
    majorMinor = [ (lib.versions.majorMinor "3.11.2") "3.11" ];
    getName = [ (lib.getName "foo-1.2") "foo" ];
    pipe = [ (lib.pipe 1 [ (x: x + 1) (x: x * 3) ]) 6 ];
    extends = [ (lib.fix (lib.extends (final: prev: { b = prev.a + final.c; }) (_: { a = 1; c = 10; }))).b 11 ];
    composeManyExtensions = [
      (lib.fix (lib.extends (lib.composeManyExtensions [ (_: p: { a = p.a + 1; }) (_: p: { a = p.a * 5; }) ]) (_: { a = 1; }))).a
      10
    ];
    makeExtensible = [ ((lib.makeExtensible (self: { a = 1; b = self.a; })).extend (_: _: { a = 2; })).b 2 ];
    licenses = [ [ lib.licenses.mit.spdxId lib.licenses.unfree.free lib.licenses.gpl3Plus.free ] [ "MIT" false true ] ];
    fakeHash = [ lib.fakeHash "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" ];
    fakeSha256 = [ (lib.stringLength lib.fakeSha256) 64 ];
    platforms = [ (lib.elem "x86_64-linux" lib.platforms.linux && lib.elem "x86_64-linux" lib.platforms.all) true ];
    generators = [ (lib.generators.toKeyValue { } { a = 1; b = true; }) "a=1\nb=true\n" ];
    toINI = [ (lib.generators.toINI { } { s.k = "v"; }) "[s]\nk=v\n" ];
    cartesianProduct = [ (lib.cartesianProduct { a = [ 1 2 ]; b = [ 3 ]; }) [ { a = 1; b = 3; } { a = 2; b = 3; } ] ];
    assertMsg = [ (fails (lib.assertMsg false "no")) true ];
    systems = [ (with lib.systems.elaborate "x86_64-linux"; [ isLinux isx86_64 isDarwin config ]) [ true true false "x86_64-unknown-linux-gnu" ] ];
    derivations = [ [ (lib.isDerivation pkgs.bash) (lib.isDerivation { }) ] [ true false ] ];
    cleanSource = [
      (builtins.attrNames (builtins.readDir (lib.sourceByRegex ./. [ "lib.*\\.nix" ])))
      [ "library.nix" ]
    ];
  };
}
