# Downloads from the first URL that answers.
source "$stdenv/setup"

curlVersion=$(curl -V | head -1 | cut -d' ' -f2)
curl=(
    curl
    --location
    --max-redirs 20
    --retry 3
    --disable-epsv
    --cookie-jar cookies
    --user-agent "curl/$curlVersion Nixpkgs/$nixpkgsVersion"
)
if [[ ! -f $SSL_CERT_FILE ]]; then curl+=(--insecure); fi
if [[ -n ${NIX_CONNECT_TIMEOUT:-} ]]; then curl+=(--connect-timeout "$NIX_CONNECT_TIMEOUT"); fi
curl+=($curlOptsList $curlOpts ${NIX_CURL_FLAGS:-})

if [[ -n ${netrcPhase:-} ]]; then
    runPhase netrcPhase
    curl+=(--netrc-file "$PWD/netrc")
fi

downloadedFile=$out
if [[ -n $downloadToTemp ]]; then downloadedFile=$TMPDIR/file; fi

tryDownload() {
    local url=$1 status=18
    echo
    echo "trying $url"
    # 18: the transfer broke off; what is there already is not fetched again.
    while ((status == 18)); do
        status=0
        "${curl[@]}" -C - --fail "$url" --output "$downloadedFile" || status=$?
    done
    return $status
}

success=
# The setup turns nullglob on: an address with a "?" in it would vanish.
set -o noglob
for url in $urls; do
    if [[ -z $success ]] && tryDownload "$url"; then success=1; fi
done
set +o noglob
if [[ -z $success ]]; then
    echo "error: cannot download $name from any mirror"
    exit 1
fi

if [[ -n $executable ]]; then chmod +x "$downloadedFile"; fi
runHook postFetch
