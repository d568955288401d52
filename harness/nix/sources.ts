import type { Place } from '../errors.ts'

/** Where NixOS looks for its configuration. */
export const CONFIGURATION_DIR = '/etc/nixos'

/** What a configuration was composed of. */
export interface Sources {
  /** From a place in a file of the configuration, named below its directory, to where that text is from. */
  readonly locate: (place: Place) => Place | undefined
  /** Where an option is defined, of which NixOS tells the name and the file alone. */
  readonly locateOption: (option: string) => Place | undefined
}
