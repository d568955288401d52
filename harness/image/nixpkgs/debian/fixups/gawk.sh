ln -s gawk "$out/bin/awk"
rm "$out/bin/gawkbug"
