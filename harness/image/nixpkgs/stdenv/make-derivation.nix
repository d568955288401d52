# stdenv.mkDerivation: from what a package says to the derivation that builds it.
{
  lib,
  config,
  stdenv,
}:
let
  inherit (import ../outside.nix) missing;
  checkMeta = import ./check-meta.nix { inherit lib config; };

  # Attributes that are for evaluation alone.
  notPassed = [
    "checkInputs"
    "env"
    "hardeningDisable"
    "hardeningEnable"
    "installCheckInputs"
    "meta"
    "nativeCheckInputs"
    "nativeInstallCheckInputs"
    "passthru"
    "pos"
    "__structuredAttrs"
  ];

  inputKinds = [
    "depsBuildBuild"
    "nativeBuildInputs"
    "depsBuildTarget"
    "depsHostHost"
    "buildInputs"
    "depsTargetTarget"
    "depsBuildBuildPropagated"
    "propagatedNativeBuildInputs"
    "depsBuildTargetPropagated"
    "depsHostHostPropagated"
    "propagatedBuildInputs"
    "depsTargetTargetPropagated"
  ];

  inputs =
    label: list:
    if !builtins.isList list then
      throw "mkDerivation: ${label} must be a list, but is: ${builtins.typeOf list}"
    else
      map (
        input:
        if builtins.isList input then
          # nixpkgs takes nested lists, too.
          inputs label input
        else if input == null || lib.isStringLike input then
          (if input ? outPath then lib.getDev input else input)
        else
          throw "Dependency is not of a valid type: element of ${label}: ${builtins.typeOf input}"
      ) list;

  fromAttrs =
    attrs: overrideAttrs:
    let
      name =
        attrs.name or (
          if attrs ? pname && attrs ? version then
            "${attrs.pname}-${attrs.version}"
          else
            throw "mkDerivation: a derivation needs a name, or a pname and a version"
        );
      outputs = attrs.outputs or [ "out" ];
      doCheck = attrs.doCheck or false;
      doInstallCheck = attrs.doInstallCheck or false;
      whenChecked =
        prefix:
        lib.optionals doCheck (attrs."${prefix}heckInputs" or [ ])
        ++ lib.optionals doInstallCheck (attrs."${if prefix == "c" then "i" else "nativeI"}nstallCheckInputs" or [ ]);
      # Older packages have an input of this name.
      hasEnv = attrs ? env && builtins.isAttrs attrs.env && !lib.isDerivation attrs.env;
      env = if hasEnv then attrs.env else lib.optionalAttrs (attrs ? env) { inherit (attrs) env; };
      clash = lib.optionals hasEnv (builtins.attrNames (builtins.intersectAttrs env (removeAttrs attrs [ "env" ])));
      position =
        let
          named = attrs.meta.position or null;
          at =
            if attrs ? meta.description then
              builtins.unsafeGetAttrPos "description" attrs.meta
            else if attrs ? version then
              builtins.unsafeGetAttrPos "version" attrs
            else
              builtins.unsafeGetAttrPos "name" attrs;
        in
        if named != null then
          named
        else if attrs ? pos && attrs.pos != null then
          "${attrs.pos.file}:${toString attrs.pos.line}"
        else if at != null then
          "${at.file}:${toString at.line}"
        else
          null;

      meta = {
        inherit name position;
        available = true;
        broken = false;
        insecure = false;
        unfree = false;
        unsupported = false;
        outputsToInstall =
          [ (if builtins.elem "bin" outputs then "bin" else builtins.head outputs) ]
          ++ lib.optional (builtins.elem "man" outputs) "man";
      }
      // attrs.meta or { };

      drvAttrs =
        removeAttrs attrs notPassed
        // env
        // lib.genAttrs inputKinds (kind: inputs kind (attrs.${kind} or [ ]))
        // lib.optionalAttrs (disabled ++ enabled != [ ]) {
          NIX_HARDENING_ENABLE = toString (
            if builtins.elem "all" disabled then [ ] else lib.subtractLists disabled (lib.unique (hardening ++ enabled))
          );
        }
        // {
          inherit
            name
            outputs
            doCheck
            doInstallCheck
            stdenv
            ;
          inherit (stdenv) system;
          __ignoreNulls = true;
          builder = attrs.realBuilder or stdenv.shell;
          args =
            attrs.args or [
              "-e"
              (attrs.builder or ./default-builder.sh)
            ];
          strictDeps = attrs.strictDeps or config.strictDepsByDefault or false;
          nativeBuildInputs = inputs "nativeBuildInputs" (attrs.nativeBuildInputs or [ ] ++ whenChecked "nativeC");
          buildInputs = inputs "buildInputs" (attrs.buildInputs or [ ] ++ whenChecked "c");
          configureFlags = attrs.configureFlags or [ ];
          patches = attrs.patches or [ ];
          cmakeFlags = attrs.cmakeFlags or [ ];
          mesonFlags = attrs.mesonFlags or [ ];
        }
        # Where a package says nothing, the hook of its build system may say it.
        // lib.optionalAttrs (attrs.enableParallelBuilding or false) {
          enableParallelBuilding = true;
          enableParallelChecking = attrs.enableParallelChecking or true;
          enableParallelInstalling = attrs.enableParallelInstalling or true;
        };

      hardening = import ../toolchain/hardening.nix;
      disabled = lib.toList (attrs.hardeningDisable or [ ]);
      enabled = lib.toList (attrs.hardeningEnable or [ ]);
      unknown = lib.subtractLists (hardening ++ [ "all" "pie" "shadowstack" "trivialautovarinit" "pacret" ]) (disabled ++ enabled);

      passthru = attrs.passthru or { };
      drv = derivation drvAttrs;
    in
    if attrs.__structuredAttrs or false then
      missing "__structuredAttrs"
    else if unknown != [ ] then
      throw "mkDerivation was called with unsupported hardening flags: ${toString unknown}"
    else if clash != [ ] then
      throw "mkDerivation: ${name}: said both in env and beside it: ${lib.concatStringsSep ", " clash}"
    else
      lib.extendDerivation (checkMeta meta attrs) (
        {
          inherit meta passthru overrideAttrs;
          inputDerivation = derivation (
            removeAttrs drvAttrs [
              "outputHash"
              "outputHashAlgo"
              "outputHashMode"
            ]
            // {
              name = "inputDerivation-${name}";
              outputs = [ "out" ];
              args = [
                "-c"
                "export > $out"
              ];
            }
          );
        }
        // passthru
      ) drv;

  # `finalAttrs: { }` refers to the attributes as they are after every overrideAttrs.
  make =
    rattrs:
    let
      args = rattrs (
        args
        // {
          finalPackage = package;
          inherit overrideAttrs;
        }
      );
      overrideAttrs =
        change:
        make (
          lib.extends (
            final: previous:
            let
              first = if lib.isFunction change then change previous else change;
            in
            if lib.isFunction first then change final previous else first
          ) rattrs
        );
      package = fromAttrs args overrideAttrs;
    in
    package;
in
arg: make (if lib.isFunction arg then arg else _: arg)
