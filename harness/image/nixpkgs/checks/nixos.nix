# <nixpkgs/nixos>: configurations, evaluated and built.
{ pkgs, lib, compare, fails, ... }:
let
  nixos = configuration: import ../nixos { inherit configuration; };
  eval = configuration: (nixos configuration).config;
  hello = pkgs: pkgs.writeShellScriptBin "hello-of-check" "echo hello";
  overrides = name: { nixpkgs.config.packageOverrides = pkgs: { ${name} = hello pkgs; }; };
  system = eval (
    { pkgs, ... }:
    {
      imports = [ (overrides "one") (overrides "two") ];
      environment.systemPackages = with pkgs; [ one git ];
      environment.etc."check/text".text = "text";
      environment.etc."check/source".source = ./nixos.nix;
      nixpkgs.overlays = [ (_: previous: { three = previous.two; }) ];
      networking.hostName = "checked";
      users.users.steve.isNormalUser = true;
    }
  );
  rejected = configuration: fails (eval configuration).system.build.toplevel.drvPath;
in
{
  nixos = compare "nixos" {
    packageOverrides = [ (eval (overrides "one" // { system.build.x = 1; })).system.build.x 1 ];
    severalOverrides = [ (map (name: (nixos { imports = [ (overrides "a") (overrides "b") ]; }).pkgs ? ${name}) [ "a" "b" "c" ]) [ true true false ] ];
    overlay = [ (nixos { nixpkgs.overlays = [ (_: p: { mine = p.bash; }) ]; }).pkgs.mine.outPath pkgs.bash.outPath ];
    ownPkgs = [ (nixos { nixpkgs.pkgs = pkgs // { appendOverlays = _: pkgs; }; }).pkgs.bash.outPath pkgs.bash.outPath ];
    configRead = [ (eval { imports = [ { nixpkgs.config.allowUnfree = true; } { nixpkgs.config = { pkgs, lib }: { allowBroken = lib.isString pkgs.system; }; } ]; }).nixpkgs.config { allowUnfree = true; allowBroken = true; } ];
    allowUnfree = [ (nixos { nixpkgs.config.allowUnfree = true; }).pkgs.config.allowUnfree true ];
    notActedOn = [ system.system.build.notActedOn [ "networking.hostName" "users.users" ] ];
    misspelt = [ (rejected { environment.systemPackges = [ ]; }) true ];
    outside = [ (rejected { services.nginx.enable = true; }) true ];
    wrongHostName = [ (rejected { networking.hostName = "no good"; }) true ];
    wrongPort = [ (rejected { networking.firewall.allowedTCPPorts = [ 70000 ]; }) true ];
    wrongUser = [ (rejected { users.users.steve.nmae = "x"; }) true ];
    assertion = [ (rejected { assertions = [ { assertion = false; message = "no"; } ]; }) true ];
    # As NixOS' installer writes it.
    installer = [
      (rejected {
        imports = [ { fileSystems."/".device = "/dev/vda"; swapDevices = [ ]; boot.initrd.kernelModules = [ ]; } ];
        boot.loader.systemd-boot.enable = true;
        networking.networkmanager.enable = true;
        time.timeZone = "Europe/Amsterdam";
        i18n.extraLocaleSettings.LC_TIME = "nl_NL.UTF-8";
        services.xserver.xkb.layout = "us";
        services.pipewire = { enable = true; pulse.enable = true; };
        users.users.alice = { isNormalUser = true; extraGroups = [ "wheel" ]; packages = [ pkgs.git ]; };
        system.stateVersion = "24.11";
      })
      false
    ];
    evalConfig = [ (import ../nixos/lib/eval-config.nix { modules = [ { networking.hostName = "x"; } ]; }).config.networking.hostName "x" ];
  };

  nixos-toplevel = pkgs.runCommand "check-nixos-toplevel" { inherit (system.system.build) toplevel; } ''
    [[ $($toplevel/sw/bin/hello-of-check) == hello ]]
    [[ -x $toplevel/sw/bin/git && -x $toplevel/sw/bin/ls ]]
    [[ $(<$toplevel/etc/check/text) == text && -e $toplevel/etc/check/source ]]
    [[ $toplevel == *-nixos-system-checked-* ]]
    echo ok >$out
  '';
}
