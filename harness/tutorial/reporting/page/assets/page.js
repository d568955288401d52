// Shows one field of the grid at a time. Without this script all of them stand in the page.
const pane = document.getElementById('-pane')
const table = document.querySelector('.scroll table')
const links = table ? [...table.querySelectorAll('td a')] : []
/** How to come by the checks of each field. */
const groups = new Map()
// A browser that runs scripts keeps what is in these as text.
for (const part of document.querySelectorAll('noscript[data-group]')) {
  groups.set(part.dataset.group, async () => part.textContent)
}
for (const part of document.querySelectorAll('script[data-groups]')) {
  for (const [index, anchor] of part.dataset.groups.split(' ').entries()) {
    groups.set(anchor, async () => (await unpack(part.textContent))[index])
  }
}
const byAnchor = new Map(links.map((link, index) => [anchorOf(link), index]))
const bad = links.filter(({ className }) => className === 'failed' || className === 'unproved')
let shown

/** Of the address: a group, or a check in one. */
function groupOf(anchor) {
  if (groups.has(anchor)) return anchor
  const group = anchor.replace(/:[^:]*$/, '')
  return groups.has(group) ? group : undefined
}

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(unpacked).json()
}

function linkOf(group) {
  return links[byAnchor.get(group)]
}

function anchorOf(link) {
  return link.getAttribute('href').slice(1)
}

async function show(group) {
  if (shown === group) return
  shown = group
  const text = await groups.get(group)()
  // Another one was asked for meanwhile.
  if (shown !== group) return
  pane.innerHTML = text
  table.querySelector('[aria-current]')?.removeAttribute('aria-current')
  linkOf(group).setAttribute('aria-current', 'true')
  stopAt(linkOf(group))
  if (bad.length > 1) pane.firstElementChild.prepend(turns(byAnchor.get(group)))
}

function turns(at) {
  const nav = document.createElement('nav')
  nav.ariaLabel = 'Failures'
  const before = bad.findLast((link) => byAnchor.get(anchorOf(link)) < at)
  const after = bad.find((link) => byAnchor.get(anchorOf(link)) > at)
  for (const [target, text] of [
    [before, '← Previous failed field'],
    [after, 'Next failed field →'],
  ]) {
    if (!target) continue
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = text
    button.addEventListener('click', () => target.click())
    nav.append(button)
  }
  return nav
}

/** What the address says; the keyboard goes on from there. */
async function follow() {
  const anchor = location.hash.slice(1)
  const group = groupOf(anchor)
  if (group === undefined) return
  await show(group)
  const target = document.getElementById(anchor) ?? pane.firstElementChild
  if (target.localName === 'details') target.open = true
  const focused = target.localName === 'details' ? target.querySelector('summary') : target
  focused.focus({ preventScroll: true })
  target.scrollIntoView()
}

addEventListener('hashchange', () => void follow())

// The same address again: it does not change, and is followed all the same.
addEventListener('click', ({ target }) => {
  const link = target.closest?.('a')
  if (link && link.hash !== '' && link.hash === location.hash) void follow()
})

// A check that is opened can be shared, and is there again after a reload.
pane.addEventListener('click', ({ target }) => {
  const check = target.closest('summary')?.parentElement
  if (check?.className === 'check') history.replaceState(null, '', `#${check.id}`)
})

pane.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && shown !== undefined) linkOf(shown).focus()
})

// The grid is one stop of the Tab key; arrows move in it
// (https://www.w3.org/WAI/ARIA/apg/patterns/grid/).
let stop

function stopAt(field) {
  stop?.setAttribute('tabindex', '-1')
  stop = field
  stop?.setAttribute('tabindex', '0')
}

function isSeen(row) {
  return row.offsetParent !== null
}

function fieldAt(row, column) {
  const cell = row?.cells[column]
  return cell?.querySelector('a') ?? (cell?.localName === 'td' ? cell : undefined)
}

function move(field, { key, ctrlKey }) {
  const cell = field.closest('td')
  const row = cell.parentElement
  const rows = [...row.parentElement.rows].filter(isSeen)
  const at = rows.indexOf(row)
  const { cellIndex } = cell
  const last = row.cells.length - 1
  const page = 10
  switch (key) {
    case 'ArrowRight':
      return fieldAt(row, cellIndex + 1)
    case 'ArrowLeft':
      return fieldAt(row, cellIndex - 1)
    case 'ArrowDown':
      return fieldAt(rows[at + 1], cellIndex)
    case 'ArrowUp':
      return fieldAt(rows[at - 1], cellIndex)
    case 'PageDown':
      return fieldAt(rows[Math.min(rows.length - 1, at + page)], cellIndex)
    case 'PageUp':
      return fieldAt(rows[Math.max(0, at - page)], cellIndex)
    case 'Home':
      return fieldAt(ctrlKey ? rows[0] : row, 1)
    case 'End':
      return fieldAt(ctrlKey ? rows.at(-1) : row, last)
    default:
      return undefined
  }
}

if (table) {
  table.setAttribute('role', 'grid')
  for (const link of links) link.tabIndex = -1
  for (const cell of table.querySelectorAll('td.none')) cell.tabIndex = -1
  stopAt(links[0])
  table.addEventListener('keydown', (event) => {
    if (event.altKey || event.metaKey || event.shiftKey) return
    const field = event.target.closest('td a, td.none')
    if (!field) return
    const next = move(field, event)
    if (!next) return
    event.preventDefault()
    stopAt(next)
    next.focus()
  })
  document.querySelector('fieldset')?.addEventListener('change', () => {
    if (stop && isSeen(stop.closest('tr'))) return
    stopAt(links.find((link) => isSeen(link.closest('tr'))))
  })
}

// Nobody asked for one yet: the first that failed, or else the first.
if (groupOf(location.hash.slice(1)) === undefined) {
  const first = bad[0] ?? links[0]
  if (first) await show(anchorOf(first))
} else {
  await follow()
}

// On paper there is no choosing: what failed is on it. There is no waiting either.
const texts = bad.slice(0, 50).map((link) => groups.get(anchorOf(link))())
const printed = (await Promise.all(texts)).join('')
addEventListener('beforeprint', () => {
  if (printed !== '') pane.innerHTML = printed
})
addEventListener('afterprint', () => {
  const group = shown
  shown = undefined
  if (group !== undefined) void show(group)
})
