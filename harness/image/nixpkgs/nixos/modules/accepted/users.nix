{ lib, ... }:
let
  accept = import ../../lib/accept.nix { inherit lib; };
  inherit (lib) types;

  # All that a user of release 24.11 can have.
  user =
    { name, ... }:
    {
      options = {
        enable = accept.bool true;
        name = accept.value types.str name;
        description = accept.value types.str "";
        uid = accept.maybe types.int;
        isSystemUser = accept.enable;
        isNormalUser = accept.enable;
        group = accept.value types.str "";
        extraGroups = accept.list types.str;
        home = accept.value types.str "/var/empty";
        homeMode = accept.value (types.strMatching "[0-7]{1,5}") "700";
        createHome = accept.enable;
        cryptHomeLuks = accept.maybe types.str;
        pamMount = accept.sets;
        shell = accept.maybe (types.either types.shellPackage (types.passwdEntry types.path));
        useDefaultShell = accept.enable;
        ignoreShellProgramCheck = accept.enable;
        subUidRanges = accept.list types.attrs;
        subGidRanges = accept.list types.attrs;
        autoSubUidGidRange = accept.enable;
        password = accept.maybe types.str;
        hashedPassword = accept.maybe (types.passwdEntry types.str);
        hashedPasswordFile = accept.maybe types.str;
        passwordFile = accept.maybe types.str;
        initialPassword = accept.maybe types.str;
        initialHashedPassword = accept.maybe (types.passwdEntry types.str);
        packages = accept.list types.package;
        expires = accept.maybe types.str;
        linger = accept.enable;
        openssh.authorizedKeys.keys = accept.list types.singleLineStr;
        openssh.authorizedKeys.keyFiles = accept.list types.path;
        openssh.authorizedPrincipals = accept.list types.str;
      };
    };
  group =
    { name, ... }:
    {
      options = {
        name = accept.value types.str name;
        gid = accept.maybe types.int;
        members = accept.list types.str;
      };
    };
in
{
  options.users = {
    users = accept.value (types.attrsOf (types.submodule user)) { };
    groups = accept.value (types.attrsOf (types.submodule group)) { };
    mutableUsers = accept.bool true;
    defaultUserShell = accept.maybe (types.either types.path types.shellPackage);
    extraUsers = accept.sets;
  };
}
