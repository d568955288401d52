# Trees of links to other paths.
{ lib, final }:
{
  # Later paths do not hide what earlier ones have; directories are real, so that postBuild may change them.
  symlinkJoin =
    {
      name ? "${args'.pname}-${args'.version}",
      paths,
      stripPrefix ? "",
      preferLocalBuild ? true,
      allowSubstitutes ? false,
      postBuild ? "",
      ...
    }@args':
    final.runCommand name
      (
        removeAttrs args' [
          "name"
          "postBuild"
          "stripPrefix"
        ]
        // {
          inherit preferLocalBuild allowSubstitutes;
          paths = map (path: "${path}${stripPrefix}") paths;
          passAsFile = [ "paths" ];
        }
      )
      ''
        mkdir -p $out
        for path in $(cat $pathsPath); do
          if [[ -d $path ]]; then cp --recursive --symbolic-link --no-clobber --no-preserve=mode "$path/." $out; fi
        done
        ${postBuild}
      '';

  buildEnv = lib.makeOverridable (
    {
      name,
      paths,
      manifest ? "",
      ignoreCollisions ? false,
      checkCollisionContents ? true,
      pathsToLink ? [ "/" ],
      extraPrefix ? "",
      extraOutputsToInstall ? [ ],
      postBuild ? "",
      nativeBuildInputs ? [ ],
      buildInputs ? [ ],
      passthru ? { },
      meta ? { },
      ...
    }@args:
    let
      outputsOf =
        path:
        if lib.isDerivation path && !(path.outputSpecified or false) then
          map (output: path.${output}) (
            lib.unique (
              path.meta.outputsToInstall or [ "out" ]
              ++ lib.intersectLists (path.outputs or [ ]) extraOutputsToInstall
            )
          )
        else
          [ path ];
    in
    final.runCommandLocal name
      {
        inherit
          extraPrefix
          ignoreCollisions
          checkCollisionContents
          nativeBuildInputs
          buildInputs
          passthru
          meta
          ;
        links = pathsToLink;
        sources = builtins.concatMap outputsOf paths;
        sourcePriorities = builtins.concatMap (
          path: map (_: toString (path.meta.priority or 5)) (outputsOf path)
        ) paths;
      }
      ''
        ${final.python311.interpreter} ${./build-env.py}
        ${postBuild}
      ''
  );

  linkFarm =
    name: entries:
    let
      list =
        if builtins.isAttrs entries then
          lib.mapAttrsToList (name: path: { inherit name path; }) entries
        else
          entries;
    in
    final.runCommandLocal name
      { passthru.entries = lib.listToAttrs (map ({ name, path }: lib.nameValuePair name path) list); }
      ''
      mkdir -p $out
      cd $out
      ${lib.concatMapStrings (
        { name, path }:
        ''
          mkdir -p -- ${lib.escapeShellArg (dirOf name)}
          ln -s -- ${lib.escapeShellArg "${path}"} ${lib.escapeShellArg name}
        ''
      ) list}
    '';
  linkFarmFromDrvs =
    name: packages: final.linkFarm name (map (package: { inherit (package) name; path = package; }) packages);
}
