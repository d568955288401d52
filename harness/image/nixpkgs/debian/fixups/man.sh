# mandoc is `man` by the name that it is called by.
cat >"$out/bin/man" <<END
#!$(program bash)
exec -a mman $out/bin/mandoc "\$@"
END
chmod +x "$out/bin/man"
rm -r "$out/share/man"
