# The descriptions of file types are found by a path that is compiled in, unless told otherwise.
rm -r "$out"/share/{file,misc}
mkdir "$out/share/misc"
mv "$out/lib/file/magic.mgc" "$out/share/misc/magic.mgc"
wrap file <<END
export MAGIC=\${MAGIC-$out/share/misc/magic.mgc}
exec -a "\$0" "\$program" "\$@"
END
