/** Where containers have the volume. */
export const WARM_TARGET = '/var/cache/nixproof'

/** The part of a warm store that containers of one kind take from. */
export interface WarmMount {
  readonly volume: string
  /** Below {@link WARM_TARGET}. */
  readonly directory: string
  readonly publicKey: string
}

/**
 * Lines of nix.conf. What is broken in the store, or was evicted between two looks at it, is built:
 * that is what `fallback` is for.
 */
export function warmSettings({ directory, publicKey }: WarmMount): readonly string[] {
  return [
    `extra-substituters = file://${WARM_TARGET}/${directory}`,
    `extra-trusted-public-keys = ${publicKey}`,
    'fallback = true',
  ]
}
