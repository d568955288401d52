import { lineStarts, positionAt } from '../lines.ts'
import type { MarkdownDocument, Point, Prose } from '../markdown/document.ts'

/** A port that the text says a program listens on. */
export interface PortFact {
  readonly port: number
  /** Of the number's word in the text: `port 5000`, `localhost:5000`. */
  readonly at: Point
  readonly headings: readonly string[]
}

const LISTENS = String.raw`\b(?:listen(?:s|ing)?|runs?|running|serves?|served|serving|starts?|started|binds?|bound|available|reachable|accessible|answers?|responds?)\b`
const HOST = String.raw`(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|all interfaces)`
const FACT = new RegExp(
  String.raw`${LISTENS}[^.!?;:()\d]{0,60}?\b(?:on|at)\s+(?:(?:${HOST},?\s+)?(?:(?:the|its|tcp|local)\s+)*(port\s+(\d{2,5}))|(${HOST}:(\d{2,5})))(?![\d-]|\.\d| or\b|, or\b)`,
  'gi',
)
/** Then it is so under conditions. */
const CONDITION = /\b(?:if|unless|except|but|until|otherwise)\b|\?/i
/** Then it may be so, is not so, or is so elsewhere. */
const UNSURE =
  /\b(?:not|no|never|instead|rather|than|in use|taken|occupied|already|chang\w+|another|other|different|firewall|could|may|might|would|should|can|want|needs?|forward\w*|map\w*|publish\w*|docker|podman|container|prox\w+|nginx|production|database|previously|formerly)\b|n['’]t\b/i

/** Ports that sentences name where nothing about them is in doubt. */
export function portFacts({ text, prose }: MarkdownDocument): PortFact[] {
  let starts: readonly number[] | undefined
  return prose.flatMap((one) =>
    factsIn(one).map(({ port, word }) => {
      starts ??= lineStarts(text)
      const { start, end } = one.position
      const written = new RegExp(
        word
          .split(/\s+/)
          .map(literal)
          .join(String.raw`[\s>*_\`]+`),
      )
      const index = text.slice(start.offset, end.offset).search(written)
      const offset = start.offset + Math.max(0, index)
      return { port, at: { ...positionAt(starts, offset), offset }, headings: one.headings }
    }),
  )
}

function factsIn({ text, isHeading }: Prose): { port: number; word: string }[] {
  if (isHeading || !/port\s+\d|:\d/i.test(text)) return []
  return text.split(/(?<=[.!?])\s+/).flatMap((sentence) => {
    if (CONDITION.test(sentence)) return []
    return [...sentence.matchAll(FACT)].flatMap(([fact, word, number, address, ofAddress]) => {
      const clause = sentence.slice(0, sentence.indexOf(fact)) + fact
      const rest = sentence.slice(clause.length).split(/[,;:()]|\band\b/)[0]!
      const port = Number(number ?? ofAddress)
      const isSure = !UNSURE.test(clause + rest) && port > 0 && port < 65_536
      return isSure ? [{ port, word: (word ?? address)! }] : []
    })
  })
}

function literal(word: string): string {
  return word.replaceAll(/[.[\]]/g, String.raw`\$&`)
}
