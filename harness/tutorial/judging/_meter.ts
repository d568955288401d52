/**
 * curl draws how far it is, unless its output goes to a terminal: there, where the reader has it, there
 * is none (curl(1), "PROGRESS METER"; the columns are those of lib/progress.c).
 */
const HEAD = String.raw` +% Total +% Received % Xferd.*\r?\n +Dload +Upload.*\r?\n`
const ROW = String.raw`\r[\d .kMGTP]{40,60}(?:[-\d:hd ]{8} ){3}[\d .kMGTP]{5}`
const ROWS = new RegExp(`(^|\\n)(?:${ROW})+\\r?\\n`, 'g')

/** What curl printed without how far it was. */
export function withoutMeter(text: string): string {
  if (!text.includes('% Xferd')) return text
  return text
    .replaceAll(new RegExp(HEAD, 'g'), '')
    .replaceAll(ROWS, '$1')
    .replaceAll(new RegExp(ROW, 'g'), '')
}
