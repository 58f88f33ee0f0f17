// How fast a film goes: it begins slowly, where most happens, and gains speed. Where it is
// at a share u of its time, of n frames after the first: at s u + (1 - s) u² of them.

export const FILM_SECONDS = 10
const FIRST_RATE = 10 // frames a second at most at the start

/** @param {number} n */
const startShare = (n) => Math.min(1, (FIRST_RATE * FILM_SECONDS) / n)

/**
 * The frame, 0 to n, at a share of the time, 0 to 1.
 * @param {number} u
 * @param {number} n
 */
export function indexAt(u, n) {
  const s = startShare(n)
  return Math.round(n * (s * u + (1 - s) * u * u))
}

/**
 * The share of the time, 0 to 1, at which frame k of 0 to n stands.
 * @param {number} k
 * @param {number} n
 */
export function positionAt(k, n) {
  if (n === 0) return 1
  const s = startShare(n)
  return s === 1 ? k / n : (Math.sqrt(s * s + (4 * (1 - s) * k) / n) - s) / (2 - 2 * s)
}
