# Fetchers. curl also reads file: addresses, so all but the network is real.
{ pkgs, lib, compare, fails, ... }:
let
  archive = pkgs.runCommand "tree.tar.gz" { } ''
    mkdir -p tree-main/sub
    echo content >tree-main/sub/file
    tar --sort=name --mtime=@1 --owner=0 --group=0 -czf $out tree-main
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
    fetched = pkgs.fetchurl { url = "file://${text}"; name = "text"; hash = "sha256-ueaOG+o+WxnKay+YtzpUtz2q+qJQSEkC4JmC4HoS5zM="; };
    second = pkgs.fetchurl { urls = [ "file:///nowhere/text" "file://${text}" ]; name = "second"; hash = "sha256-ueaOG+o+WxnKay+YtzpUtz2q+qJQSEkC4JmC4HoS5zM="; };
    executable = pkgs.fetchurl { url = "file://${text}"; name = "program"; executable = true; hash = "sha256-chXUQ3BQ0fquJUT85P05jlJFpioJGgY/b/h0OdvBELY="; };
    tree = pkgs.fetchzip { url = "file://${archive}"; hash = "sha256-P3Xs/1ppxQfroLcYDQK0TYP0zERGkn0o/mu467MLPzk="; extension = "tar.gz"; };
  } ''
    [[ $(cat $fetched) == text && $(cat $second) == text && -x $executable ]]
    [[ $(cat $tree/sub/file) == content ]]
    touch $out
  '';
}
