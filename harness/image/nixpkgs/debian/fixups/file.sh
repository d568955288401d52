mkdir -p "$out/share/misc"
mv "$out/lib/file/magic.mgc" "$out/share/misc/magic.mgc"
wrap file <<END
export MAGIC=\${MAGIC-$out/share/misc/magic}
exec -a "\$0" "\$program" "\$@"
END
