# Fetchers. curl also reads file: addresses, so all but the network is real.
{ pkgs, lib, compare, fails, ... }:
let
  archive = pkgs.runCommand "tree.tar.gz" { } ''
    mkdir -p tree-main/sub
    echo content >tree-main/sub/file
    tar --sort=name --mtime=@1 --owner=0 --group=0 -czf $out tree-main
  '';
  patch = pkgs.writeText "mail.patch" ''
    From 0123 Mon Sep 17 00:00:00 2001
    Subject: [PATCH] Two files
    ---
     b | 2 +-
     a | 2 +-

    diff --git a/b b/b
    index 1234567..89abcde 100644
    --- a/b
    +++ b/b
    @@ -1 +1 @@
    -one
    +two
    diff --git a/a b/a
    index 1234567..89abcde 100644
    --- a/a
    +++ b/a
    @@ -1 +1 @@
    -one
    +two
    --
    2.47.0
  '';
  text = pkgs.writeText "text" "text\n";
  github = pkgs.fetchFromGitHub {
    owner = "o";
    repo = "r";
    rev = "main";
    sha256 = "sha256-y6JHx9hFB7nGPhD9GYC0AjQXAI2qoUnbi7t3ms7p924=";
  };
  unhashed = pkgs.fetchurl { url = "https://example.org/x"; hash = ""; };
in
{
  fetchers = compare "fetchers" {
    githubName = [ github.name "source" ];
    githubUrl = [ github.urls [ "https://github.com/o/r/archive/main.tar.gz" ] ];
    # The path is that of nixpkgs: it depends on the name and the hash alone.
    githubPath = [ github.outPath "/nix/store/48lvx5qxpib65hhk4dvnz0zzz6219x8r-source" ];
    githubRev = [ github.rev "main" ];
    githubTag = [ (pkgs.fetchFromGitHub { owner = "o"; repo = "r"; tag = "v1"; hash = lib.fakeHash; }).urls [ "https://github.com/o/r/archive/refs/tags/v1.tar.gz" ] ];
    githubNeither = [ (fails (pkgs.fetchFromGitHub { owner = "o"; repo = "r"; hash = lib.fakeHash; }).outPath) true ];
    gitlabUrl = [
      (pkgs.fetchFromGitLab { owner = "o"; repo = "r"; rev = "v1"; hash = lib.fakeHash; }).urls
      [ "https://gitlab.com/api/v4/projects/o%2Fr/repository/archive.tar.gz?sha=v1" ]
    ];
    urlName = [ (pkgs.fetchurl { url = "https://example.org/a/b-1.tar.gz"; hash = lib.fakeHash; }).name "b-1.tar.gz" ];
    zipName = [ (pkgs.fetchzip { url = "https://example.org/a/b-1.tar.gz"; hash = lib.fakeHash; }).name "source" ];
    noHash = [ (pkgs.fetchurl { url = "https://example.org/x"; }).outputHash "" ];
    twoHashes = [ (fails (pkgs.fetchurl { url = "https://example.org/x"; hash = lib.fakeHash; sha256 = lib.fakeSha256; }).outPath) true ];
    # A known hash needs no certificates, an empty one has those of cacert.
    certificates = [ [ github.SSL_CERT_FILE unhashed.SSL_CERT_FILE ] [ "/no-cert-file.crt" "${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt" ] ];
    emptyHash = [ unhashed.outputHash "" ];
    impure = [ (lib.all (name: lib.elem name github.impureEnvVars) [ "https_proxy" "NIX_SSL_CERT_FILE" "NIX_CURL_FLAGS" ]) true ];
    fetchgit = [ (fails (pkgs.fetchFromGitHub { owner = "o"; repo = "r"; rev = "v"; hash = lib.fakeHash; fetchSubmodules = true; }).outPath) true ];
  };

  fetches = pkgs.runCommand "check-fetches" {
    patch = pkgs.fetchpatch { url = "file://${patch}"; name = "patch"; excludes = [ "b" ]; hash = "sha256-3rCf0PNC2ONtcozgcoNOq1IQBcoqsTnfzGzQIVvMnQY="; };
    patch2 = pkgs.fetchpatch2 { url = "file://${patch}"; name = "patch2"; includes = [ "x/a" ]; extraPrefix = "x/"; stripLen = 1; hash = "sha256-ZsCdCG9QpedzntTcutP18g720cI0WqwXywqznHKqdTs="; };
    fetched = pkgs.fetchurl { url = "file://${text}"; name = "text"; hash = "sha256-ueaOG+o+WxnKay+YtzpUtz2q+qJQSEkC4JmC4HoS5zM="; };
    second = pkgs.fetchurl { urls = [ "file:///nowhere/text" "file://${text}" ]; name = "second"; hash = "sha256-ueaOG+o+WxnKay+YtzpUtz2q+qJQSEkC4JmC4HoS5zM="; };
    executable = pkgs.fetchurl { url = "file://${text}"; name = "program"; executable = true; hash = "sha256-chXUQ3BQ0fquJUT85P05jlJFpioJGgY/b/h0OdvBELY="; };
    tree = pkgs.fetchzip { url = "file://${archive}"; hash = "sha256-P3Xs/1ppxQfroLcYDQK0TYP0zERGkn0o/mu467MLPzk="; extension = "tar.gz"; };
  } ''
    [[ $(cat $fetched) == text && $(cat $second) == text && -x $executable ]]
    [[ $(cat $tree/sub/file) == content ]]
    [[ $(cat $patch) == "$(printf '%s\n' '--- a/a' '+++ b/a' '@@ -1 +1 @@' -one +two)" ]]
    [[ $(cat $patch2) == "$(printf '%s\n' 'diff --git a/x/a b/x/a' 'index 1234567..89abcde 100644' '--- a/x/a' '+++ b/x/a' '@@ -1 +1 @@' -one +two)" ]]
    touch $out
  '';
}
