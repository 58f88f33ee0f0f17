// A film with fewer frames, for a file that has many films.

import { decode } from "./film.js"

/** @import { Encoded, Film, Picture } from "./protocol.js" */

const FIRST = 30 // frames, of which all are kept, since people step through them
const MOST = 150
const SAID = /^The film shows about / // how a message begins that is of the whole film

/**
 * A picture and its film with the first frames, the last one, and some between; the
 * picture says so.
 * @param {{ picture: Picture, film: Film<Encoded> }} whole
 */
export function thinned({ picture, film }) {
  const all = decode(film.epochs)
  if (all.length <= MOST) return { picture, film }
  const { report } = picture
  const text = `The film shows ${MOST} of ${all[all.length - 1].toLocaleString("en")} epochs.`
  const others = report.messages.filter(({ text }) => !SAID.test(text))
  const messages = [...others, { text, level: "info", action: null }]
  return { picture: { ...picture, report: { ...report, messages } }, film: fewer(film) }
}

/**
 * @param {Film<Encoded>} film of more frames than are kept
 * @returns {Film<Encoded>}
 */
function fewer({ epochs, loss, params, steps, ruler }) {
  const last = decode(epochs).length - 1
  const by = (last - FIRST) / (MOST - FIRST - 1)
  const kept = Array.from({ length: MOST }, (_, k) =>
    Math.round(k < FIRST ? k : FIRST + by * (k - FIRST)),
  )

  /** @param {Encoded} column @returns {Encoded} */
  function thin(column) {
    const all = decode(column)
    const bytes = new Uint8Array(all.map((_, k) => all[kept[k]]).slice(0, MOST).buffer)
    return { ...column, bdata: btoa(String.fromCharCode(...bytes)) }
  }

  return {
    epochs: thin(epochs),
    loss: thin(loss),
    params: { ...params, W: params.W.map(thin), b: thin(params.b) },
    steps: steps.map(thin),
    ruler: { ...ruler, here: ruler.here && thin(ruler.here) },
  }
}
