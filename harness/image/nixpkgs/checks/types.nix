# Types of options: what they take, what they refuse, and what becomes of several definitions.
{ pkgs, lib, compare, fails, ... }:
let
  inherit (lib) mkOption types;
  merge =
    type: values:
    (lib.evalModules {
      modules = [ { options.a = mkOption { inherit type; }; } ] ++ map (a: { inherit a; }) (lib.reverseList values);
    }).config.a;
  takes = type: value: !fails (merge type [ value ]);
  # [ what is taken ] [ what is refused ]
  check = type: good: bad: [
    [ (map (takes type) good) (map (takes type) bad) ]
    [ (map (_: true) good) (map (_: false) bad) ]
  ];
  person = types.submodule (
    { name, config, ... }:
    {
      options = {
        name = mkOption { type = types.str; default = name; };
        age = mkOption { type = types.int; };
        next = mkOption { type = types.int; default = config.age + 1; };
      };
    }
  );
in
{
  types = compare "types" {
    bool = check types.bool [ true ] [ 1 "true" null ];
    int = check types.int [ 0 (-1) ] [ 1.5 "1" ];
    float = check types.float [ 1.5 ] [ 1 ];
    number = check types.number [ 1 1.5 ] [ "1" ];
    str = check types.str [ "" "${pkgs.bash}" ] [ 1 [ ] pkgs.bash ];
    nonEmptyStr = check types.nonEmptyStr [ "a" ] [ "" " " ];
    strMatching = check (types.strMatching "a+") [ "aa" ] [ "b" 1 ];
    path = check types.path [ ./. "/x" pkgs.bash ] [ "x" 1 ];
    package = check types.package [ pkgs.bash "${pkgs.bash}" ] [ "/x" 1 { } ];
    port = check types.port [ 0 65535 ] [ (-1) 65536 "80" ];
    between = check (types.ints.between 1 3) [ 1 3 ] [ 0 4 ];
    unsigned = check types.ints.unsigned [ 0 ] [ (-1) ];
    positive = check types.ints.positive [ 1 ] [ 0 ];
    s8 = check types.ints.s8 [ (-128) 127 ] [ 128 ];
    enum = check (types.enum [ "a" 1 ]) [ "a" 1 ] [ "b" ];
    nullOr = check (types.nullOr types.int) [ null 1 ] [ "x" ];
    either = check (types.either types.int types.str) [ 1 "x" ] [ true ];
    oneOf = check (types.oneOf [ types.int types.str types.bool ]) [ 1 "x" true ] [ null ];
    listOf = check (types.listOf types.int) [ [ ] [ 1 ] ] [ 1 [ "x" ] ];
    nonEmptyListOf = check (types.nonEmptyListOf types.int) [ [ 1 ] ] [ [ ] ];
    attrsOf = check (types.attrsOf types.int) [ { } { a = 1; } ] [ 1 { a = "x"; } ];
    functionTo = [ (merge (types.functionTo types.int) [ (x: x + 1) ] 2) 3 ];
    uniq = [ [ (merge (types.uniq types.int) [ 1 ]) (fails (merge (types.uniq types.int) [ 1 1 ])) ] [ 1 true ] ];
    raw = [ (fails (merge types.raw [ 1 2 ])) true ];
    lines = [ (merge types.lines [ "a" "b" ]) "a\nb" ];
    commas = [ (merge types.commas [ "a" "b" ]) "a,b" ];
    separatedString = [ (merge (types.separatedString "-") [ "a" "b" ]) "a-b" ];
    singleLineStr = [ (merge types.singleLineStr [ "a\n" ]) "a" ];
    lists = [ (merge (types.listOf types.int) [ [ 1 ] (lib.mkIf false [ 2 ]) [ 3 ] ]) [ 1 3 ] ];
    listElementIf = [ (merge (types.listOf types.int) [ [ 1 (lib.mkIf false 2) ] ]) [ 1 ] ];
    sets = [ (merge (types.attrsOf types.int) [ { a = 1; } { b = lib.mkForce 2; } { b = 3; c = lib.mkIf false 1; } ]) { a = 1; b = 2; } ];
    lazySets = [ (builtins.attrNames (merge (types.lazyAttrsOf types.int) [ { a = 1; b = lib.mkIf false 1; } ])) [ "a" "b" ] ];
    attrs = [ (merge types.attrs [ { a = 1; } { b = 2; } ]) { a = 1; b = 2; } ];
    anything = [ (merge types.anything [ { a.b = 1; } { a.c = 2; } ]) { a = { b = 1; c = 2; }; } ];
    anythingConflict = [ (fails (merge types.anything [ { a = 1; } { a = 2; } ])) true ];
    nullOrMixed = [ (fails (merge (types.nullOr types.int) [ null 1 ])) true ];
    coercedTo = [ (merge (types.listOf (types.coercedTo types.int toString types.str)) [ [ 1 "b" ] ]) [ "1" "b" ] ];
    submodule = [ (merge (types.attrsOf person) [ { joe.age = 3; } ]) { joe = { name = "joe"; age = 3; next = 4; }; } ];
    submoduleMerges = [ (merge (types.attrsOf person) [ { joe.age = 3; } { joe.name = "j"; } ]).joe.name "j" ];
    submoduleFunction = [ (merge person [ ({ config, ... }: { age = 1; next = config.age + 5; }) ]).next 6 ];
    submoduleUnknown = [ (fails (merge person [ { age = 1; agee = 1; } ])) true ];
    descriptions = [
      [
        (types.listOf types.package).description
        (types.nullOr (types.either types.int types.str)).description
        (types.attrsOf (types.nullOr types.str)).description
        types.port.description
        (types.enum [ "a" "b" ]).description
        types.lines.description
      ]
      [
        "list of package"
        "null or signed integer or string"
        "attribute set of (null or string)"
        "16 bit unsigned integer; between 0 and 65535 (both inclusive)"
        "one of \"a\", \"b\""
        "strings concatenated with \"\\n\""
      ]
    ];
    addCheck = check (types.addCheck types.int (x: x > 1)) [ 2 ] [ 1 ];
    optionType = check types.optionType [ types.int ] [ 1 ];
  };
}
