mv "$out"/lib/terminfo/* "$out/"
rm -r "$out"/lib "$out"/share "$out"/etc
