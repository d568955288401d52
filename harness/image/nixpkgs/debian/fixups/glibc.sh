# libc reads locales from one archive, at a path that is compiled in. C.UTF-8 gets an archive of its
# own, whose path fits where the old one was: 32 bytes, and 32 more of a message for internal errors.
libc=$out/lib/libc.so.6
old=/usr/lib/locale/locale-archive
offset=$(grep -oba -F "$old" "$libc" | head -n 1)
behind=$(dd if="$libc" bs=1 skip="$((${offset%%:*} + 32))" count=32 status=none | tr -d '\0')
if [[ $behind == 'Unexpected error.' ]]; then
  mkdir -p archive/usr/lib/locale
  "$out/bin/localedef" --prefix "$PWD/archive" --add-to-archive "$out/lib/locale/C.utf8"
  mv archive/usr/lib/locale/locale-archive "$out/locales"
  set_string "$libc" "$old" "$out/locales" 64
  rm -r "$out/lib/locale"
else
  echo "this libc is laid out in another way: C.UTF-8 is there only with LOCPATH=$out/lib/locale" >&2
fi

# What serves a whole system, and not the programs of a store, goes.
rm -rf "$out"/etc "$out"/lib/{audit,init,systemd,libmemusage.so,libpcprofile.so} "$out"/share
# Interfaces of devices that a container does not have, and functions for a static program.
rm -rf "$out"/include/{drm,misc,mtd,rdma,scsi/fc,sound,video,xen} "$out"/lib/libm-*.a
rm -f "$out"/bin/{iconv,iconvconfig,ldconfig,ldd,localedef,pldd,sotruss,tzselect,xtrace,zdump,zic}
