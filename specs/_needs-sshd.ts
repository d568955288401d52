import { config } from '../harness/config.ts'
import { DOCKERD_SETTINGS } from '../harness/engine/dockerd-settings.ts'
import { findProgram } from '../harness/engine/system.ts'
import { installMissing } from './_install.ts'
import type { Lack } from './_needs.ts'

const isThere = (): boolean =>
  findProgram('sshd', DOCKERD_SETTINGS.path) !== undefined &&
  findProgram('ssh', config.path) !== undefined

// It brings the client, too.
await installMissing('openssh-server', isThere)

/** For an engine or a builder behind ssh. */
export const noSshd: Lack = isThere()
  ? undefined
  : "ssh and sshd (Debian's openssh-client and openssh-server)"
