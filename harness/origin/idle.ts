/** A deadline that every sign of progress puts off. */
export interface IdleTimer {
  progress(): void
  stop(): void
}

/**
 * @param isHeld Whether it is the other side that keeps things waiting; then no time passes.
 */
export function startIdleTimer(
  idleMs: number,
  isHeld: () => boolean,
  onIdle: () => void,
): IdleTimer {
  const timer = setTimeout(() => {
    if (isHeld()) timer.refresh()
    else onIdle()
  }, idleMs)
  return {
    progress: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  }
}
