import type { Code } from '../../harness/errors.ts'
import type { EmbeddedNix } from '../../harness/image/debian/packages.ts'

/** An attribute of `fixtures/broken/not-embedded/names.nix`. */
interface Name {
  readonly attribute: string
  /** As `line:column`, by version where they differ. */
  readonly at: string | Readonly<Record<EmbeddedNix, string>>
  readonly name: string
  readonly like: string
}

const NONE = 'no name like it'

/** What is looked for in sets of nixpkgs: names of the lists, names of none and misspelt ones. */
export const NAMES: readonly Name[] = [
  { attribute: 'listed', at: '12:20', name: 'imagemagick', like: NONE },
  { attribute: 'versioned', at: '13:23', name: 'ffmpeg_7', like: 'that nixpkgs has: "ffmpeg"' },
  { attribute: 'misspelt', at: '14:22', name: 'crul', like: 'like it: "curl"' },
  { attribute: 'unlike', at: '15:20', name: 'rustPlatform', like: NONE },
  {
    attribute: 'inherited',
    at: { '2.8': '16:43', '2.26': '16:59', '2.34': '16:59' },
    name: 'ffmpeg_7',
    like: '"ffmpeg"',
  },
  { attribute: 'scope', at: '17:31', name: 'crul', like: '"curl"' },
  { attribute: 'inner', at: '18:55', name: 'python311Packages.reqests', like: '"requests"' },
  { attribute: 'python', at: '20:26', name: 'python311Packages.numpy', like: NONE },
  { attribute: 'pythonMisspelt', at: '21:34', name: 'python311Packages.flaks', like: '"flask"' },
  { attribute: 'pythonScope', at: '22:40', name: 'python311Packages.reqests', like: '"requests"' },
  { attribute: 'pythonSet', at: '23:23', name: 'python313Packages', like: '"python311Packages"' },
  { attribute: 'library', at: '25:22', name: 'lib.fileset', like: NONE },
  {
    attribute: 'librarySection',
    at: '26:29',
    name: 'lib.strings.concatMapString',
    like: 'like it: "concatMapStrings"',
  },
  { attribute: 'license', at: '27:22', name: 'lib.licenses.MIT', like: '"mit"' },
  { attribute: 'stdenv', at: '28:12', name: 'stdenv.mkDerivaton', like: '"mkDerivation"' },
  { attribute: 'platform', at: '29:34', name: 'stdenv.hostPlatform.isLoongArch64', like: NONE },
  { attribute: 'changed', at: '31:22', name: 'curl.overrideAttrs', like: NONE },
  { attribute: 'argument', at: '32:42', name: 'ffmpeg_7', like: '"ffmpeg"' },
  { attribute: 'unusedArgument', at: '33:48', name: 'flsk', like: NONE },
  { attribute: 'listedArgument', at: '34:48', name: 'ffmpeg', like: NONE },
  { attribute: 'called', at: '35:12', name: 'ffmpeg_7', like: '"ffmpeg"' },
]

/** An attribute of `fixtures/broken/not-embedded/own.nix`. */
interface Own {
  readonly attribute: string
  readonly at: string
  readonly code: Code
  readonly next: string
}

/** What is looked for in the tutorial's own sets, and in Nix. */
export const OWN: readonly Own[] = [
  { attribute: 'set', at: '13:17', code: 'NIX_ATTRIBUTE_MISSING', next: '"curl"' },
  { attribute: 'scope', at: '14:30', code: 'NIX_VARIABLE_UNDEFINED', next: 'mean "git"?' },
  { attribute: 'argument', at: '15:46', code: 'NIX_ARGUMENT_MISSING', next: 'ffmpeg_7' },
  { attribute: 'called', at: '16:12', code: 'NIX_ARGUMENT_MISSING', next: 'port' },
  { attribute: 'builtin', at: '17:22', code: 'NIX_ATTRIBUTE_MISSING', next: 'a Nix that has it' },
  { attribute: 'built', at: '18:19', code: 'NIX_ATTRIBUTE_MISSING', next: 'Correct the name' },
]

/** Arguments of `nix-shell`. */
export const SHELLS: readonly { readonly args: readonly string[]; readonly found: string }[] = [
  { args: ['-p', 'curlFull'], found: 'Names like it: "curl"' },
  { args: ['-p', 'git', 'crul'], found: 'Names like it: "curl"' },
  { args: ['-p', 'python311.pkgs.reqests'], found: '"requests"' },
  { args: ['<nixpkgs>', '-A', 'gccc'], found: '"gcc"' },
]
