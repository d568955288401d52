{ lib }:
let
  part = n: version: builtins.elemAt (lib.splitVersion version) n;
in
{
  inherit (builtins) compareVersions splitVersion parseDrvName;
  major = part 0;
  minor = part 1;
  patch = part 2;
  majorMinor = version: lib.concatStringsSep "." (lib.take 2 (lib.splitVersion version));
  versionOlder = a: b: builtins.compareVersions b a == 1;
  versionAtLeast = a: b: !lib.versionOlder a b;
  getVersion = package: package.version or (builtins.parseDrvName (package.name or package)).version;
  getName = package: package.pname or (builtins.parseDrvName (package.name or package)).name;
}
