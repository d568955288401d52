# The licenses that packages name most. Fields as in nixpkgs; `free` follows the FSF and the OSI.
let
  license =
    shortName:
    {
      spdxId ? null,
      fullName ? spdxId,
      free ? true,
      redistributable ? free,
    }:
    {
      inherit
        shortName
        fullName
        free
        redistributable
        ;
      deprecated = false;
    }
    // (if spdxId == null then { } else { inherit spdxId; url = "https://spdx.org/licenses/${spdxId}.html"; });

  spdx = spdxId: fullName: { inherit spdxId fullName; };
  nonFree = redistributable: fullName: {
    inherit fullName redistributable;
    free = false;
  };
in
builtins.mapAttrs license {
  agpl3Only = spdx "AGPL-3.0-only" "GNU Affero General Public License v3.0 only";
  agpl3Plus = spdx "AGPL-3.0-or-later" "GNU Affero General Public License v3.0 or later";
  artistic1 = spdx "Artistic-1.0" "Artistic License 1.0";
  artistic2 = spdx "Artistic-2.0" "Artistic License 2.0";
  asl20 = spdx "Apache-2.0" "Apache License 2.0";
  bsd0 = spdx "0BSD" "BSD Zero Clause License";
  bsd2 = spdx "BSD-2-Clause" "BSD 2-clause \"Simplified\" License";
  bsd3 = spdx "BSD-3-Clause" "BSD 3-clause \"New\" or \"Revised\" License";
  bsdOriginal = spdx "BSD-4-Clause" "BSD 4-clause \"Original\" or \"Old\" License";
  boost = spdx "BSL-1.0" "Boost Software License 1.0";
  cc-by-40 = spdx "CC-BY-4.0" "Creative Commons Attribution 4.0";
  cc-by-sa-40 = spdx "CC-BY-SA-4.0" "Creative Commons Attribution Share Alike 4.0";
  cc0 = spdx "CC0-1.0" "Creative Commons Zero v1.0 Universal";
  cddl = spdx "CDDL-1.0" "Common Development and Distribution License 1.0";
  epl10 = spdx "EPL-1.0" "Eclipse Public License 1.0";
  epl20 = spdx "EPL-2.0" "Eclipse Public License 2.0";
  eupl12 = spdx "EUPL-1.2" "European Union Public License 1.2";
  fdl13Plus = spdx "GFDL-1.3-or-later" "GNU Free Documentation License v1.3 or later";
  free.fullName = "Unspecified free software license";
  gpl1Only = spdx "GPL-1.0-only" "GNU General Public License v1.0 only";
  gpl1Plus = spdx "GPL-1.0-or-later" "GNU General Public License v1.0 or later";
  gpl2 = spdx "GPL-2.0" "GNU General Public License v2.0";
  gpl2Only = spdx "GPL-2.0-only" "GNU General Public License v2.0 only";
  gpl2Plus = spdx "GPL-2.0-or-later" "GNU General Public License v2.0 or later";
  gpl3 = spdx "GPL-3.0" "GNU General Public License v3.0";
  gpl3Only = spdx "GPL-3.0-only" "GNU General Public License v3.0 only";
  gpl3Plus = spdx "GPL-3.0-or-later" "GNU General Public License v3.0 or later";
  isc = spdx "ISC" "ISC License";
  lgpl2 = spdx "LGPL-2.0" "GNU Library General Public License v2";
  lgpl2Only = spdx "LGPL-2.0-only" "GNU Library General Public License v2 only";
  lgpl2Plus = spdx "LGPL-2.0-or-later" "GNU Library General Public License v2 or later";
  lgpl21 = spdx "LGPL-2.1" "GNU Lesser General Public License v2.1";
  lgpl21Only = spdx "LGPL-2.1-only" "GNU Lesser General Public License v2.1 only";
  lgpl21Plus = spdx "LGPL-2.1-or-later" "GNU Lesser General Public License v2.1 or later";
  lgpl3 = spdx "LGPL-3.0" "GNU Lesser General Public License v3.0";
  lgpl3Only = spdx "LGPL-3.0-only" "GNU Lesser General Public License v3.0 only";
  lgpl3Plus = spdx "LGPL-3.0-or-later" "GNU Lesser General Public License v3.0 or later";
  mit = spdx "MIT" "MIT License";
  mit0 = spdx "MIT-0" "MIT No Attribution";
  mpl10 = spdx "MPL-1.0" "Mozilla Public License 1.0";
  mpl11 = spdx "MPL-1.1" "Mozilla Public License 1.1";
  mpl20 = spdx "MPL-2.0" "Mozilla Public License 2.0";
  ncsa = spdx "NCSA" "University of Illinois/NCSA Open Source License";
  ofl = spdx "OFL-1.1" "SIL Open Font License 1.1";
  openssl = spdx "OpenSSL" "OpenSSL License";
  postgresql = spdx "PostgreSQL" "PostgreSQL License";
  psfl = spdx "Python-2.0" "Python Software Foundation License version 2";
  publicDomain.fullName = "Public Domain";
  ruby = spdx "Ruby" "Ruby License";
  unlicense = spdx "Unlicense" "The Unlicense";
  vim = spdx "Vim" "Vim License";
  wtfpl = spdx "WTFPL" "Do What The F*ck You Want To Public License";
  x11 = spdx "X11" "X11 License";
  zlib = spdx "Zlib" "zlib License";
  zpl21 = spdx "ZPL-2.1" "Zope Public License 2.1";

  bsl11 = nonFree true "Business Source License 1.1" // { spdxId = "BUSL-1.1"; };
  cc-by-nc-40 = nonFree true "Creative Commons Attribution Non Commercial 4.0" // { spdxId = "CC-BY-NC-4.0"; };
  sspl = nonFree true "Server Side Public License" // { spdxId = "SSPL-1.0"; };
  unfree = nonFree false "Unfree";
  unfreeRedistributable = nonFree true "Unfree redistributable";
  unfreeRedistributableFirmware = nonFree true "Unfree redistributable firmware";
}
