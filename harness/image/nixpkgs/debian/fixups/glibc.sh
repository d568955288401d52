# What serves a whole system, and not the programs of a store, goes.
rm -rf "$out"/etc "$out"/lib/{audit,init,systemd,libmemusage.so,libpcprofile.so} "$out"/share
rm -f "$out"/bin/{iconv,iconvconfig,ldconfig,ldd,localedef,pldd,sotruss,tzselect,xtrace,zdump,zic}
