import { nixParser } from './grammar.ts'

/** The nodes that a name which is defined, inherited or an argument is right below. */
const DEFINING: ReadonlySet<string> = new Set(['AttrPath', 'Formal', 'Function', 'Let', 'AttrSet'])

/** The names that a text of Nix defines anywhere: what a misspelt variable in it may mean. */
export function definedNames(text: string): string[] {
  const names = new Set<string>()
  nixParser.parse(text).iterate({
    enter({ name, from, to, node }) {
      if (name === 'Identifier' && DEFINING.has(node.parent?.name ?? '')) {
        names.add(text.slice(from, to))
      }
    },
  })
  return [...names]
}
