# The shell for sandboxes: nix.conf may say `sandbox-paths = /bin/sh=…/libexec/bash-static`.
mv "$out/bin/bash-static" "$out/libexec/bash-static"
rm -rf "$out/etc" "$out/lib/systemd" "$out/lib/engines-3"

# Nix 2.8 starts parts of itself by paths that are compiled in; later ones know where they are.
if [[ -d $out/lib/nix ]]; then
  mv "$out/bin/nix" "$out/libexec/nix/nix"
  cat >"$out/bin/nix" <<END
#!$out/libexec/bash-static
export NIX_BIN_DIR=\${NIX_BIN_DIR-$out/bin} NIX_LIBEXEC_DIR=\${NIX_LIBEXEC_DIR-$out/libexec}
exec -a "\$0" $out/libexec/nix/nix "\$@"
END
  chmod +x "$out/bin/nix"
fi
