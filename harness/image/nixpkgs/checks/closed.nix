# Nothing in the image refers to a system that is not there.
{ pkgs, lib, ... }:
{
  closed = pkgs.runCommand "check-closed" { contents = pkgs.embeddedContents; } ''
    ${pkgs.python311.interpreter} ${./closed.py} $contents
    touch $out
  '';

  # The check above finds each kind of fault.
  closed-finds = pkgs.runCommandCC "check-closed-finds" { } ''
    mkdir -p tree/{bin,nix-support}
    echo 'int main(void) { return 0; }' >main.c
    $CC main.c -o tree/bin/loader
    patchelf --set-interpreter /lib64/ld-linux-x86-64.so.2 tree/bin/loader
    NIX_DONT_SET_RPATH=1 $CC main.c -o tree/bin/lost
    $CC main.c -o tree/bin/path -Wl,-rpath,/usr/lib
    $CC main.c -o tree/bin/good
    printf '#!/usr/bin/python3\n' >tree/bin/script
    printf '#!/bin/sh\n# /usr/bin/none\nexec /usr/bin/true "$@"\n' >tree/bin/wrapper
    printf '#!/usr/bin/env bash\nexec ${pkgs.coreutils}/bin/true "$@"\n' >tree/bin/good-wrapper
    echo 'export X=/opt/x' >tree/nix-support/setup-hook
    chmod +x tree/bin/*
    ln -s /etc tree/link
    ln -s nowhere tree/dangling
    if ${pkgs.python311.interpreter} ${./closed.py} tree >found; then exit 1; fi
    cat found
    sort >wanted <<'END'
    1 store paths, 10 files, 8 faults
    tree/bin/loader: loader /lib64/ld-linux-x86-64.so.2
    tree/bin/lost: needs libc.so.6
    tree/bin/path: run path /usr/lib
    tree/bin/script: interpreter /usr/bin/python3
    tree/bin/wrapper: line 3 names /usr/bin/true
    tree/dangling: dangling link to nowhere
    tree/link: link to /etc
    tree/nix-support/setup-hook: line 1 names /opt/x
    END
    diff wanted <(sort found)
    touch $out
  '';

  # Programs work with nothing of the environment but their own path.
  programs = pkgs.runCommand "check-programs" { } ''
    run() { echo "+ $*"; env -i "$@"; }
    run ${pkgs.bash}/bin/bash -c 'echo $BASH_VERSION; [[ a =~ ^a$ ]]'
    run ${pkgs.coreutils}/bin/ls / >/dev/null
    run ${pkgs.findutils}/bin/find /nix/store -maxdepth 0
    [[ $(run ${pkgs.gnused}/bin/sed s/a/b/ <<<a) == *b ]]
    [[ $(run ${pkgs.gawk}/bin/awk '{print $2}' <<<"a b") == *b ]]
    [[ $(run ${pkgs.gnugrep}/bin/grep -oP 'a(?=b)' <<<ab) == *a ]]
    for archiver in ${pkgs.gzip}/bin/gzip ${pkgs.bzip2}/bin/bzip2 ${pkgs.xz}/bin/xz; do
      [[ $(env -i $archiver -c <<<text | env -i $archiver -dc) == text ]]
    done
    run ${pkgs.gnutar}/bin/tar cf /dev/null ${./default.nix}
    run ${pkgs.gnumake}/bin/make --version
    run ${pkgs.diffutils}/bin/diff ${./default.nix} ${./default.nix}
    run ${pkgs.gnupatch}/bin/patch --version
    [[ $(run ${pkgs.file}/bin/file ${pkgs.bash}/bin/bash) == *ELF* ]]
    [[ $(run ${pkgs.patchelf}/bin/patchelf --print-interpreter ${pkgs.bash}/bin/bash) == *${pkgs.glibc}* ]]
    [[ $(PATH=${pkgs.bash}/bin ${pkgs.which}/bin/which bash) == ${pkgs.bash}/bin/bash ]]
    run ${pkgs.curl}/bin/curl -s file://${./default.nix} >/dev/null
    run ${pkgs.wget}/bin/wget --version >/dev/null
    run ${pkgs.less}/bin/less --version >/dev/null
    run ${pkgs.openssh}/bin/ssh -V
    run ${pkgs.openssl}/bin/openssl version
    run ${pkgs.nix}/bin/nix --version
    run ${pkgs.nix}/bin/nix-build --version
    [[ $(run ${pkgs.glibc}/bin/getconf LONG_BIT) == *64 ]]
    [[ $(run LC_ALL=C.UTF-8 ${pkgs.glibc}/bin/locale charmap 2>&1) == *UTF-8 ]]
    [[ $(run LC_ALL=C.UTF-8 ${pkgs.bash}/bin/bash -c 'word=é; echo ''${#word}' 2>&1) == *1 ]]
    for terminal in xterm xterm-256color screen linux vt100; do
      [[ $(run TERM=$terminal ${pkgs.ncurses}/bin/tput cols) == *80 ]]
    done
    [[ $(grep -c 'BEGIN CERTIFICATE' ${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt) -gt 100 ]]
    grep -q '^https' ${pkgs.iana-etc}/etc/services

    export HOME=$TMPDIR GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
    PATH=${pkgs.git}/bin:$PATH
    git init -q repository
    git -C repository commit -q --allow-empty -m first
    git clone -q repository clone
    [[ $(git -C clone log --format=%s) == first ]]
    git -C clone submodule status
    mkdir -p man/man1
    printf '.TH X 1\n.SH NAME\nx \\- does y\n' >man/man1/x.1
    MANPATH=$PWD/man ${pkgs.man}/bin/man x | cat | tee page
    grep -q 'does y' page
    touch $out
  '';
}
