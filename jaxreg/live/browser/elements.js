// What stands around the charts: equation, legends, numbers and messages.

import { fillLegend } from "./legend.js"
import { number } from "./numbers.js"
import { setAttributes } from "./svg.js"
import { fillTable } from "./tables.js"

/** @import { Action, Explanation, Figure, Message, Params, Report, Row } from "./protocol.js" */

const SAY_AFTER_MS = 700
let described = 0 // charts
const LONG = 48 // letters of an equation, without its numbers, that get two lines

/** @param {Element} parent */
export function createElements(parent) {
  const root = element("div", "jr", parent)
  const intro = element("header", "jr-intro", root)
  const title = element("h1", "", intro)
  const words = element("p", "", intro)
  const tries = element("div", "jr-tries", intro)
  const card = element("section", "jr-card", root)
  card.hidden = true
  card.setAttribute("aria-label", "Card of a lesson")
  const head = element("div", "jr-head", root)
  const equation = element("div", "jr-equation", head)
  const main = createFrame(root, "") // has its place before there is a picture
  main.figure.classList.add("jr-main")
  const bar = element("div", "jr-bar", root)
  const message = element("div", "jr-messages", root)
  const explanation = element("section", "jr-explanation", root)
  explanation.hidden = true
  explanation.tabIndex = 0 // it may be longer than its place, and keys move it
  explanation.setAttribute("aria-label", "Explanation")
  const foot = element("div", "jr-foot", root)
  const params = element("table", "jr-params", foot)
  const facts = element("table", "jr-facts", foot)
  const notes = element("div", "jr-notes", foot)
  const trouble = element("p", "jr-trouble", root)
  const said = element("div", "jr-said", root)
  setAttributes(bar, { role: "group", "aria-label": "Training, epoch by epoch" })
  trouble.setAttribute("role", "status")
  said.setAttribute("aria-live", "polite")
  /** @type {Record<string, ReturnType<typeof createFrame> & { shown: string }>} */
  const frames = {}
  /** @type {string} */
  let shown
  /** @type {string | null | undefined} */
  let aside
  /** @type {ReturnType<typeof setTimeout>} */
  let saying

  /**
   * @param {string} name
   * @param {string} title
   */
  function chartNamed(name, title) {
    if (frames[name]) return frames[name]
    const number = Object.keys(frames).length
    const frame = number ? createFrame(root, title) : main
    if (number) frame.figure.classList.add(`jr-side${number}`)
    frame.figure.dataset.chart = name
    frames[name] = { ...frame, shown: "" }
    aside = "" // to be set anew
    return frames[name]
  }

  // The main chart is there before the others.
  const isMain = (/** @type {string} */ name) =>
    Boolean(frames[name]?.figure.classList.contains("jr-main"))

  /** @param {string} name of the chart that takes the main one's place, and gives it its own */
  function makeMain(name) {
    const [before, chosen] = [root.querySelector(".jr-main"), frames[name].figure]
    if (before) [before.className, chosen.className] = [chosen.className, before.className]
    aside = "" // to be set anew
  }

  /**
   * @param {string} name
   * @param {Figure} figure
   * @param {Set<string>} hidden of it, by the chart's name and a trace's
   * @param {(key: string) => void} toggle hides one, or shows it again
   */
  function showCaption(name, { data: traces, layout }, hidden, toggle) {
    const frame = frames[name]
    frame.entitle(layout.title.text)
    const newest = traces.map((trace) => trace.name).join()
    if (newest !== frame.shown)
      fillLegend(frame.legend, traces, (trace) => toggle(`${name} ${trace}`))
    frame.shown = newest
    for (const entry of frame.legend.querySelectorAll("button"))
      entry.setAttribute("aria-pressed", `${!hidden.has(`${name} ${entry.value}`)}`)
  }

  /**
   * @param {string} name
   * @param {string} sentence on what the chart shows
   */
  function describe(name, sentence) {
    const { description } = frames[name]
    if (description.textContent !== sentence) description.textContent = sentence
  }

  /**
   * Where something is explained, the small charts but one stand below.
   * @param {string | null | undefined} kept undefined: nothing is
   */
  function setAside(kept) {
    if (kept === aside) return
    aside = kept
    if (kept && isMain(kept)) kept = Object.keys(frames)[0] // it has that one's place
    for (const [name, { figure }] of Object.entries(frames)) {
      figure.classList.toggle("jr-beside", name === kept)
      figure.classList.toggle("jr-aside", kept !== undefined && !isMain(name) && name !== kept)
    }
    root.classList.toggle("jr-alone", kept === null)
  }

  /**
   * @param {Report} report
   * @param {Params<number>} params
   */
  function showEquation({ equation: parts, digits }, { W, b }) {
    const text = parts.reduce((before, part, k) => {
      const value = number([...W, b][k - 1], digits)
      const isLess = before.endsWith("+ ") && value.startsWith("-")
      return (isLess ? `${before.slice(0, -2)}− ${value.slice(1)}` : before + value) + part
    })
    equation.textContent = equation.title = text
    equation.classList.toggle("jr-long", parts.join("").length > LONG)
  }

  /**
   * @param {Report} report
   * @param {(action: Omit<Action, "label">) => void} act what a message's button does
   */
  function showReport(report, act) {
    const { columns, units } = report
    const headings = columns.map((name, k) => (units[k] ? `${name} (${units[k]})` : name))
    fillTable(params, ["at the end", ...headings], report.rows)
    const rows = report.facts.map(([name, text]) => /** @type {Row} */ ([name, [text]]))
    fillTable(facts, null, rows)
    clearTimeout(saying)
    saying = setTimeout(() => {
      const sentences = report.messages.map((message) => message.text)
      said.textContent = `${report.summary}. ${sentences.join(" ")}`
    }, SAY_AFTER_MS)
    const newest = JSON.stringify(report.messages)
    if (newest === shown) return // keeps the focus on a message's button
    shown = newest
    const [first, ...others] = report.messages
    message.replaceChildren(...(first ? [createMessage(first, act)] : []))
    notes.replaceChildren(...others.map((other) => createMessage(other, act)))
  }

  /**
   * What the page is, and what to look at.
   * @param {string} name
   * @param {string} sentence
   * @param {boolean} isFresh whether nothing has been chosen: then there are things to try
   */
  function introduce(name, sentence, isFresh) {
    if (title.textContent !== name) title.textContent = name
    if (words.textContent !== sentence) words.textContent = sentence
    tries.hidden = !isFresh
  }

  /**
   * @param {string[]} names of things to try
   * @param {(name: string) => void} choose
   */
  function offer(names, choose) {
    tries.textContent = "Try:"
    for (const name of names) {
      const button = element("button", "", tries)
      button.textContent = name
      button.onclick = () => choose(name)
    }
  }

  return {
    ...{ root, bar, card, explanation, trouble, equation },
    ...{
      chartNamed,
      isMain,
      makeMain,
      setAside,
      showCaption,
      describe,
      showEquation,
      showReport,
      introduce,
      offer,
    },
  }
}

/**
 * @param {Message} message
 * @param {(action: Omit<Action, "label">) => void} act what its button does
 */
function createMessage({ text, level, action }, act) {
  const message = element("p", "jr-message")
  message.dataset.level = level
  message.textContent = text
  if (action) {
    const button = element("button", "", message)
    button.textContent = action.label
    button.onclick = () => act({ key: action.key, value: action.value })
  }
  return message
}

/**
 * What a chart stands in: its caption, with a place for the legend, and its area.
 * @param {Element} parent
 * @param {string} title
 */
export function createFrame(parent, title) {
  const figure = element("figure", "jr-chart", parent)
  const caption = element("figcaption", "", figure)
  const heading = element("strong", "", caption)
  const legend = element("span", "jr-legend", caption)
  const entitle = (/** @type {string} */ text) => {
    if (heading.textContent === text) return
    heading.textContent = text
    figure.setAttribute("aria-label", text)
  }
  entitle(title)
  const area = element("div", "jr-area", figure)
  const description = element("p", "jr-said", figure)
  description.id = `jr-described-${++described}`
  figure.setAttribute("aria-describedby", description.id)
  return { figure, caption, legend, entitle, area, description }
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {Element} [parent]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, className, parent) {
  const created = document.createElement(tag)
  created.className = className
  parent?.append(created)
  return created
}
