{ lib }:
let
  inherit (import ../outside.nix) ours;
in
rec {
  inherit (lib) platforms;
  doubles = lib.platforms // {
    inherit (lib.platforms) all;
  };
  flakeExposed = [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "armv6l-linux"
    "armv7l-linux"
    "i686-linux"
    "aarch64-darwin"
    "powerpc64le-linux"
    "riscv64-linux"
  ];

  # `x86_64-linux`, or `{ system = "x86_64-linux"; }`, to what `stdenv.hostPlatform` says.
  elaborate =
    spec:
    let
      system = if builtins.isString spec then spec else spec.system;
      parts = builtins.match "([^-]+)-([^-]+)" system;
      cpu = builtins.elemAt parts 0;
      kernel = builtins.elemAt parts 1;
      isLinux = kernel == "linux";
      isDarwin = kernel == "darwin";
      bits64 = [
        "aarch64"
        "powerpc64le"
        "riscv64"
        "s390x"
        "x86_64"
      ];
    in
    ours "stdenv.hostPlatform." rec {
      inherit system isLinux isDarwin;
      config = if isDarwin then "${cpu}-apple-darwin" else "${cpu}-unknown-${kernel}-gnu";
      parsed = {
        cpu.name = cpu;
        kernel.name = kernel;
        abi.name = if isLinux then "gnu" else "unknown";
        vendor.name = if isDarwin then "apple" else "unknown";
      };
      isx86_64 = cpu == "x86_64";
      isx86_32 = cpu == "i686";
      isi686 = isx86_32;
      isx86 = isx86_64 || isx86_32;
      isAarch64 = cpu == "aarch64";
      isAarch32 = builtins.elem cpu [
        "armv6l"
        "armv7l"
      ];
      isAarch = isAarch64 || isAarch32;
      isRiscV = cpu == "riscv64";
      isPower = cpu == "powerpc64le";
      is64bit = builtins.elem cpu bits64;
      is32bit = !is64bit;
      isLittleEndian = cpu != "s390x";
      isBigEndian = !isLittleEndian;
      isUnix = isLinux || isDarwin;
      isBSD = false;
      isFreeBSD = false;
      isOpenBSD = false;
      isNetBSD = false;
      isWindows = kernel == "windows";
      isCygwin = false;
      isMinGW = false;
      isWasi = false;
      isGhcjs = false;
      isAndroid = false;
      isMusl = false;
      isStatic = false;
      isGnu = isLinux;
      libc = if isLinux then "glibc" else "libSystem";
      hasSharedLibraries = true;
      emulatorAvailable = _: false;
      canExecute = other: other.system == system;
      extensions = {
        executable = "";
        sharedLibrary = ".so";
        staticLibrary = ".a";
        library = ".so";
      };
      linuxArch = if isx86_64 then "x86_64" else if isAarch64 then "arm64" else cpu;
      uname = {
        system = if isLinux then "Linux" else "Darwin";
        processor = cpu;
      };
    };
}
