// What a control is beside the others: whether it decides a run, and its name in a sentence.

/** @import { Control } from "./protocol.js" */

const OF_LOOKS = ["charts", "explain", "mistake", "threshold", "ask"] // groups of controls that change no run

/** @param {Control | undefined} control undefined: one of the script's own */
export const decidesRun = (control) => !OF_LOOKS.includes(control?.group ?? "")

/**
 * Whether a control matters to a run that starts so.
 * @param {Control} control
 * @param {string | null | undefined} start
 */
export const mattersFrom = ({ group, name }, start) =>
  (group !== "chosen start" || start === "chosen") && (name !== "start_seed" || start === "seed")

const DESCENT = "gradient descent"

/** Whether gradient descent alone heeds a control. @param {Control} control */
const ofDescent = ({ group, name }) =>
  name === "learning_rate" || (group === "method" && name !== "method")

/**
 * Whether a control matters beside the others of a run.
 * @param {Control} control
 * @param {(name: string) => string | null | undefined} of their values
 */
export const mattersBeside = (control, of) =>
  mattersFrom(control, of("start")) &&
  (!ofDescent(control) || (of("method") ?? DESCENT) === DESCENT) &&
  (control.name !== "momentum_kind" || Number(of("momentum")) > 0) &&
  (control.name !== "shuffle" || of("batch") !== "all") &&
  (control.name !== "split" || of("held_out") !== "0") &&
  (control.name !== "nu" || of("noise_kind") === "heavy tails") &&
  (control.name !== "outliers" || of("noise_kind") === "outliers")

/** @param {string} label inside a sentence; “L2” stays */
export const inSentence = (label) =>
  /^[A-Z][a-z]/.test(label) ? label[0].toLowerCase() + label.slice(1) : label
