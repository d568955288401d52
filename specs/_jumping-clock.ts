/**
 * To be imported before a program: the clock that it sees is set to and fro, by 800 days. It is ahead
 * first: what is made then, and is only valid from then on, is valid nowhere else. The other clock,
 * on which deadlines are counted, goes on as it does.
 */
const FAR_MS = 400 * 24 * 3600 * 1000
const EVERY_MS = 1500
const RealDate = Date

const now = (): number => {
  const isAhead = Math.floor(performance.now() / EVERY_MS) % 2 === 0
  return RealDate.now() + (isAhead ? FAR_MS : -FAR_MS)
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length > 0 ? given : [now()], newTarget) as Date,
  get: (target, key, receiver) =>
    key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown),
})
