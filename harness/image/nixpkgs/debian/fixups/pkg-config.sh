# Nothing is found but what a build puts into PKG_CONFIG_PATH.
rm -r "$out/share" "$out"/bin/*-linux-gnu-*
mkdir "$out/nix-support"
echo "$setupHook" >"$out/nix-support/setup-hook"
