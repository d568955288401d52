{ lib }:
{
  defaultPriority = 5;
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
      package.meta.mainProgram or (lib.warn
        "getExe: ${lib.getName package} does not say its meta.mainProgram; its own name is taken, use getExe' to say another"
        (lib.getName package)
      )
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
