# Makes $out of the Debian packages in $debs; runs in the stage-0 root.
#
# $uses are other units: their libraries are on the run path, their programs serve as the
# interpreters of scripts. $fixup, if any, is sourced at the end for what one unit needs.
set -eEuo pipefail
trap 'echo "$name: failed: $BASH_COMMAND" >&2' ERR
shopt -s nullglob

unpack() {
  local deb
  for deb in $debs; do
    # Names are rewritten on the way: usr/ and the multiarch directory vanish, sbin becomes bin.
    # lib64 holds but the link to the dynamic loader, which lives in lib here.
    dpkg-deb --fsys-tarfile "$deb" | tar --extract --directory "$out" \
      --no-same-owner --no-same-permissions --keep-directory-symlink --wildcards \
      --exclude='./lib64*' --exclude='./usr/lib64*' --exclude='*/lib/ld-linux*' --exclude='./var' \
      --exclude='./usr/share/doc' --exclude='./usr/share/doc-base' --exclude='./usr/share/info' \
      --exclude='./usr/share/locale' --exclude='./usr/share/lintian' --exclude='./usr/share/bug' \
      --exclude='./usr/share/man/??' --exclude='./usr/share/man/??_*' --exclude='./usr/share/man/???_*' \
      --exclude='./usr/share/bash-completion' --exclude='./usr/share/zsh' --exclude='./usr/share/menu' \
      --exclude='./usr/share/man/man3' --exclude='*/gconv' --exclude='./usr/share/gcc' --exclude='./usr/share/gdb' --exclude='./etc/alternatives' \
      --transform='s,^\./usr/,./,rhS' \
      --transform='s,^\./sbin\b,./bin,rhS' \
      --transform='s,^\./lib/[a-z0-9_]*-linux-gnu\b,./lib,rhS' \
      --transform='s,^\./include/[a-z0-9_]*-linux-gnu\b,./include,rhS'
  done
}

# Links keep their meaning: into this unit or a used one, where the target is part of it, else they go.
mend_links() {
  local link target use
  while IFS=$'\t' read -r link target; do
    # From another directory of libraries, whose name is no more.
    if [[ $target == */lib*.so.* ]]; then target=/lib/${target##*/}; fi
    if [[ $target != /* ]]; then continue; fi
    target=${target#/usr}
    target=${target/#\/sbin\//\/bin\/}
    target=${target/#\/lib\/*-linux-gnu\//\/lib\/}
    rm "$link"
    for use in $out $uses; do
      if [[ -e $use$target ]]; then
        ln -s "$use$target" "$link"
        break
      fi
    done
  done < <(find "$out" -type l \( -lname '/*' -o -xtype l \) -printf '%p\t%l\n')
}

# What other packages are built with: they find it at its place in the store.
mend_development() {
  local archive file
  local -a scripts
  # nixpkgs has no static library either where there is a shared one.
  while IFS= read -r archive; do
    if [[ -e ${archive%.a}.so ]]; then rm "$archive"; fi
  done < <(find "$out/lib" -name '*.a' 2>/dev/null || true)
  scripts=("$out"/lib/pkgconfig/*.pc "$out"/share/pkgconfig/*.pc)
  # Some libraries are a line for the linker: `GROUP ( /lib/x86_64-linux-gnu/libc.so.6 … )`.
  for file in "$out"/lib/*.so; do
    if [[ -f $file && $(head -c 4 "$file" | tr -d '\0') != $'\x7fELF' ]]; then scripts+=("$file"); fi
  done
  if ((${#scripts[@]})); then
    sed -i -E -e "s,(/usr)?/lib(64)?(/[a-z0-9_]+-linux-gnu)?/(lib|ld-),$out/lib/\4,g" \
      -e 's,/(lib|include)/[a-z0-9_]+-linux-gnu,/\1,g' -e "s,=/usr,=$out,g" "${scripts[@]}"
  fi
}

# Sets $elf to every ELF file and $programs to those among them that have an interpreter.
find_elf() {
  local path type
  elf=() programs=()
  while IFS=$'\t' read -r path type; do
    case $type in
      *'statically linked'* | *'relocatable'* | *'static-pie'*) ;;
      *ELF*'interpreter'*) elf+=("$path") programs+=("$path") ;;
      *ELF*) elf+=("$path") ;;
    esac
  done < <(
    find "$out" -type f \( -perm -u+x -o -name '*.so' -o -name '*.so.*' \) ! -name 'ld-linux*' ! -name 'libc.so.6' \
      -print0 | xargs -0 -r file --no-pad --separator $'\t' --raw
  )
}

patch_elf() {
  local dirs loader use
  # Some packages keep libraries to themselves in a directory below lib.
  readarray -t dirs < <(find "$out" -maxdepth 3 -path '*/lib/*' -name 'lib*.so*' -printf '%h\n' | sort -u)
  for use in $uses; do
    if [[ -d $use/lib ]]; then dirs+=("$use/lib"); fi
  done
  runPath=$(IFS=: && echo "${dirs[*]}")
  if ((${#elf[@]})); then
    chmod u+w "${elf[@]}"
    patchelf --set-rpath "$runPath" "${elf[@]}"
  fi
  if ((${#programs[@]})); then
    for use in $out $uses; do
      for loader in "$use"/lib/ld-linux*; do
        patchelf --set-interpreter "$loader" "${programs[@]}"
        return
      done
    done
    echo "no dynamic loader in any unit that $name uses" >&2
    return 1
  fi
}

# Every library that is asked for is on the run path: the unit is closed.
check_closed() {
  local library dir missing=()
  ((${#elf[@]})) || return 0
  while read -r library; do
    for dir in ${runPath//:/ }; do
      if [[ -e $dir/$library ]]; then continue 2; fi
    done
    missing+=("$library")
  done < <(patchelf --print-needed "${elf[@]}" | sort -u)
  if ((${#missing[@]})); then
    echo "$name asks for libraries of no unit that it uses: ${missing[*]}" >&2
    return 1
  fi
}

# The path of a program in this unit or in one that it uses.
program() {
  local use
  for use in $out $uses; do
    if [[ -x $use/bin/$1 ]]; then
      echo "$use/bin/$1"
      return
    fi
  done
  return 1
}

# Scripts get an interpreter from the store; those whose interpreter is in no unit go.
mend_scripts() {
  local script line command
  while IFS= read -r -d '' script; do
    IFS= read -r line <"$script" || true
    line=${line#'#!'}
    if [[ $line == "${out%/*}"/* ]]; then continue; fi
    read -r -a command <<<"$line"
    if [[ ${command[0]} == */env ]]; then command=("${command[@]:1}"); fi
    if command[0]=$(program "${command[0]##*/}"); then
      sed -i "1s|.*|#!${command[*]}|" "$script"
    else
      echo "left out, $line is in no unit: ${script#"$out"/}"
      rm "$script"
    fi
  done < <(find "$out" -type f -perm -u+x -print0 | xargs -0 -r grep -lZ --binary-files=without-match -m1 '^#!' || true)
}

# Puts a script in the place of $out/bin/NAME; the body on stdin runs "$program", the original.
wrap() {
  local program=$out/libexec/$1 shell
  shell=$(program bash)
  mkdir -p "$out/libexec"
  mv "$out/bin/$1" "$program"
  {
    echo "#!$shell"
    echo "program=$program"
    cat
  } >"$out/bin/$1"
  chmod +x "$out/bin/$1"
}

# set_string FILE OLD NEW ROOM: writes NEW over the string OLD, whose place is ROOM bytes long.
set_string() {
  local offset
  offset=$(grep --only-matching --byte-offset --text --max-count=1 --fixed-strings "$2" "$1" | head -n 1)
  offset=${offset%%:*}
  ((${#3} < $4))
  chmod u+w "$1"
  { printf %s "$3" && head -c $(($4 - ${#3})) /dev/zero; } \
    | dd of="$1" bs=1 seek="$offset" conv=notrunc status=none
}

mkdir "$out"
unpack
mend_links
mend_development
find_elf
patch_elf
if [[ -n $fixup ]]; then source "$fixup"; fi
find_elf
check_closed
mend_scripts
# Links to what was left out, then links to these links, and so on; then what has become empty.
while [[ $(find "$out" -xtype l -print -delete) ]]; do :; done
find "$out" -mindepth 1 -type d -empty -delete
