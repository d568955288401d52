# Modules: where they come from, how definitions are put together, and what wins.
{ lib, compare, fails, ... }:
let
  inherit (lib) mkOption types;
  int = mkOption { type = types.int; };
  eval = modules: (lib.evalModules { inherit modules; }).config;
  list = mkOption { type = types.listOf types.int; };
  file = /. + builtins.unsafeDiscardStringContext (builtins.toFile "module.nix" "{ a = [ 7 ]; }");
in
{
  modules = compare "modules" {
    default = [ (eval [ { options.a = mkOption { default = 1; type = types.int; }; } ]).a 1 ];
    defined = [ (eval [ { options.a = mkOption { default = 1; type = types.int; }; } { a = 2; } ]).a 2 ];
    function = [ (eval [ { options = { a = int; b = int; }; } ({ config, ... }: { a = config.b + 1; b = 1; }) ]).a 2 ];
    undefined = [ (fails (eval [ { options.a = int; } ]).a) true ];
    undeclared = [ (fails (eval [ { options.a = int; } { a = 1; c = 1; } ])) true ];
    unchecked = [ (eval [ { options.a = int; } { a = 1; c = 1; _module.check = false; } ]).a 1 ];
    unsupported = [ (fails (eval [ { options.a = int; a = 1; } ])) true ];
    wrongType = [ (fails (eval [ { options.a = int; } { a = "x"; } ]).a) true ];
    imports = [ (eval [ { imports = [ { options.a = list; } { imports = [ { a = [ 1 ]; } ]; } ]; a = [ 2 ]; } ]).a [ 1 2 ] ];
    importsFile = [ (eval [ { options.a = list; } file (toString file) { imports = [ file ]; } ]).a [ 7 ] ];
    importsKey = [ (eval [ { options.a = list; } { key = "k"; a = [ 1 ]; } { key = "k"; a = [ 1 ]; } ]).a [ 1 ] ];
    disabledModules = [ (eval [ { options.a = list; } { a = [ 1 ]; } { key = "k"; a = [ 2 ]; } { disabledModules = [ { key = "k"; } ]; } ]).a [ 1 ] ];
    # The definitions of the last module come first.
    order = [ (eval [ { options.a = list; } { a = [ 1 ]; } { a = [ 2 ]; } ]).a [ 2 1 ] ];
    mkBefore = [ (eval [ { options.a = list; } { a = lib.mkBefore [ 1 ]; } { a = [ 2 ]; } { a = lib.mkAfter [ 3 ]; } ]).a [ 1 2 3 ] ];
    mkOrder = [ (eval [ { options.a = list; } { a = lib.mkOrder 2 [ 1 ]; } { a = lib.mkOrder 1 [ 2 ]; } ]).a [ 2 1 ] ];
    mkDefault = [ (eval [ { options.a = mkOption { default = 0; }; } { a = lib.mkDefault 1; } { a = 2; } ]).a 2 ];
    mkDefaultAlone = [ (eval [ { options.a = mkOption { default = 0; }; } { a = lib.mkDefault 1; } ]).a 1 ];
    mkForce = [ (eval [ { options.a = list; } { a = lib.mkForce [ 1 ]; } { a = [ 2 ]; } ]).a [ 1 ] ];
    mkOverride = [ (eval [ { options.a = int; } { a = lib.mkOverride 10 1; } { a = lib.mkForce 2; } ]).a 1 ];
    mkIf = [ (eval [ { options.a = list; } { a = lib.mkIf false [ 1 ]; } { a = lib.mkIf true [ 2 ]; } ]).a [ 2 ] ];
    mkIfSelf = [ (eval [ { options = { a = mkOption { default = true; }; b = list; }; } ({ config, ... }: lib.mkIf config.a { b = [ 1 ]; }) ]).b [ 1 ] ];
    mkIfNoBoolean = [ (fails (eval [ { options.a = int; } { a = lib.mkIf 1 2; } ]).a) true ];
    mkMerge = [ (eval [ { options.a = list; } { config = lib.mkMerge [ { a = [ 1 ]; } (lib.mkIf true { a = [ 2 ]; }) ]; } ]).a [ 1 2 ] ];
    mkForceOfSet = [ (eval [ { options.s.a = int; } { s = lib.mkForce { a = 1; }; } { s.a = 2; } ]).s.a 1 ];
    moduleArgs = [ (eval [ { options.a = int; config._module.args.x = 5; } ({ x, ... }: { a = x; }) ]).a 5 ];
    specialArgs = [ (lib.evalModules { specialArgs.x = 6; modules = [ { options.a = int; } ({ x, ... }: { a = x; }) ]; }).config.a 6 ];
    extendModules = [ ((lib.evalModules { modules = [ { options.a = list; } { a = [ 1 ]; } ]; }).extendModules { modules = [ { a = [ 2 ]; } ]; }).config.a [ 2 1 ] ];
    apply = [ (eval [ { options.a = mkOption { apply = x: x + 1; }; } { a = 1; } ]).a 2 ];
    readOnly = [ (fails (eval [ { options.a = mkOption { readOnly = true; default = 1; }; } { a = 2; } ]).a) true ];
    declaredTwice = [ (fails (eval [ { options.a = mkOption { default = 1; }; } { options.a = mkOption { default = 2; }; } ]).a) true ];
    enumsMerge = [ (eval [ { options.a = mkOption { type = types.enum [ 1 ]; }; } { options.a = mkOption { type = types.enum [ 2 ]; }; } { a = 2; } ]).a 2 ];
    freeform = [ (eval [ { freeformType = types.attrsOf types.int; options.a = int; } { a = 1; b = 2; } ]) { a = 1; b = 2; } ];
    freeformWrong = [ (fails (eval [ { freeformType = types.attrsOf types.int; } { b = "x"; } ]).b) true ];
    renamed = [
      (eval [ { options.n.a = int; options.warnings = mkOption { default = [ ]; }; } (lib.mkRenamedOptionModule [ "old" ] [ "n" "a" ]) { old = 3; } ]).n.a
      3
    ];
    alias = [ (eval [ { options.n.a = int; } (lib.mkAliasOptionModule [ "old" ] [ "n" "a" ]) { n.a = 4; } ]).old 4 ];
    class = [ (fails (lib.evalModules { class = "nixos"; modules = [ { _class = "other"; } ]; }).config) true ];
    isDefined = [ (lib.evalModules { modules = [ { options.a = int; } ]; }).options.a.isDefined false ];
    enable = [ (eval [ { options.a.enable = lib.mkEnableOption "a"; } ]).a.enable false ];
    conflict = [ (fails (eval [ { options.a = int; } { a = 1; } { a = 2; } ]).a) true ];
    sameTwice = [ (eval [ { options.a = int; } { a = 1; } { a = 1; } ]).a 1 ];
  };
}
