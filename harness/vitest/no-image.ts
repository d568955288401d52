import { NixproofError } from '../errors.ts'

export function noImage(): NixproofError {
  return new NixproofError('USAGE', 'Nobody says which image the containers start from', {
    wanted: "A global setup that calls project.provide('image', image.reference)",
    found: 'vitest provides no "image"',
    next: 'Call ensureEngine() and ensureImage() there, as the README shows',
  })
}
