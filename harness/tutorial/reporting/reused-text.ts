/**
 * How a verdict is told that is of another day: `reused, proved 2026-11-23 16:40`.
 *
 * @param at ISO 8601; told in the time of this machine.
 */
export function reusedText(at: string): string {
  return `reused, proved ${dateText(at)}`
}

export function dateText(at: string): string {
  const date = new Date(at)
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
