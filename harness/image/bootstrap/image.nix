# The embedded image's contents, in the layout of nixos/nix.
# https://github.com/NixOS/nix/blob/2.26.3/docker.nix says what that layout is.
let
  pkgs = import ./nixpkgs { };
  inherit (pkgs) lib;

  # What is on PATH: the official image's list and nothing else. No sed, no awk.
  programs = with pkgs; [
    nix
    bashInteractive
    coreutils-full
    gnutar
    gzip
    gnugrep
    which
    curl
    less
    wget
    man
    cacert
    findutils
    iana-etc
    gitMinimal
    openssh
  ];

  # By the rules of its own release, which is the default.
  nixpkgs = builtins.path {
    name = "nixpkgs";
    path = ./nixpkgs;
  };

  # Half a megabyte for each other release. Whatever it evaluates to is the same as the default's.
  nixpkgsOf =
    release:
    if release == lib.release then
      nixpkgs
    else
      pkgs.runCommand "nixpkgs" { } ''
        cp -r ${nixpkgs} $out
        chmod u+w $out/lib $out/lib/release.nix
        echo '"${release}"' > $out/lib/release.nix
      '';

  channelOf =
    release:
    pkgs.runCommand "channel-nixos" { } ''
      mkdir $out
      ln -s ${nixpkgsOf release} $out/nixpkgs
      echo "[]" > $out/manifest.nix
    '';
  channel = channelOf lib.release;
  releases = builtins.attrNames (import ./nixpkgs/lib/releases.nix);

  manifestEntry = program: ''
    {
      name = "${program.name}"; outPath = "${program}"; system = "${program.system}";
      type = "derivation"; meta = { }; outputs = [ "out" ]; out = { outPath = "${program}"; };
    }
  '';

  profile = pkgs.runCommand "user-environment" {
    manifest = "[\n${lib.concatMapStrings manifestEntry programs}]\n";
    passAsFile = [ "manifest" ];
    environment = pkgs.buildEnv {
      name = "root-profile-env";
      paths = programs;
      # The units carry private libraries, which are nobody else's business.
      pathsToLink = [
        "/bin"
        "/etc"
        "/share"
      ];
    };
  } ''
    mkdir $out
    cp -a $environment/* $out/
    cp $manifestPath $out/manifest.nix
  '';

  buildUsers = lib.range 1 32;
  lines = lib.concatMapStrings (line: line + "\n");
  userLine = n: "nixbld${toString n}:x:${toString (30000 + n)}:30000:Nix build user ${toString n}:/var/empty:/bin/false";
  members = lib.concatMapStringsSep "," (n: "nixbld${toString n}") buildUsers;

  files = {
    passwd = lines (
      [
        "root:x:0:0:System administrator:/root:${pkgs.bashInteractive}/bin/bash"
        "nobody:x:65534:65534:Unprivileged account (don't use!):/var/empty:/bin/false"
      ]
      ++ map userLine buildUsers
    );
    group = lines [
      "root:x:0:root"
      "nixbld:x:30000:${members}"
      "nobody:x:65534:nobody"
    ];
    shadow = lines (
      map (user: "${user}:!:1::::::") (
        [
          "root"
          "nobody"
        ]
        ++ map (n: "nixbld${toString n}") buildUsers
      )
    );
    nixConf = lines [
      "build-users-group = nixbld"
      "sandbox = false"
      "trusted-public-keys = cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="
      # A shell without libraries, in place of the one that Debian compiles in.
      "sandbox-paths = /bin/sh=${pkgs.nix}/libexec/bash-static"
    ];
  };

  root = pkgs.runCommand "base-system" (files // { passAsFile = builtins.attrNames files; }) ''
    mkdir -p $out/{bin,usr/bin,etc/nix,etc/ssl/certs,tmp,var/tmp,root/.nix-defexpr}
    cp $passwdPath $out/etc/passwd
    cp $groupPath $out/etc/group
    cp $shadowPath $out/etc/shadow
    cp $nixConfPath $out/etc/nix/nix.conf
    ln -s /nix/var/nix/profiles/default/etc/ssl/certs/ca-bundle.crt $out/etc/ssl/certs

    ln -s ${pkgs.bashInteractive}/bin/bash $out/bin/sh
    ln -s ${pkgs.coreutils}/bin/env $out/usr/bin/env
    ln -s /nix/var/nix/profiles/share $out/usr/

    profiles=$out/nix/var/nix/profiles
    mkdir -p $profiles/per-user/root $out/nix/var/nix/gcroots
    ln -s /nix/var/nix/profiles $out/nix/var/nix/gcroots/profiles
    ln -s ${profile} $profiles/default-1-link
    ln -s /nix/var/nix/profiles/default-1-link $profiles/default
    ln -s /nix/var/nix/profiles/default $out/root/.nix-profile
    ln -s ${channel} $profiles/per-user/root/channels-1-link
    ln -s /nix/var/nix/profiles/per-user/root/channels-1-link $profiles/per-user/root/channels
    ln -s /nix/var/nix/profiles/per-user/root/channels $out/root/.nix-defexpr/channels
    echo "https://nixos.org/channels/nixpkgs-unstable nixpkgs" > $out/root/.nix-channels

    # ../../image/rules.ts puts one of them into the place of `channels`.
    mkdir -p $out/etc/nixproof/channels
    ${lib.concatMapStrings (release: ''
      ln -s ${channelOf release} $out/etc/nixproof/channels/${release}
    '') releases}
  '';
in
# The root first: its tree is the image's, and the store holds it and the rest.
[ root ] ++ pkgs.embeddedContents
