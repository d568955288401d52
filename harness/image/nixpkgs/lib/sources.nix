{ lib }:
{
  pathType = path: (builtins.readDir (dirOf path)).${baseNameOf path};
  pathIsDirectory = path: builtins.pathExists path && builtins.pathExists (toString path + "/.");
  pathIsRegularFile = path: builtins.pathExists path && !lib.pathIsDirectory path;

  # Version control, editors' leftovers, objects and `result` links are no source.
  cleanSourceFilter =
    name: type:
    let
      base = baseNameOf (toString name);
    in
    !(
      (base == ".git" && builtins.elem type [ "directory" "regular" ])
      || (type == "directory" && builtins.elem base [ ".svn" "CVS" ".hg" ".jj" ".pijul" "_darcs" ])
      || lib.hasSuffix "~" base
      || builtins.match "\\.sw[a-z]|\\..*\\.sw[a-z]" base != null
      || lib.hasSuffix ".o" base
      || lib.hasSuffix ".so" base
      || (type == "symlink" && lib.hasPrefix "result" base)
      || type == "unknown"
    );
  cleanSource =
    src:
    lib.cleanSourceWith {
      filter = lib.cleanSourceFilter;
      inherit src;
    };
  cleanSourceWith =
    {
      filter ? _: _: true,
      src,
      name ? null,
    }:
    let
      nested = src ? _isLibCleanSourceWith;
      origSrc = if nested then src.origSrc else src;
      both = path: type: filter path type && (!nested || src.filter path type);
      finalName =
        if name != null then
          name
        else if nested then
          src.name
        else
          "source";
    in
    {
      inherit origSrc;
      filter = both;
      name = finalName;
      outPath = builtins.path {
        filter = both;
        path = origSrc;
        name = finalName;
      };
      _isLibCleanSourceWith = true;
    };
  sourceByRegex =
    src: regexes:
    let
      origSrc = if src ? _isLibCleanSourceWith then src.origSrc else src;
    in
    lib.cleanSourceWith {
      filter =
        path: _:
        let
          relative = lib.removePrefix (toString origSrc + "/") (toString path);
        in
        builtins.any (regex: builtins.match regex relative != null) regexes;
      inherit src;
    };
  sourceFilesBySuffices =
    src: suffixes:
    lib.cleanSourceWith {
      filter =
        name: type: type == "directory" || builtins.any (suffix: lib.hasSuffix suffix (baseNameOf name)) suffixes;
      inherit src;
    };
}
