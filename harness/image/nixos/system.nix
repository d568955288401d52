# What nixos-rebuild builds of a configuration, over the embedded <nixpkgs> and over nixpkgs itself:
# the tree of its packages and its own files below /etc. NixOS' own toplevel has a kernel and a boot
# loader in it, which a container has no use for.
{ configuration }:
let
  container =
    {
      config,
      options,
      lib,
      pkgs,
      ...
    }:
    let
      # NixOS defines hundreds of files, and assertions about a whole machine; the configuration's own are these.
      nixpkgs = lib.head (
        lib.splitString "/nixos/modules/" (lib.head options.environment.etc.declarations)
      );
      own =
        option:
        lib.concatMap (one: lib.optional (!lib.hasPrefix "${nixpkgs}/" one.file) one.value) option.definitionsWithLocations;

      names = lib.unique (lib.concatMap lib.attrNames (own options.environment.etc));
      files = lib.filter (file: file.enable) (map (name: config.environment.etc.${name}) names);

      failed = lib.filter (one: !one.assertion) (lib.concatLists (own options.assertions));
      checked =
        system:
        if failed == [ ] then
          lib.foldr lib.warn system config.warnings
        else
          throw "\nFailed assertions:\n${lib.concatMapStringsSep "\n" (one: "- ${one.message}") failed}";

      lines = lib.concatMapStrings (line: "${line}\n");
    in
    {
      # Weaker than anything that a configuration says. NixOS' manual is made of the configuration,
      # which takes minutes; with isContainer it leaves out what only a machine needs.
      boot.isContainer = lib.mkOverride 1400 true;
      documentation.enable = lib.mkOverride 1400 false;

      system.build.nixproof = checked (
        pkgs.runCommand "nixos-system-${config.networking.hostName}-${config.system.nixos.version}"
          {
            # With a mode it is a copy.
            etc = lines (map (file: "${file.mode} ${file.target}") files);
            # Only the embedded nixpkgs knows them.
            notActedOn = lines (config.system.build.notActedOn or [ ]);
            version = config.system.nixos.version;
          }
          ''
            mkdir $out
            ln -s ${config.system.path} $out/sw
            printf %s "$version" >$out/nixos-version
            printf %s "$etc" >$out/etc-files
            printf %s "$notActedOn" >$out/not-acted-on
            ${lib.concatMapStrings (file: ''
              mkdir -p "$out/etc/$(dirname ${lib.escapeShellArg file.target})"
              ln -s ${file.source} $out/etc/${lib.escapeShellArg file.target}
            '') files}
          ''
      );
    };

  nixos = import <nixpkgs/nixos> {
    configuration.imports = [
      (/. + configuration)
      container
    ];
  };
in
nixos.config.system.build.nixproof
