# Nothing in the image refers to a system that is not there.
{ pkgs, lib, ... }:
{
  closed = pkgs.runCommand "check-closed" {
    nativeBuildInputs = [ pkgs.patchelf pkgs.file ];
    contents = pkgs.embeddedContents;
  } ''
    faults=$TMPDIR/faults
    touch $faults
    for path in $contents; do
      # Links lead somewhere, and never out of the store.
      find $path -xtype l -printf 'dangling link %p -> %l\n' >>$faults
      find $path -type l -lname '/*' ! -lname "$NIX_STORE/*" -printf 'link out of the store %p -> %l\n' >>$faults

      # Scripts have interpreters that exist.
      while IFS= read -r -d "" script; do
        read -r line <$script
        interpreter=''${line#'#!'}
        interpreter=''${interpreter# }
        interpreter=''${interpreter%% *}
        [[ $interpreter == $NIX_STORE/* && -x $interpreter ]] || echo "interpreter of $script: $interpreter" >>$faults
      done < <(find $path -type f -perm -0100 -print0 | xargs -0 -r grep -lZ --binary-files=without-match -m1 '^#!')

      # Programs have a dynamic loader of the store, and find every library on their run path.
      readarray -t elf < <(find $path -type f \( -perm -0100 -o -name '*.so*' \) -print0 | xargs -0 -r file -N -F : | sed -n '/ELF/{/dynamically linked/s/: .*//p}')
      for binary in "''${elf[@]}"; do
        runPath=$(patchelf --print-rpath $binary)
        if loader=$(patchelf --print-interpreter $binary 2>/dev/null); then
          # libc.so.6 is a library that can be started to say its version.
          [[ $loader == $NIX_STORE/* && -x $loader || $binary == */libc.so.6 ]] || echo "loader of $binary: $loader" >>$faults
        fi
        for library in $(patchelf --print-needed $binary); do
          found=
          for directory in ''${runPath//:/ } $(dirname $binary); do
            if [[ -e $directory/$library ]]; then found=1; fi
          done
          if [[ -z $found ]]; then echo "$binary needs $library" >>$faults; fi
        done
        for directory in ''${runPath//:/ }; do
          [[ $directory == $NIX_STORE/* ]] || echo "run path of $binary: $directory" >>$faults
        done
      done
      echo "''${path##*/}: ''${#elf[@]} ELF files"
    done
    cat $faults
    [[ ! -s $faults ]]
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
