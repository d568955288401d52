# The compiler as its wrapper starts it: C and C++, without link-time optimisation and sanitizers.
version=("$out"/lib/gcc/*/*/)
gcc=${version%/}
rm -rf "$gcc"/{lto1,lto-wrapper,liblto_plugin.so,g++-mapper-server,plugin,libgcov.a} "$gcc"/lib{a,l,t,ub}san* \
  "$gcc"/lib{itm,quadmath}.* "$out"/bin/*{lto-dump,gcov}* "$out"/share "$out"/lib/bfd-plugins
# Where programs that were not built here look for them: "${stdenv.cc.cc.lib}/lib".
for use in $uses; do
  for library in "$use"/lib/lib{stdc++,gcc_s}.so.*; do ln -s "$library" "$out/lib/${library##*/}"; done
done
for path in "$out"/bin/*-linux-gnu-*; do
  short=${path##*-linux-gnu-}
  rm -f "$out/bin/$short"
  mv "$path" "$out/bin/${short%-*}"
done
