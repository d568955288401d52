# The certificates as one bundle, which is what programs are pointed at.
mkdir -p "$out/etc/ssl/certs" "$out/nix-support"
cat "$out"/share/ca-certificates/mozilla/*.crt >"$out/etc/ssl/certs/ca-bundle.crt"
ln -s ca-bundle.crt "$out/etc/ssl/certs/ca-certificates.crt"
rm -r "$out/share" "$out/etc/ca-certificates"*

cat >"$out/nix-support/setup-hook" <<END
export NIX_SSL_CERT_FILE=\${NIX_SSL_CERT_FILE-$out/etc/ssl/certs/ca-bundle.crt}
export SSL_CERT_FILE=\${SSL_CERT_FILE-$out/etc/ssl/certs/ca-bundle.crt}
END
