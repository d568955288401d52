# The names most like one that is not here: nearest WANTED CANDIDATES, best first, three at most.
let
  lower = builtins.replaceStrings upper small;
  upper = letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  small = letters "abcdefghijklmnopqrstuvwxyz";
  letters = text: builtins.genList (at: builtins.substring at 1 text) (builtins.stringLength text);
  least = a: b: if a < b then a else b;
  most = a: b: if a > b then a else b;

  # How many letters have to be added, left out or changed (Levenshtein), a row at a time.
  distance =
    a: b:
    let
      columns = letters b;
      last = list: builtins.elemAt list (builtins.length list - 1);
      nextRow =
        row: letter:
        let
          cell =
            made: at:
            made
            ++ [
              (least (1 + least (last made) (builtins.elemAt row (at + 1))) (
                builtins.elemAt row at + (if builtins.elemAt columns at == letter then 0 else 1)
              ))
            ];
        in
        builtins.foldl' cell [ (1 + builtins.head row) ] (builtins.genList (at: at) (builtins.length columns));
    in
    last (builtins.foldl' nextRow (builtins.genList (at: at) (builtins.length columns + 1)) (letters a));
in
wanted: candidates:
let
  name = lower wanted;
  size = builtins.stringLength name;
  # None that is mostly different: a third of the letters, and two of a short name.
  limit = most 2 ((size + 2) / 3);
  differs =
    candidate:
    let
      length = builtins.stringLength candidate;
      difference = if length > size then length - size else size - length;
      # `gcc` for `gcc13`, `curl` for `curlFull`.
      rest = builtins.substring length size wanted;
    in
    if length > 2 && builtins.substring 0 length name == candidate && builtins.match "[^a-z].*" rest != null then
      1
    else if difference >= limit then
      limit
    else
      distance name candidate;
  rated = builtins.filter (one: one.far < limit) (
    map (candidate: {
      inherit candidate;
      far = differs (lower candidate);
    }) candidates
  );
  sorted = builtins.sort (a: b: a.far < b.far) rated;
in
map (one: one.candidate) (builtins.genList (builtins.elemAt sorted) (least 3 (builtins.length sorted)))
