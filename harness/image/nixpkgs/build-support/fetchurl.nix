# A file from the network, as a fixed-output derivation: curl runs inside the build.
{ lib, final }:
let
  # What a proxy or a private certificate authority of the caller needs to reach curl.
  impureEnvVars = [
    "http_proxy"
    "https_proxy"
    "ftp_proxy"
    "all_proxy"
    "no_proxy"
    "HTTP_PROXY"
    "HTTPS_PROXY"
    "FTP_PROXY"
    "ALL_PROXY"
    "NO_PROXY"
    "NIX_SSL_CERT_FILE"
    "NIX_CURL_FLAGS"
    "NIX_CONNECT_TIMEOUT"
  ];
in
lib.makeOverridable (
  {
    url ? "",
    urls ? [ ],
    name ? "",
    pname ? "",
    version ? "",
    hash ? "",
    sha256 ? "",
    sha512 ? "",
    sha1 ? "",
    md5 ? "",
    outputHash ? "",
    outputHashAlgo ? "",
    curlOpts ? "",
    curlOptsList ? [ ],
    downloadToTemp ? false,
    recursiveHash ? false,
    executable ? false,
    postFetch ? "",
    showURLs ? false,
    netrcPhase ? null,
    netrcImpureEnvVars ? [ ],
    nativeBuildInputs ? [ ],
    preferLocalBuild ? true,
    meta ? { },
    passthru ? { },
  }:
  let
    all = if urls != [ ] then urls else lib.optional (url != "") url;
    given = lib.filterAttrs (_: value: value != "") { inherit sha256 sha512 sha1; };
    algorithm = builtins.head (builtins.attrNames given);
    hash_ =
      if lib.length (builtins.attrNames given) + lib.count (value: value != "") [ hash outputHash ] > 1 then
        throw "multiple hashes passed to fetchurl: ${lib.generators.toPretty { } url}"
      else if md5 != "" then
        throw "fetchurl does not support md5 anymore, please use sha256 or sha512"
      else if hash != "" then
        {
          outputHash = hash;
          outputHashAlgo = null;
        }
      else if outputHash != "" then
        {
          inherit outputHash;
          outputHashAlgo = if outputHashAlgo == "" then null else outputHashAlgo;
        }
      else if given != { } then
        {
          # An SRI hash under a name of old says its algorithm itself.
          outputHash = given.${algorithm};
          outputHashAlgo = if lib.hasInfix "-" given.${algorithm} then null else algorithm;
        }
      else
        # Nix tells the hash that it got instead.
        {
          outputHash = "";
          outputHashAlgo = "sha256";
        };

    isFake = builtins.elem hash_.outputHash [
      ""
      lib.fakeHash
      lib.fakeSha256
      lib.fakeSha512
    ];
  in
  assert lib.assertMsg (all != [ ]) "fetchurl requires either `url` or `urls` to be set";
  final.stdenvNoCC.mkDerivation (
    {
      name =
        if name != "" then
          name
        else if pname != "" && version != "" then
          "${pname}-${version}"
        else
          baseNameOf (toString (builtins.head all));
      builder = ./fetchurl.sh;
      nativeBuildInputs = [ final.curl ] ++ nativeBuildInputs;
      urls = all;
      # A hash that is known makes certificates needless; one that is asked for does not.
      SSL_CERT_FILE =
        if isFake || netrcPhase != null then
          "${final.cacert}/etc/ssl/certs/ca-bundle.crt"
        else
          "/no-cert-file.crt";
      inherit (hash_) outputHash outputHashAlgo;
      outputHashMode = if recursiveHash || executable then "recursive" else "flat";
      inherit
        curlOpts
        curlOptsList
        downloadToTemp
        executable
        postFetch
        preferLocalBuild
        showURLs
        meta
        ;
      impureEnvVars = impureEnvVars ++ netrcImpureEnvVars;
      nixpkgsVersion = lib.release;
      passthru = {
        inherit url;
      }
      // passthru;
    }
    // lib.optionalAttrs (netrcPhase != null) { inherit netrcPhase; }
  )
)
