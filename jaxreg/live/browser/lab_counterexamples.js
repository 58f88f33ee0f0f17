// The study "Counterexamples": seeds whose points make a sentence false.

import { element } from "./elements.js"
import { fill, offer, select } from "./lab_fields.js"
import { count, four } from "./lab_numbers.js"
import { drawPlot } from "./lab_plot.js"
import { keyOf } from "./pages.js"

/** @import { Open, Study } from "./lab-types.js" */
/** @import { Sweep } from "./protocol.js" */
/** One drawn example: a seed, or the first of a pair; where it is in the chart, what is said of
 *  it, and the run that it opens, perhaps with another one pinned beside it.
 * @typedef {{ seed: number, x: number, y: number, text: string, isFalse: boolean,
 *   run: Record<string, string>, beside?: Record<string, string> }} Example */
/** @typedef {{ page: string, text: string, axes: [string, string],
 *   shape: (largest: number, seeds: number) => object[],
 *   example: (sweep: Sweep, place: number) => Example | null,
 *   isOfPairs?: boolean, isOfFalseAlone?: boolean, why: string }} Sentence
 *   "shape" draws the border between true and false */

const NUMBERS = ["200", "1000", "10000"]
const MOST_DRAWN = 2000 // more take long, and look the same
const MOST_OFFERED = 200
const [TRUE, FALSE] = ["#0072B2", "#D55E00"]
const RIGHT_WAY = 45 // degrees, see lab/counterexamples.py

/** @param {Record<string, number | string>} ends */
const border = (ends) => ({
  ...{ type: "line", line: { color: "#7C8DA6", width: 2, dash: "dash" } },
  ...ends,
})

/** @param {Sweep} sweep @param {string} name @param {number} place */
const at = ({ columns }, name, place) => Number(columns[name]?.[place] ?? Number.NaN)

/** @param {string} page @param {number} seed */
const seeded = (page, seed) => ({ [keyOf(page, "seed")]: `${seed}` })

/** @type {Record<string, Sentence>} by the key in the link */
const SENTENCES = {
  direction: {
    page: "linear",
    text: "Minus the gradient points within 45° of the minimum.",
    axes: ["seed", "angle in degrees"],
    shape: (_largest, seeds) => [border({ x0: 0, x1: seeds - 1, y0: RIGHT_WAY, y1: RIGHT_WAY })],
    example(sweep, k) {
      const angle = at(sweep, "angle", k)
      if (Number.isNaN(angle)) return null
      const text = `seed ${k}: ${Number(angle.toPrecision(3))}°`
      const run = { ...seeded("linear", k), arrows: "on", epoch: "0" }
      return { seed: k, x: k, y: angle, text, isFalse: isFalse(sweep, k), run }
    },
    why:
      "Minus the gradient is where the loss falls fastest from here. It leads straight to the " +
      "minimum only where the level curves are circles: standardise x, and the angle is 0.",
  },
  noise: {
    page: "linear",
    text: "With half the noise, the fitted line is nearer to the truth.",
    axes: ["distance to the truth", "with half the noise"],
    shape: (largest) => [border({ x0: 0, x1: largest, y0: 0, y1: largest })],
    example(sweep, k) {
      if (k % 2) return null // it is the second of its pair
      const [x, y] = [k, k + 1].map((place) => at(sweep, "distance_to_truth", place))
      if (Number.isNaN(x + y)) return null
      const [run, beside] = [k + 1, k].map((place) => ({
        ...seeded("linear", place),
        [keyOf("linear", "noise")]: `${at(sweep, "noise", place)}`,
      }))
      const text = `seed ${k}: ${four(x)}<br>seed ${k + 1}, half the noise: ${four(y)}`
      return { seed: k, x, y, text, isFalse: isFalse(sweep, k), run, beside }
    },
    isOfPairs: true,
    why:
      "Each seed draws its noise anew, and a lucky draw of the larger noise may lead nearer to " +
      "the truth than an unlucky one of the smaller: less noise helps only on average.",
  },
  accuracy: {
    page: "logistic",
    text: "While the loss falls, the accuracy does not fall.",
    axes: ["seed", "first such epoch"],
    shape: () => [],
    example(sweep, k) {
      const epoch = at(sweep, "slipped", k)
      if (!isFalse(sweep, k)) return null
      const text = `seed ${k}: both fall at epoch ${epoch}`
      const explain = { [keyOf("logistic", "explain")]: "accuracy" }
      const run = { ...seeded("logistic", k), ...explain, epoch: `${epoch}` }
      return { seed: k, x: k, y: epoch, text, isFalse: true, run }
    },
    isOfFalseAlone: true,
    why:
      "The loss asks how sure the model is of each point, accuracy only on which side it lies. " +
      "A step may make many points surer, and carry one across the boundary.",
  },
}

/** @param {Sweep} sweep @param {number} place */
const isFalse = ({ columns }, place) => columns.is_false?.[place] === true

/** @param {string} page */
const sentencesOf = (page) => Object.entries(SENTENCES).filter(([, one]) => one.page === page)

/** @param {URLSearchParams} own */
const sentenceOf = (own) => SENTENCES[own.get("sentence") ?? ""]

/** @param {Sweep} sweep @param {Sentence} sentence */
function examplesOf(sweep, { example }) {
  const all = Array.from({ length: sweep.done }, (_, k) => example(sweep, k))
  return all.filter((one) => one !== null)
}

/** @type {Study} */
export const COUNTEREXAMPLES = {
  label: "Counterexamples",
  words:
    "Takes a sentence that sounds true, and looks for seeds whose points make it false. " +
    "Click one to open its run.",
  keys: ["sentence", "seeds"],
  looks: [],
  first(page, link) {
    const [sentence, seeds] = ["sentence", "seeds"].map((key) => link.get(key) ?? "")
    const ours = sentencesOf(page).map(([key]) => key)
    return new URLSearchParams({
      sentence: ours.includes(sentence) ? sentence : ours[0],
      seeds: /^\d+$/.test(seeds) ? seeds : "1000",
    })
  },
  createForm(root, { page, choose }) {
    const sentence = select(root, "Sentence")
    const many = select(root, "Seeds")
    for (const [key, { text }] of sentencesOf(page)) sentence.add(new Option(text, key))
    for (const number of NUMBERS) many.add(new Option(count(Number(number)), number))
    const tell = () => choose(new URLSearchParams({ sentence: sentence.value, seeds: many.value }))
    sentence.onchange = tell
    many.onchange = tell
    return {
      show(own) {
        const asked = own.get("seeds") ?? ""
        offer(many, asked)
        fill(many, asked)
        fill(sentence, own.get("sentence") ?? "")
      },
    }
  },
  chosen: (_own, page) => [keyOf(page, "seed")],
  draw(plotly, area, sweep, own, template, open) {
    const sentence = sentenceOf(own)
    const examples = examplesOf(sweep, sentence)
    const layout = {
      template,
      margin: { l: 60, r: 12, t: 30, b: 48 },
      hovermode: "closest",
      legend: { orientation: "h", x: 0, y: 1.01, yanchor: "bottom", font: { size: 13 } },
      xaxis: { title: { text: sentence.axes[0], font: { size: 14 } }, rangemode: "tozero" },
      yaxis: {
        title: { text: sentence.axes[1], font: { size: 14 } },
        type: sentence.isOfFalseAlone ? "log" : "linear",
        rangemode: "tozero",
      },
      shapes: sentence.shape(Math.max(...examples.flatMap(({ x, y }) => [x, y])), sweep.runs),
      uirevision: sweep.call,
    }
    const kinds = sentence.isOfFalseAlone ? [true] : [false, true]
    const traces = kinds.map((kind) => cloud(examples, kind))
    drawPlot(plotly, area, traces, layout, ({ customdata: place }) => {
      const one = typeof place === "number" && sentence.example(sweep, place)
      if (one) open(one.run, one.beside)
    })
  },
  summary(sweep, own) {
    const sentence = sentenceOf(own)
    const share = sentence.isOfPairs ? 2 : 1
    const all = `${count(Math.floor(sweep.done / share))} ${share > 1 ? "pairs of seeds" : "seeds"}`
    const found = numFalse(sweep) / share
    const what = `“${sentence.text.slice(0, -1)}”`
    if (found) return `${what} is false for ${count(found)} of ${all}.`
    return sweep.done < sweep.runs
      ? ""
      : `${what} holds for all ${all}, which does not prove it for others.`
  },
  reading: (sweep, own) => (numFalse(sweep) ? sentenceOf(own).why : ""),
  offer(root, sweep, own, open) {
    const found = examplesOf(sweep, sentenceOf(own)).filter((one) => one.isFalse)
    if (!found.length) return
    const label = sentenceOf(own).isOfPairs ? "Pair from seed" : "Seed"
    const seed = select(root, label)
    for (const [k, one] of found.slice(0, MOST_OFFERED).entries())
      seed.add(new Option(`${one.seed}`, `${k}`))
    const button = element("button", "", root)
    button.textContent = "Open this run"
    button.onclick = () => open(found[Number(seed.value)].run, found[Number(seed.value)].beside)
  },
}

/** @param {Sweep} sweep */
const numFalse = ({ columns }) => (columns.is_false ?? []).filter((is) => is === true).length

/** @param {Example[]} examples @param {boolean} kind whether they make the sentence false */
function cloud(examples, kind) {
  const some = examples.filter((one) => one.isFalse === kind).slice(0, MOST_DRAWN)
  return {
    ...{ type: "scatter", mode: "markers", hoverinfo: "text", showlegend: true },
    name: kind ? "false" : "true",
    ...{ x: some.map(({ x }) => x), y: some.map(({ y }) => y) },
    text: some.map(({ text }) => text),
    customdata: some.map(({ seed }) => seed),
    marker: { color: kind ? FALSE : TRUE, size: 6, opacity: kind ? 0.9 : 0.4 },
  }
}
