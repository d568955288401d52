/** A place in the text of a file. */
export interface Point {
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 units, as editors have them. */
  readonly column: number
  /** UTF-16 units from the beginning of the file. */
  readonly offset: number
}

export interface Span {
  readonly start: Point
  /** After the last character. */
  readonly end: Point
}

/** A line of a block, and where its text begins in the file: after quotes, lists and the fence's own indentation. */
export interface BlockLine extends Point {
  readonly text: string
}

/** Words in backticks, without them. */
export interface InlineCode {
  readonly text: string
  readonly position: Span
  /** Where it stands in the plain text of its paragraph. */
  readonly at: number
}

/** A paragraph, also of a list item or a quote. Headings and table cells are prose too. */
export interface Prose {
  /** What a reader sees, without marks; code words stand in it without backticks. */
  readonly text: string
  readonly codes: readonly InlineCode[]
  /** Targets of links, and addresses that are written out. */
  readonly urls: readonly { readonly text: string; readonly position: Span }[]
  readonly position: Span
  /** Of the sections that it is in, outermost first. */
  readonly headings: readonly string[]
  readonly isHeading: boolean
}

/** An HTML comment on its own, or `{/* … *\/}` in MDX. */
export interface Comment {
  /** Between the marks. */
  readonly text: string
  /** Of the text, not of the marks. */
  readonly position: Span
}

/** A code block. */
export interface Block {
  /** Counted from 0. */
  readonly index: number
  /** In lower case; empty when none is given. */
  readonly language: string
  /** The info string as it is written. */
  readonly info: string
  /** The file that info string or caption name. */
  readonly title?: string
  /** `key=value` of the info string, and `:key: value` of MyST. */
  readonly attributes: Readonly<Record<string, string>>
  /** As a renderer shows it, without the last line ending. Line endings are `\n`. */
  readonly text: string
  readonly lines: readonly BlockLine[]
  /** From the opening fence to the end of the closing one. */
  readonly position: Span
  /** Whether a closing fence ends it; one that does not takes the rest of its container. */
  readonly closed: boolean
  /** Whether nothing comes after it. */
  readonly endsDocument: boolean
  /** Whether it has a fence; code may be indented as well. */
  readonly fenced: boolean
  readonly headings: readonly string[]
  /** What stands directly before and after it; `undefined` next to another block or a heading. */
  readonly before?: Prose
  readonly after?: Prose
  /** Comments between the prose before and the block. */
  readonly comments: readonly Comment[]
}

/** What there is to know of a Markdown text, in the order of the text. */
export interface MarkdownDocument {
  readonly text: string
  readonly blocks: readonly Block[]
  readonly prose: readonly Prose[]
  /** Comments that stand before no block. */
  readonly stray: readonly Comment[]
}
