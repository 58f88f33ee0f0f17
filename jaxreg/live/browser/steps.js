// How one goes through a lesson: card by card, or as a clicker does, question, answer, next
// question.

/**
 * @param {() => { number: number, isRevealed: boolean } | undefined} at the card that is
 *   open, if one is
 * @param {(number: number, isRevealed: boolean) => void} open another one, if there is one
 */
export function createSteps(at, open) {
  /** @param {number} by cards */
  function step(by) {
    const shown = at()
    if (shown) open(shown.number + by, false)
  }

  function reveal() {
    const shown = at()
    if (shown && !shown.isRevealed) open(shown.number, true)
  }

  function next() {
    if (at()?.isRevealed) step(1)
    else reveal()
  }

  function back() {
    const shown = at()
    if (shown) open(shown.number - (shown.isRevealed ? 0 : 1), false)
  }

  return { step, reveal, next, back }
}
