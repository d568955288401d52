# What `meta.platforms` names. The embedded nixpkgs is built for Linux alone.
rec {
  linux = [
    "aarch64-linux"
    "armv6l-linux"
    "armv7l-linux"
    "i686-linux"
    "powerpc64le-linux"
    "riscv64-linux"
    "s390x-linux"
    "x86_64-linux"
  ];
  darwin = [
    "aarch64-darwin"
    "x86_64-darwin"
  ];
  freebsd = [ "x86_64-freebsd" ];
  openbsd = [ "x86_64-openbsd" ];
  netbsd = [ "x86_64-netbsd" ];
  windows = [
    "i686-windows"
    "x86_64-windows"
  ];
  cygwin = [ "x86_64-cygwin" ];
  unix = linux ++ darwin ++ freebsd ++ openbsd ++ netbsd ++ cygwin;
  all = unix ++ windows;
  none = [ ];
  x86_64 = [
    "x86_64-darwin"
    "x86_64-linux"
  ];
  x86 = [ "i686-linux" ] ++ x86_64;
  i686 = [ "i686-linux" ];
  aarch64 = [
    "aarch64-darwin"
    "aarch64-linux"
  ];
}
