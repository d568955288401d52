wrap wget <<'END'
certificates=${NIX_SSL_CERT_FILE:-${SSL_CERT_FILE:-}}
if [[ -f $certificates ]]; then set -- --ca-certificate="$certificates" "$@"; fi
exec -a "$0" "$program" "$@"
END
