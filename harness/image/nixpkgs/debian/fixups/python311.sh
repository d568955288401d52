# Debian's Python with upstream's layout: packages live in lib/python3.11/site-packages alone,
# pip may install into a prefix, and everything it needs is in the store.
library=$out/lib/python3.11
# No bytecode but what is compiled at the end.
export PYTHONDONTWRITEBYTECODE=1

rm -r "$library/EXTERNALLY-MANAGED" "$library/sitecustomize.py" \
  "$library"/config-3.11* "$library/test" "$library/pydoc_data/topics.py" "$out"/share/{applications,binfmts,pixmaps} \
  "$out/etc/python3.11"
rm -f "$library"/lib-dynload/{_ctypes_test,_test*,_xxtestfuzz,xxlimited*}.cpython-*.so

cp "$sitecustomize" "$library/sitecustomize.py"
sed -i "s/prefix_scheme = 'posix_local'/prefix_scheme = 'posix_prefix'/" "$library/sysconfig.py"
sed -i -e 's/is_default_prefix and not is_virtual_environment()/False/' \
  -e 's/name = "posix_local"/name = "posix_prefix"/' \
  "$library/distutils/sysconfig.py" "$library/_distutils_system_mod.py"
sed -i "s/select_scheme(\"unix_local\")/select_scheme(\"unix_prefix\")/" "$library/distutils/command/install.py"
sed -i -e "s,/usr/lib/[a-z0-9_]*-linux-gnu,$out/lib,g" -e "s,'/usr,'$out,g" "$library"/_sysconfigdata__*-linux-gnu.py

ln -s python3.11 "$out/bin/python3"
ln -s python3 "$out/bin/python"
ln -s pydoc3.11 "$out/bin/pydoc3"
ln -s pydoc3 "$out/bin/pydoc"

# A thread that ends makes libc look for libgcc_s, and libc has no run path to find it by.
patchelf --add-needed libgcc_s.so.1 "$out/bin/python3.11"

mkdir -p "$library/site-packages" "$out/nix-support"
echo "Packages for this interpreter are in paths of their own; see withPackages." >"$library/site-packages/README.txt"
echo "$setupHook" >"$out/nix-support/setup-hook"

python=$out/bin/python3.11
[[ $("$python" -c 'import site; print(*site.getsitepackages())') == "$library/site-packages" ]]
[[ $("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))') == "$library/site-packages" ]]
"$python" -c 'import ctypes, curses, dbm, bz2, lzma, readline, sqlite3, ssl, uuid, zlib'

# Without bytecode each start would compile, and write into the store. It is never compared with
# the source, whose time stamp the store sets to 1.
"$python" -m compileall -q --invalidation-mode unchecked-hash "$library"
