import { describe, expect, test } from 'vitest'
import { anchorOf, escapeHtml, markup } from './_text.ts'

describe('escapeHtml()', () => {
  test('leaves nothing that ends a text, an attribute or an element', () => {
    expect(escapeHtml(`</script><img src='x' onerror="a()">&amp;`)).toBe(
      '&lt;/script&gt;&lt;img src=&#39;x&#39; onerror=&quot;a()&quot;&gt;&amp;amp;',
    )
  })

  test('takes colours out, and shows what is not seen', () => {
    expect(escapeHtml('\u001B[31mred\u001B[0m')).toBe('red')
    expect(escapeHtml('\u001B]8;;https://example.org\u0007link\u001B]8;;\u0007')).toBe('link')
    expect(escapeHtml('a\u202Eb\u200Bc\u0000d\u009Fe\u007F')).toBe(
      'a⟨U+202E⟩b⟨U+200B⟩c␀d⟨U+009F⟩e⟨U+007F⟩',
    )
    expect(escapeHtml('a\r\nb\rc\td')).toBe('a\nb\nc\td')
    expect(escapeHtml('half \uD83D')).toBe('half \uFFFD')
  })

  test('leaves letters of all scripts, and emoji of several characters', () => {
    const text = 'größer 日本語 עברית 👩‍💻'
    expect(escapeHtml(text)).toBe(text)
  })
})

describe('markup``', () => {
  test('escapes every value that is not markup, in lists as well', () => {
    const inner = markup`<b>${'<'}</b>`
    expect(markup`<p title="${'"'}">${[inner, '>', undefined, false, 3]}</p>`.html).toBe(
      '<p title="&quot;"><b>&lt;</b>&gt;3</p>',
    )
  })

  test('is laid out in lines, and values keep theirs', () => {
    expect(
      markup`<pre>
        ${'a\n  b'}</pre>`.html,
    ).toBe('<pre> a\n  b</pre>')
  })
})

test('anchorOf() can stand in an address as it is', () => {
  expect(anchorOf('docs/README.md@nix=2.34,sandbox=on')).toBe('docs/README.md@nix=2.34,sandbox=on')
  const anchor = anchorOf(`a b"<>'é\uD83D.md`)
  expect(anchor).toBe('a%20b%22%3C%3E%27%C3%A9%EF%BF%BD.md')
  expect(new URL(`file:///x#${anchor}`).hash).toBe(`#${anchor}`)
})
