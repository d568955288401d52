{ lib }:
let
  inherit (builtins)
    elemAt
    genList
    length
    ;
in
{
  inherit (builtins)
    head
    tail
    length
    elem
    elemAt
    filter
    concatLists
    concatMap
    map
    genList
    all
    any
    partition
    groupBy
    isList
    sort
    foldl'
    ;

  singleton = x: [ x ];
  forEach = list: f: map f list;
  foldl = builtins.foldl';
  foldr =
    f: initial: list:
    let
      count = length list;
      go = index: if index == count then initial else f (elemAt list index) (go (index + 1));
    in
    go 0;
  fold = lib.foldr;
  imap0 = f: list: genList (index: f index (elemAt list index)) (length list);
  imap1 = f: list: genList (index: f (index + 1) (elemAt list index)) (length list);
  flatten = x: if builtins.isList x then builtins.concatMap lib.flatten x else [ x ];
  remove = x: builtins.filter (one: one != x);
  findFirst =
    predicate: default: list:
    let
      found = builtins.filter predicate list;
    in
    if found == [ ] then default else builtins.head found;
  findSingle =
    predicate: default: multiple: list:
    let
      found = builtins.filter predicate list;
    in
    if found == [ ] then default else if length found == 1 then builtins.head found else multiple;
  count = predicate: list: length (builtins.filter predicate list);
  optional = condition: x: if condition then [ x ] else [ ];
  optionals = condition: list: if condition then list else [ ];
  toList = x: if builtins.isList x then x else [ x ];
  range = first: last: if first > last then [ ] else genList (n: first + n) (last - first + 1);
  replicate = n: x: genList (_: x) n;
  reverseList =
    list:
    let
      count = length list;
    in
    genList (n: elemAt list (count - n - 1)) count;
  sublist =
    start: count: list:
    genList (n: elemAt list (start + n)) (lib.max 0 (lib.min count (length list - start)));
  take = count: lib.sublist 0 count;
  drop = count: list: lib.sublist count (length list) list;
  last =
    list: lib.throwIf (list == [ ]) "lists.last: list must not be empty!" (elemAt list (length list - 1));
  init = list: lib.throwIf (list == [ ]) "lists.init: list must not be empty!" (lib.take (length list - 1) list);
  zipListsWith =
    f: a: b:
    genList (n: f (elemAt a n) (elemAt b n)) (lib.min (length a) (length b));
  zipLists = lib.zipListsWith (fst: snd: { inherit fst snd; });
  sortOn = f: builtins.sort (a: b: f a < f b);
  naturalSort = builtins.sort (a: b: builtins.compareVersions a b < 0);
  unique = builtins.foldl' (seen: x: if builtins.elem x seen then seen else seen ++ [ x ]) [ ];
  allUnique = list: length (lib.unique list) == length list;
  intersectLists = list: builtins.filter (x: builtins.elem x list);
  subtractLists = list: builtins.filter (x: !builtins.elem x list);
  mutuallyExclusive = a: b: length (lib.intersectLists a b) == 0;
  hasPrefixList = prefix: list: lib.take (length prefix) list == prefix;
  crossLists = f: builtins.foldl' (fs: args: builtins.concatMap (f': map f' args) fs) [ f ];
}
