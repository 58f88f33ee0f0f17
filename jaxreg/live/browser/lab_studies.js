// What the Lab can make of a run: a record for each study, in the order of their buttons.

import { BASIN } from "./lab_basin.js"
import { COUNTEREXAMPLES } from "./lab_counterexamples.js"
import { STABILITY } from "./lab_stability.js"
import { SWEEP } from "./lab_sweep.js"
import { BOOTSTRAP, UNIVERSES } from "./lab_universes.js"

/** @import { Study } from "./lab-types.js" */

/** @type {Record<string, Study>} */
export const STUDIES = {
  sweep: SWEEP,
  universes: UNIVERSES,
  bootstrap: BOOTSTRAP,
  basin: BASIN,
  stability: STABILITY,
  counterexamples: COUNTEREXAMPLES,
}
