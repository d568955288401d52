# An archive from the network, unpacked; the hash is that of its contents.
{ lib, final }:
lib.makeOverridable (
  {
    name ? "source",
    url ? "",
    urls ? [ ],
    nativeBuildInputs ? [ ],
    postFetch ? "",
    extraPostFetch ? "",
    stripRoot ? true,
    extension ? null,
    ...
  }@args:
  let
    first = if url != "" then url else builtins.head urls;
    file =
      let
        base = baseNameOf first;
      in
      if extension != null then "download.${extension}" else lib.head (lib.splitString "?" base);
  in
  final.fetchurl (
    removeAttrs args [
      "extraPostFetch"
      "extension"
      "stripRoot"
    ]
    // {
      inherit name nativeBuildInputs;
      recursiveHash = true;
      downloadToTemp = true;
      postFetch = ''
        unpackDir=$TMPDIR/unpack
        mkdir "$unpackDir"
        cd "$unpackDir"
        renamed=$TMPDIR/${lib.escapeShellArg file}
        mv "$downloadedFile" "$renamed"
        unpackFile "$renamed"
        chmod -R +w "$unpackDir"
      ''
      + (
        if stripRoot then
          ''
            if [[ $(ls -A "$unpackDir" | wc -l) != 1 ]]; then
              echo "error: zip file must contain a single file or directory."
              echo "hint: Pass stripRoot=false; to fetchzip to assume flat list of files."
              exit 1
            fi
            fn=$(cd "$unpackDir" && ls -A)
            if [[ -f $unpackDir/$fn ]]; then
              mkdir $out
            fi
            mv "$unpackDir/$fn" "$out"
          ''
        else
          ''
            mv "$unpackDir" "$out"
          ''
      )
      + ''
        ${postFetch}
        ${extraPostFetch}
        # Permissions are part of the hash, and archives differ in them.
        chmod 755 "$out"
      '';
    }
  )
)
