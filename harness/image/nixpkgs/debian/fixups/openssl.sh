rm -rf "$out/lib/ssl/misc" "$out/etc"
