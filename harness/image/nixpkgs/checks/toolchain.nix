# The compiler and what finds libraries for it.
{ pkgs, lib, compare, fails, ... }:
let
  inherit (pkgs) stdenv;

  # A library as nixpkgs packages one: programs, libraries and headers apart.
  library = stdenv.mkDerivation (finalAttrs: {
    pname = "greet";
    version = "1.0";
    outputs = [ "bin" "out" "dev" ];
    src = ./toolchain;
    makeFlags = [ "PREFIX=$(out)" "BINDIR=$(bin)/bin" "VERSION=${finalAttrs.version}" ];
    buildInputs = [ pkgs.zlib ];
    propagatedBuildInputs = [ pkgs.sqlite ];
    doCheck = true;
  });
  uses = text: "${text}; echo '#include <greet.h>' >main.c; echo 'int main(void) { greet(); return 0; }' >>main.c";
in
{
  toolchain = compare "toolchain" {
    hasCC = [ (map (one: one.hasCC) [ stdenv pkgs.stdenvNoCC ]) [ true false ] ];
    isGNU = [ [ stdenv.cc.isGNU stdenv.cc.isClang ] [ true false ] ];
    # `LD_LIBRARY_PATH = "${stdenv.cc.cc.lib}/lib"`, for programs that were not built here.
    libraries = [ (builtins.pathExists "${stdenv.cc.cc.lib}/lib/libstdc++.so.6") true ];
    headers = [ (builtins.pathExists "${lib.getDev stdenv.cc.libc}/include/stdio.h") true ];
    unknownHardening = [ (fails (stdenv.mkDerivation { name = "x"; hardeningDisable = [ "x" ]; }).drvPath) true ];
  };

  outputs-of-library = pkgs.runCommand "check-outputs-of-library" { } ''
    [[ -x ${library.bin}/bin/greet && -f ${library.out}/lib/libgreet.so && -f ${library.dev}/include/greet.h ]]
    [[ -f ${library.dev}/lib/pkgconfig/greet.pc && ! -e ${library.out}/include && ! -e ${library.out}/lib/pkgconfig ]]
    grep -qx 'includedir=${library.dev}/include' ${library.dev}/lib/pkgconfig/greet.pc
    [[ $(${library.bin}/bin/greet) == "hello 1.0 with zlib ${pkgs.zlib.version}" ]]
    [[ " $(cat ${library.dev}/nix-support/propagated-build-inputs) " == *" ${pkgs.sqlite} "* ]]
    touch $out
  '';

  # By the names of inputs alone, and with pkg-config; nothing but what is used stays.
  linking = stdenv.mkDerivation {
    name = "check-linking";
    strictDeps = true;
    nativeBuildInputs = [ pkgs.pkg-config ];
    buildInputs = [ library pkgs.openssl ];
    unpackPhase = uses "runHook preUnpack";
    buildPhase = ''
      $CC main.c -o plain -lgreet
      $CC $(pkg-config --cflags greet) main.c -o described $(pkg-config --libs greet)
      pkg-config --exists sqlite3
    '';
    installPhase = "mkdir -p $out/bin; cp plain described $out/bin";
    doInstallCheck = true;
    installCheckPhase = ''
      for program in $out/bin/*; do
        [[ $($program) == "hello 1.0 with zlib "* ]]
        path=:$(patchelf --print-rpath $program):
        echo "$path"
        [[ $path == *:${library.out}/lib:* && $path != *openssl* && $path != *$out* && $path != *sqlite* ]]
        [[ $(readelf -S $program) != *debug* ]]
      done
    '';
    env.NIX_CFLAGS_COMPILE = "-g";
  };

  languages = pkgs.runCommandCC "check-languages" { buildInputs = [ pkgs.zlib ]; } ''
    cat >a.cpp <<'END'
    #include <atomic>
    #include <cmath>
    #include <filesystem>
    #include <iostream>
    #include <string>
    #include <thread>
    #include <zlib.h>
    int main() {
      std::atomic<int> n{0};
      std::thread([&] { n = std::sqrt(16); }).join();
      try { throw std::runtime_error(zlibVersion()); }
      catch (const std::exception &e) { std::cout << n << std::string(e.what()).size() / 5; }
      return std::filesystem::exists("a.cpp") ? 0 : 1;
    }
    END
    $CXX -std=c++20 -Wall -Werror a.cpp -lz -o a
    [[ $(env -i ./a) == 41 ]]
    echo 'int main() { return 3; }' | gcc -x c - -o three
    ./three || [[ $? == 3 ]]
    printf '%s\n' '#include <omp.h>' 'int main(void) { return omp_get_max_threads() < 1; }' >omp.c
    OMP_NUM_THREADS=2 bash -c 'cc -fopenmp omp.c -o omp && ./omp'
    [[ $(c++ --version) == *12.* && $(cc -E -dM -x c /dev/null) == *__GNUC__* ]]
    echo 'int x;' | cc -c -x c - -o x.o
    ar rcs libx.a x.o
    [[ $(nm libx.a) == *x* ]]
    touch $out
  '';

  # In a profile, where no hook runs.
  installed = pkgs.runCommand "check-installed" {
    profile = pkgs.buildEnv { name = "profile"; paths = [ stdenv.cc pkgs.binutils pkgs.gnumake ]; };
  } ''
    echo 'int main(void) { return 0; }' >main.c
    env -i PATH=$profile/bin make main
    env -i ./main
    touch $out
  '';

  hardening = pkgs.runCommand "check-hardening" {
    hardened = stdenv.mkDerivation {
      name = "hardened";
      dontUnpack = true;
      installPhase = ''
        printf '%s\n' '#include <stdio.h>' 'int main(int n, char **a) { printf(a[0]); return n; }' >a.c
        if $CC a.c -o a 2>message; then exit 1; fi
        grep -q 'format not a string literal' message
        touch $out
      '';
    };
    soft = stdenv.mkDerivation {
      name = "soft";
      dontUnpack = true;
      hardeningDisable = [ "format" "bindnow" ];
      installPhase = ''
        printf '%s\n' '#include <stdio.h>' 'int main(int n, char **a) { printf(a[0]); return n; }' >a.c
        $CC a.c -o a
        [[ $(readelf -d a) != *BIND_NOW* ]]
        touch $out
      '';
    };
  } "touch $out";

  configure-outputs = stdenv.mkDerivation {
    name = "check-configure-outputs";
    outputs = [ "out" "dev" ];
    unpackPhase = ''
      printf '#!/bin/sh\necho "$@" >flags\n' >configure
      chmod +x configure
    '';
    installPhase = ''
      mkdir -p $out $dev
      [[ $(cat flags) == *"--bindir=$out/bin "*"--includedir=$dev/include "*"--libdir=$out/lib "* ]]
    '';
  };

  cmake-finds = stdenv.mkDerivation {
    name = "check-cmake-finds";
    nativeBuildInputs = [ pkgs.cmake ];
    buildInputs = [ pkgs.zlib pkgs.openssl pkgs.curl pkgs.sqlite ];
    unpackPhase = ''
      printf '%s\n' 'cmake_minimum_required(VERSION 3.16)' 'project(finds C)' 'find_package(ZLIB REQUIRED)' \
        'find_package(OpenSSL REQUIRED)' 'find_package(CURL REQUIRED)' 'find_package(SQLite3 REQUIRED)' \
        'find_package(Threads REQUIRED)' 'add_executable(finds main.c)' \
        'target_link_libraries(finds ZLIB::ZLIB OpenSSL::Crypto CURL::libcurl SQLite::SQLite3)' \
        'install(TARGETS finds DESTINATION bin)' >CMakeLists.txt
      printf '%s\n' '#include <curl/curl.h>' '#include <openssl/crypto.h>' '#include <sqlite3.h>' '#include <zlib.h>' \
        'int main(void) { return !(zlibVersion() && curl_version() && sqlite3_libversion() && OpenSSL_version(0)); }' >main.c
    '';
    postFixup = "$out/bin/finds";
  };
}
