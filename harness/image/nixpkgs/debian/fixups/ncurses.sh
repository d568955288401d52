# The descriptions of terminals are found by paths that are compiled in; their unit has a name so
# short that its path fits there.
for use in $uses; do
  if [[ -d $use/x ]]; then
    set_string "$(readlink -f "$out/lib/libtinfo.so.6")" /etc/terminfo:/lib/terminfo:/usr/share/terminfo "$use" 48
  fi
done
rm -rf "$out"/etc "$out"/share
