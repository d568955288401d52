# The phases of mkDerivation.
{ pkgs, lib, ... }:
let
  inherit (pkgs) stdenv;
  source = pkgs.runCommand "source" { } ''
    mkdir -p $out/sub
    echo 'all:; echo made >made' >$out/Makefile
    echo 'check:; test -f made && echo checked >checked' >>$out/Makefile
    echo 'install:; mkdir -p $(out)/bin; cp made $(out)/made; cp tool $(out)/bin/tool' >>$out/Makefile
    printf '#!/usr/bin/env bash\necho from @place@\n' >$out/tool
    chmod +x $out/tool
    echo before >$out/text
  '';
  tarball = pkgs.runCommand "project-1.0.tar.gz" { } ''
    cp -r --no-preserve=mode ${source} project-1.0
    chmod +x project-1.0/tool
    tar czf $out project-1.0
  '';
  patch = pkgs.writeText "text.patch" ''
    --- a/text
    +++ b/text
    @@ -1 +1 @@
    -before
    +after
  '';
in
{
  # Every phase runs, in order, and hooks around them, of both kinds.
  phases = stdenv.mkDerivation {
    name = "check-phases";
    src = tarball;
    patches = [ patch ];
    doCheck = true;
    doInstallCheck = true;
    order = "";
    preUnpack = "order+=' preUnpack'";
    postUnpack = "order+=' postUnpack'";
    prePatch = "order+=' prePatch'";
    postPatch = ''
      order+=' postPatch'
      [[ $(cat text) == after ]]
      substituteInPlace tool --replace-fail @place@ here
    '';
    preConfigure = "order+=' preConfigure'";
    preBuild = "order+=' preBuild'";
    postBuild = "order+=' postBuild'; [[ -f made ]]";
    preCheck = "order+=' preCheck'";
    postCheck = "order+=' postCheck'; [[ -f checked ]]";
    preInstall = "order+=' preInstall'";
    postInstall = "order+=' postInstall'";
    preFixup = "order+=' preFixup'";
    postFixup = "order+=' postFixup'";
    installCheckPhase = ''
      runHook preInstallCheck
      [[ $(basename "$PWD") == project-1.0 ]]
      [[ $($out/bin/tool) == "from here" ]]
      [[ $(head -1 $out/bin/tool) == "#!${pkgs.bash}/bin/bash" ]]
      wanted=" preUnpack postUnpack prePatch postPatch preConfigure preBuild postBuild preCheck postCheck"
      wanted+=" preInstall postInstall preFixup postFixup"
      echo "$order"
      [[ $order == "$wanted" ]]
      touch $out/complete
    '';
  };

  # No Makefile, no configure: phases say so and do nothing; phases may be chosen and left out.
  defaults = pkgs.runCommand "check-defaults" {
    plain = stdenv.mkDerivation {
      name = "plain";
      src = pkgs.runCommand "files" { } "mkdir $out; echo one >$out/file";
      postPatch = ''
        [[ $(configurePhase) == "no configure script, doing nothing" ]]
        [[ $(buildPhase) == "no Makefile or custom buildPhase, doing nothing" ]]
        [[ $(checkPhase) == "no Makefile or custom checkPhase, doing nothing" ]]
      '';
      installPhase = "cp file $out";
    };
    chosen = stdenv.mkDerivation {
      name = "chosen";
      phases = [ "firstPhase" "installPhase" ];
      firstPhase = "echo first >word";
      installPhase = "cp word $out";
    };
    flagged = stdenv.mkDerivation {
      name = "flagged";
      dontUnpack = true;
      dontBuild = true;
      buildPhase = "exit 1";
      prePhases = [ "zeroPhase" ];
      preInstallPhases = [ "betweenPhase" ];
      zeroPhase = "word=zero";
      betweenPhase = "word+=between";
      installPhase = "echo $word >$out";
    };
  } ''
    [[ $(cat $plain) == one && $(cat $chosen) == first && $(cat $flagged) == zerobetween ]]
    touch $out
  '';

  sources = stdenv.mkDerivation {
    name = "check-sources";
    srcs = [ tarball source ];
    sourceRoot = "source/sub";
    installPhase = ''
      [[ $PWD == */source/sub && -f ../../project-1.0/text && $(stat -c %A .) == drwx* ]]
      touch $out
    '';
  };

  outputs = pkgs.runCommand "check-outputs" {
    multiple = stdenv.mkDerivation {
      name = "multiple";
      outputs = [ "out" "dev" "doc" ];
      dontUnpack = true;
      installPhase = ''
        mkdir -p $out/{bin,include,share/doc/x,man/man1,sbin}
        touch $out/include/x.h $out/share/doc/x/README
        echo page >$out/man/man1/x.1
        touch $out/sbin/daemon
      '';
    };
    multipleDev = pkgs.lib.getDev (stdenv.mkDerivation { name = "d"; outputs = [ "out" "dev" ]; dontUnpack = true; installPhase = "mkdir $out $dev"; });
  } ''
    [[ $(basename $multipleDev) == *-d-dev ]]
    find $multiple
    [[ ! -e $multiple/include && ! -e $multiple/share/doc && -f $multiple/bin/daemon ]]
    [[ $(gzip -dc $multiple/share/man/man1/x.1.gz) == page ]]
    touch $out
  '';

  environment = stdenv.mkDerivation {
    name = "check-environment";
    env.GREETING = "hello there";
    longText = "in a file";
    passAsFile = [ "longText" ];
    dontUnpack = true;
    truth = true;
    untruth = false;
    nothing = null;
    enableParallelBuilding = true;
    installPhase = ''
      [[ $GREETING == "hello there" && $(cat $longTextPath) == "in a file" ]]
      [[ $truth == 1 && -z $untruth && -z ''${nothing+set} && -n $enableParallelBuilding ]]
      [[ $SOURCE_DATE_EPOCH == 315532800 && $HOME == /homeless-shelter && $NIX_BUILD_CORES -ge 1 ]]
      [[ $name == check-environment && $system == ${pkgs.system} && $stdenv == ${stdenv} ]]
      for program in cat find diff sed grep awk tar gzip bzip2 make bash patch xz file; do type -P $program; done
      [[ $(LC_ALL=C.UTF-8 bash -c 'word=é; echo ''${#word}' 2>&1) == 1 ]]
      # Nothing is found by accident.
      ! type -P curl python3 git
      touch $out
    '';
  };

  configure = stdenv.mkDerivation {
    name = "check-configure";
    src = pkgs.runCommand "autotools" { } ''
      mkdir $out
      printf '#!/bin/sh\n# --enable-static dependency-tracking\necho "$@" >flags\n' >$out/configure
      chmod +x $out/configure
      printf 'all:\n\techo $(WORD) $(OTHER) >made\ninstall:\n\tcp made flags $(out)/\n' >$out/Makefile
    '';
    preConfigure = "patchShebangs configure";
    configureFlags = [ "--with-x" "--y=z" ];
    makeFlags = [ "WORD=word" ];
    preBuild = ''makeFlagsArray+=("OTHER=two words")'';
    postInstall = ''
      cat $out/flags
      [[ $(cat $out/flags) == "--prefix=$out --disable-static --disable-dependency-tracking --with-x --y=z" ]]
      [[ $(cat $out/made) == "word two words" ]]
    '';
  };
}
