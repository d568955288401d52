{ lib }:
{
  inherit (builtins)
    add
    sub
    lessThan
    seq
    deepSeq
    genericClosure
    pathExists
    readFile
    bitAnd
    bitOr
    bitXor
    isInt
    isFloat
    isBool
    isPath
    ;

  id = x: x;
  const = x: _: x;
  pipe = builtins.foldl' (value: f: f value);
  concat = a: b: a ++ b;
  or = a: b: a || b;
  and = a: b: a && b;
  xor = a: b: a != b;
  boolToString = value: if value then "true" else "false";
  mergeAttrs = a: b: a // b;
  flip = f: a: b: f b a;
  mapNullable = f: value: if value == null then value else f value;
  defaultTo = default: value: if value == null then default else value;
  min = a: b: if a < b then a else b;
  max = a: b: if a > b then a else b;
  mod = a: b: a - b * (a / b);
  compare = a: b: if a < b then -1 else if a > b then 1 else 0;

  importJSON = path: builtins.fromJSON (builtins.readFile path);
  importTOML = path: builtins.fromTOML (builtins.readFile path);

  # nixpkgs' functions may be sets that carry their arguments beside `__functor`.
  isFunction = f: builtins.isFunction f || (f ? __functor && lib.isFunction (f.__functor f));
  functionArgs =
    f: if f ? __functor then f.__functionArgs or (lib.functionArgs (f.__functor f)) else builtins.functionArgs f;
  setFunctionArgs = f: args: {
    __functor = _: f;
    __functionArgs = args;
  };
  toFunction = value: if lib.isFunction value then value else _: value;
  mirrorFunctionArgs =
    f:
    let
      args = lib.functionArgs f;
    in
    g: lib.setFunctionArgs g args;

  warn = message: builtins.trace "evaluation warning: ${message}";
  warnIf = condition: message: if condition then lib.warn message else lib.id;
  warnIfNot = condition: lib.warnIf (!condition);
  info = message: builtins.trace "INFO: ${message}";
  throwIf = condition: message: if condition then throw message else lib.id;
  throwIfNot = condition: lib.throwIf (!condition);
  assertMsg = condition: message: condition || throw message;
  assertOneOf =
    name: value: allowed:
    lib.assertMsg (builtins.elem value allowed) "${name} must be one of ${
      lib.generators.toPretty { } allowed
    }, but is: ${lib.generators.toPretty { } value}";

  toHexString =
    number:
    lib.concatMapStrings (digit: builtins.substring digit 1 "0123456789ABCDEF") (lib.toBaseDigits 16 number);
  toBaseDigits =
    base: number:
    let
      go = n: if n < base then [ n ] else go (n / base) ++ [ (lib.mod n base) ];
    in
    go number;

  inPureEvalMode = !(builtins ? currentSystem);
  inNixShell = builtins.getEnv "IN_NIX_SHELL" != "";

  release = import ./release.nix;
  inherit ((import ./releases.nix).${lib.release}) codeName oldestSupportedRelease;
  versionSuffix = ".embedded";
  version = lib.release + lib.versionSuffix;
  isInOldestRelease = release: release <= lib.oldestSupportedRelease;
  oldestSupportedReleaseIsAtLeast = release: release <= lib.oldestSupportedRelease;

  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  fakeSha256 = lib.fixedWidthString 64 "0" "";
  fakeSha512 = lib.fixedWidthString 128 "0" "";
}
