{ lib }:
{
  addMetaAttrs = new: drv: drv // { meta = (drv.meta or { }) // new; };
  setName = name: drv: drv // { inherit name; };
  setPrio = priority: lib.addMetaAttrs { inherit priority; };
  lowPrio = lib.setPrio 10;
  hiPrio = lib.setPrio (-10);
  dontDistribute = lib.addMetaAttrs { hydraPlatforms = [ ]; };
  availableOn = platform: package: builtins.elem platform.system (package.meta.platforms or [ platform.system ]);

  getExe =
    package:
    lib.getExe' package (
      package.meta.mainProgram or (lib.warn "getExe: Package ${
        lib.strings.escapeNixIdentifier package.meta.name or package.pname or package.name
      } does not have the meta.mainProgram attribute. We'll assume that the main program has the same name for now, but this behavior is deprecated, because it leads to surprising errors when the assumption does not hold. If the package has a main program, please set `meta.mainProgram` in its definition to make this warning go away. Otherwise, if the package does not have a main program, or if you don't control its definition, use getExe' to specify the name to the program, such as lib.getExe' foo \"bar\"."
        lib.getName package)
    );
  getExe' = package: name: "${lib.getBin package}/bin/${name}";
  getLicenseFromSpdxId =
    id:
    lib.getLicenseFromSpdxIdOr id (
      lib.warn "getLicenseFromSpdxId: No license matches the given SPDX ID: ${id}" { shortName = id; }
    );
  getLicenseFromSpdxIdOr =
    id: default:
    lib.findFirst (license: license.spdxId or null == id) default (builtins.attrValues lib.licenses);
}
