# A patch from the network without what a forge may write otherwise tomorrow: the hash is that of the
# changes alone. `fetchpatch2` keeps git's own lines (modes, renames), as patchutils 0.4 does.
{
  lib,
  final,
  keepsGitLines,
}:
lib.makeOverridable (
  {
    relative ? null,
    stripLen ? if relative == null then 0 else lib.length (lib.splitString "/" relative) + 1,
    extraPrefix ? null,
    decode ? "cat",
    excludes ? [ ],
    includes ? [ ],
    revert ? false,
    postFetch ? "",
    nativeBuildInputs ? [ ],
    ...
  }@args:
  let
    extraPrefix' = if relative != null && extraPrefix == null then "" else extraPrefix;
    flag = name: lib.concatMapStringsSep " " (value: "${name} ${lib.escapeShellArg value}");
  in
  assert lib.assertMsg (relative == null || args.stripLen or null == null) "fetchpatch: give `relative` or `stripLen`, and not both";
  assert lib.assertMsg (excludes == [ ] || includes == [ ]) "fetchpatch: give `excludes` or `includes`, and not both";
  final.fetchurl (
    removeAttrs args [
      "relative"
      "stripLen"
      "extraPrefix"
      "decode"
      "excludes"
      "includes"
      "revert"
    ]
    // {
      nativeBuildInputs = [ final.patchutils ] ++ nativeBuildInputs;
      postFetch = ''
        changes=$TMPDIR/changes
        refuseEmpty() {
          if [[ ! -s $1 ]]; then
            echo "error: $2" >&2
            exit 1
          fi
        }
        refuseEmpty "$out" "Fetched patch file '$out' is empty!"
        ${decode} <"$out" >"$changes"
        mv "$changes" "$out"

        # In the order of names, so that it does not matter in which one the files come.
        lsdiff ${lib.optionalString (relative != null) "-p1 -i ${lib.escapeShellArg "${relative}/*"}"} "$out" \
          | sort -u | sed -e 's/[*?]/\\&/g' \
          | xargs -I{} filterdiff --include={} --strip=${toString stripLen} \
            ${lib.optionalString (extraPrefix' != null) "--addoldprefix=a/${extraPrefix'} --addnewprefix=b/${extraPrefix'}"} \
            --clean "$out" >"$changes"
        refuseEmpty "$changes" "Normalized patch is empty (while the fetched file was not)! Did you maybe fetch a HTML representation of a patch instead of a raw patch?"
        filterdiff -p1 ${flag "-x" excludes} ${flag "-i" includes} "$changes" >"$out"
        refuseEmpty "$out" "Filtered patch is empty (while the original patch file was not)! Check your includes and excludes."
        ${lib.optionalString (!keepsGitLines) ''
          sed -i -E '/^(diff --git |index [0-9a-f]+\.\.|(old|new|deleted file|new file) mode |(dis)?similarity index |(rename|copy) (from|to) )/d' "$out"
        ''}
        ${lib.optionalString revert ''
          interdiff "$out" /dev/null >"$changes"
          mv "$changes" "$out"
        ''}
        ${postFetch}
      '';
    }
  )
)
