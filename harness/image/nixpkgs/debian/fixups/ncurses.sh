rm -rf "$out/share/man" "$out/etc"
mkdir -p "$out/share"
mv "$out/lib/terminfo" "$out/share/terminfo"
