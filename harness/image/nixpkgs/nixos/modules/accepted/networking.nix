{ lib, ... }:
let
  accept = import ../../lib/accept.nix { inherit lib; };
  inherit (lib) types;
  range = types.attrsOf types.port;
  ports = {
    allowedTCPPorts = accept.list types.port;
    allowedUDPPorts = accept.list types.port;
    allowedTCPPortRanges = accept.list range;
    allowedUDPPortRanges = accept.list range;
  };
in
{
  options.networking = {
    hostName = accept.value (
      types.strMatching "|[[:alnum:]]([[:alnum:]_-]{0,61}[[:alnum:]])?"
    ) "nixos";
    hostId = accept.maybe types.str;
    domain = accept.maybe types.str;
    extraHosts = accept.text;
    hosts = accept.value (types.attrsOf (types.listOf types.str)) { };
    nameservers = accept.list types.str;
    defaultGateway = accept.maybe (types.either types.str types.attrs);
    useDHCP = accept.bool true;
    useNetworkd = accept.enable;
    interfaces = accept.sets;
    networkmanager.enable = accept.enable;
    wireless.enable = accept.enable;
    proxy.default = accept.maybe types.str;
    proxy.noProxy = accept.maybe types.str;
    firewall = ports // {
      enable = accept.bool true;
      allowPing = accept.bool true;
      interfaces = accept.sets;
      trustedInterfaces = accept.list types.str;
      extraCommands = accept.text;
    };
  };
}
