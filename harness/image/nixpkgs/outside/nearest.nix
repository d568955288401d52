# The names most like one that is not here: nearest WANTED CANDIDATES, best first, three at most.
#
# None rather than one that is not meant: words that both have at their beginning or end, as in
# `rustPlatform` and `hostPlatform`, do not make them alike.
let
  lower = builtins.replaceStrings upper small;
  upper = letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  small = letters "abcdefghijklmnopqrstuvwxyz";
  letters = text: builtins.genList (at: builtins.substring at 1 text) (builtins.stringLength text);
  least = a: b: if a < b then a else b;
  most = a: b: if a > b then a else b;
  at = builtins.elemAt;
  count = builtins.length;

  # `python311Packages`: python, 311, packages.
  words = name: map lower (builtins.concatLists (builtins.filter builtins.isList (builtins.split "([A-Z]*[a-z]+|[A-Z]+|[0-9]+)" name)));
  # How many words are the same, from the one end or the other.
  common =
    pick: a: b:
    let
      from = n: if n < least (count a) (count b) && pick a n == pick b n then from (n + 1) else n;
    in
    from 0;
  inner =
    list: first: last:
    builtins.genList (n: at list (first + n)) (count list - first - last);

  # How many letters have to be added, left out, changed or exchanged with the next one, a row at a
  # time.
  distance =
    change: a: b:
    let
      columns = letters b;
      rows = letters a;
      nextRow =
        { before, row, index }:
        letter:
        let
          cell =
            made: column:
            let
              same = at columns column == letter;
              swapped =
                index > 0 && column > 0 && at columns (column - 1) == letter && at rows (index - 1) == at columns column;
              plain = least (1 + least (at made column) (at row (column + 1))) (
                at row column + (if same then 0 else change)
              );
            in
            made ++ [ (if swapped then least plain (1 + at before (column - 1)) else plain) ];
        in
        {
          before = row;
          row = builtins.foldl' cell [ (index + 1) ] (builtins.genList (n: n) (count columns));
          index = index + 1;
        };
      end = builtins.foldl' nextRow {
        before = [ ];
        row = builtins.genList (n: n) (count columns + 1);
        index = 0;
      } rows;
    in
    at end.row (count columns);

in
wanted: candidates:
let
  name = lower wanted;
  size = builtins.stringLength name;
  parts = words wanted;
  # A changed letter makes another name of a short one, as a rule: `bat`, `bash`; `ack`, `acl`.
  change = if size <= 4 then 2 else 1;
  limitOf = length: most 1 ((length + 1) / 5);

  # Far, or null for what is not near.
  rate =
    candidate:
    let
      length = builtins.stringLength candidate;
      difference = if length > size then length - size else size - length;
      others = words candidate;
      first = common at parts others;
      last = common (list: n: at list (count list - 1 - n)) (inner parts first 0) (inner others first 0);
      own = builtins.concatStringsSep "" (inner parts first last);
      its = builtins.concatStringsSep "" (inner others first last);
      comparable = size > 2 && difference <= limitOf size && own != "" && its != "";
      found = distance change own its;
      # `gcc` for `gcc13`, `curl` for `curlFull`, `openssl` for `openssl_1_1`.
      rest = builtins.substring length size wanted;
      begins = builtins.substring 0 length name == lower candidate && builtins.match "[^a-z].*" rest != null;
      # `optionalString` for `optionalStr`.
      goesOn = builtins.substring 0 size (lower candidate) == name;
      shorter = least length size;
    in
    if lower candidate == name then
      0
    else if comparable && found <= limitOf (builtins.stringLength own) then
      found
    else if (begins || goesOn) && shorter > 2 && 2 * shorter >= most length size then
      50 + difference
    else
      null;
  rated = builtins.filter (one: one.far != null) (
    map (candidate: {
      inherit candidate;
      far = rate candidate;
    }) candidates
  );
  sorted = builtins.sort (a: b: a.far < b.far) rated;
in
map (one: one.candidate) (builtins.genList (at sorted) (least 3 (count sorted)))
