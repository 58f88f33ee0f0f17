// What the browser computes of a model from its points: a guess, a point that is pointed at, an
// epoch in slow motion, and arrows on the landscape.

import { createArrows } from "./arrows.js"
import { createGuessing } from "./guessing.js"
import { createPointing } from "./pointing.js"
import { createSlowMotion } from "./slow_motion.js"

/** @import { createElements } from "./elements.js" */
/** @import { Measure, Numbers } from "./protocol.js" */
/** @import { Scenario } from "./scenario.js" */
/** @import { createStage } from "./stage.js" */
/** @import { createTransport } from "./transport.js" */

/**
 * @param {string} page
 * @param {ReturnType<typeof createElements>} elements
 * @param {ReturnType<typeof createStage>} stage
 * @param {ReturnType<typeof createTransport>} transport
 * @param {Scenario} scenario
 * @param {{ wanted: () => void, noted: () => void }} on the measure may be wanted, and: the link
 *   says another part of an epoch
 */
export function createMeasured(page, elements, stage, transport, scenario, { wanted, noted }) {
  const arrows = createArrows(elements, stage, transport, scenario.aspect("arrows"))
  const guessing = createGuessing(page, elements, stage, transport, scenario.aspect("guess"))
  const pointing = createPointing(page, elements, stage, transport, wanted)
  const slowly = createSlowMotion(elements, stage, transport, () => {
    noted()
    wanted()
  })
  const all = [guessing, pointing, slowly, arrows]
  return {
    ...{ guessing, slowly, arrows },
    // Something else is hidden, or the link says otherwise.
    show() {
      slowly.move()
      arrows.move()
    },
    // Another epoch is shown.
    move() {
      for (const one of all) one.move()
    },
    /** @param {Measure<Numbers> | null} measure of another picture */
    take(measure) {
      for (const one of all) one.take(measure)
    },
    // Whether any of them needs the measure.
    areThere: () => all.some((one) => one.isThere()),
    close() {
      guessing.close()
      slowly.close()
    },
  }
}
