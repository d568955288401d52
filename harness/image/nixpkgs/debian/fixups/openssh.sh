# scp and sftp start ssh by a path that is compiled in.
rm -rf "$out/lib/openssh/ssh-keysign" "$out/lib/systemd" "$out/etc/init.d"
for name in scp sftp; do
  wrap "$name" <<END
exec -a "\$0" "\$program" -S $out/bin/ssh "\$@"
END
done
