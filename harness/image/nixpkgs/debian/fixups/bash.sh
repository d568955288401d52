ln -s bash "$out/bin/sh"
rm "$out/bin/bashbug"
