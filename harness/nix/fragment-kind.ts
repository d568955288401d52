import type { SyntaxNode } from '@lezer/common'
import { nixParser } from './grammar.ts'

/** What a piece of a configuration is: what stands between the braces, with them, or a module. */
export type FragmentKind = 'attributes' | 'set' | 'module'

const BEFORE_A_BODY: readonly string[] = ['Let', 'With', 'Assert', 'Parenthesized']

/** By what comes first, since the rest may be wrong: Nix will say how. */
export function fragmentKind(text: string): FragmentKind {
  const [expression] = significant(nixParser.parse(text).topNode)
  const set = nixParser.parse(`{\n${text}\n}`).topNode.firstChild
  const first = set?.name === 'AttrSet' ? significant(set)[1]?.name : undefined
  const isAttribute = first !== undefined && ['Bind', 'inherit', '}'].includes(first)
  if (isAttribute && !BEFORE_A_BODY.includes(expression?.name ?? '')) return 'attributes'
  return takesArguments(expression) ? 'module' : 'set'
}

/** Whether it is a function, also one inside `let … in` or `with …;`. */
function takesArguments(node: SyntaxNode | undefined): boolean {
  if (!node || node.name === 'Function') return Boolean(node)
  const body = significant(node).findLast(({ name }) => name !== ')')
  return BEFORE_A_BODY.includes(node.name) && takesArguments(body)
}

function significant(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!child.name.endsWith('Comment')) children.push(child)
  }
  return children
}
