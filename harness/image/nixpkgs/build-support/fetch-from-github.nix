# The archive of a revision that GitHub makes.
{ lib, final }:
{
  owner,
  repo,
  rev ? null,
  tag ? null,
  name ? "source",
  private ? false,
  githubBase ? "github.com",
  fetchSubmodules ? false,
  leaveDotGit ? false,
  deepClone ? false,
  forceFetchGit ? false,
  sparseCheckout ? [ ],
  meta ? { },
  passthru ? { },
  ...
}@args:
let
  inherit (import ../outside.nix) missing;
  revision = if tag != null then "refs/tags/${tag}" else rev;
  homepage = "https://${githubBase}/${owner}/${repo}";
in
assert lib.assertMsg ((rev == null) != (tag == null)) "fetchFromGitHub: give `rev` or `tag`, and not both";
if fetchSubmodules || leaveDotGit || deepClone || forceFetchGit || sparseCheckout != [ ] then
  missing "fetchgit"
else if private then
  missing "fetchFromGitHub { private = true; }"
else
  final.fetchzip (
    removeAttrs args [
      "owner"
      "repo"
      "rev"
      "tag"
      "private"
      "githubBase"
      "fetchSubmodules"
      "leaveDotGit"
      "deepClone"
      "forceFetchGit"
      "sparseCheckout"
    ]
    // {
      inherit name;
      url = "${homepage}/archive/${revision}.tar.gz";
      meta = {
        inherit homepage;
      }
      // meta;
      passthru = {
        gitRepoUrl = "${homepage}.git";
      }
      // passthru;
    }
  )
  // {
    inherit owner repo tag;
    rev = revision;
  }
