# The archive of a revision that a GitLab makes.
{ lib, final }:
{
  owner,
  repo,
  rev ? null,
  tag ? null,
  name ? "source",
  protocol ? "https",
  domain ? "gitlab.com",
  group ? null,
  fetchSubmodules ? false,
  leaveDotGit ? false,
  deepClone ? false,
  forceFetchGit ? false,
  sparseCheckout ? [ ],
  ...
}@args:
let
  inherit (import ../outside.nix) missing;
  revision = if tag != null then "refs/tags/${tag}" else rev;
  slug = lib.concatStringsSep "/" (lib.optional (group != null) group ++ [ owner repo ]);
  escape = builtins.replaceStrings [ "." "/" ] [ "%2E" "%2F" ];
in
assert lib.assertMsg ((rev == null) != (tag == null)) "fetchFromGitLab: give `rev` or `tag`, and not both";
if fetchSubmodules || leaveDotGit || deepClone || forceFetchGit || sparseCheckout != [ ] then
  missing "fetchgit"
else
  final.fetchzip (
    removeAttrs args [
      "owner"
      "repo"
      "rev"
      "tag"
      "protocol"
      "domain"
      "group"
      "fetchSubmodules"
      "leaveDotGit"
      "deepClone"
      "forceFetchGit"
      "sparseCheckout"
    ]
    // {
      inherit name;
      url = "${protocol}://${domain}/api/v4/projects/${escape slug}/repository/archive.tar.gz?sha=${escape revision}";
      passthru.gitRepoUrl = "${protocol}://${domain}/${slug}.git";
    }
  )
  // {
    inherit owner repo tag;
    rev = revision;
  }
