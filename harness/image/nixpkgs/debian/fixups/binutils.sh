# gprofng looks at the running times of programs; gold and dwp are not what packages are linked with.
rm -rf "$out"/bin/{*gprofng*,*gp-*,*dwp,*gold} "$out"/lib/{gprofng,libgprofng*} "$out/etc"
for path in "$out"/bin/*-linux-gnu-*; do
  short=${path##*-linux-gnu-}
  rm -f "$out/bin/$short"
  mv "$path" "$out/bin/$short"
done
ln -sf ld.bfd "$out/bin/ld"
