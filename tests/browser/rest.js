// In every page of the tests, before any other script: what a page still waits for, and
// what a person reads there once it waits for nothing.

const pageWaits = { run: false, answers: 0, asked: [], hasPins: false }

// The fields of a protobuf message, by number; of what has a length, nothing is read.
function fieldsOf(buffer) {
  const bytes = new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset, buffer.byteLength)
  const fields = new Map()
  let at = 0
  const varint = () => {
    let value = 0
    for (let size = 1; ; size *= 128) {
      value += (bytes[at] & 127) * size
      if (bytes[at++] < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const value = varint() // or a length: no message of Streamlit's begins otherwise
    fields.set(tag >> 3, value)
    if ((tag & 7) === 2) at += value
  }
  return fields
}

// A run of the page's script is waited for from its request to its good end; the numbers
// are those of the messages' fields.
function watchPage(rerunScript, scriptFinished, wellFinished) {
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args)
      this.addEventListener("message", ({ data }) => {
        if (fieldsOf(data).get(scriptFinished) === wellFinished) pageWaits.run = false
      })
    }
    send(data) {
      if (fieldsOf(data).has(rerunScript)) pageWaits.run = true
      super.send(data)
    }
  }
  const { fetch } = window
  window.fetch = async (...args) => {
    const { pathname, search } = new URL(args[0].url ?? args[0], document.baseURI)
    if (pathname.includes("/figures/")) pageWaits.asked.push(search)
    pageWaits.answers += 1
    try {
      const response = await fetch(...args)
      // What comes in parts is shown in parts.
      if (!pathname.includes("/sweeps/")) await response.clone().arrayBuffer()
      return response
    } finally {
      pageWaits.answers -= 1
    }
  }
}

// Why a page is not at rest, or "". ``defaults``: of each key, the text that a link leaves
// out.
function unrest(defaults) {
  const { testScriptState, testConnectionState } =
    document.querySelector("[data-testid=stApp]")?.dataset ?? {}
  if (testConnectionState !== "CONNECTED") return "it is not connected"
  if (pageWaits.run || testScriptState !== "notRunning") return "its script runs"
  if (pageWaits.answers) return "it waits for the server"
  if (document.querySelectorAll(".jr-plot .main-svg").length < 6) return "it has no charts"
  if (document.querySelector(".jr-moving")) return "its charts move"
  if (document.querySelector(".jr[data-awaits]")) return "it awaits a landscape"
  const inLink = new URLSearchParams(location.search)
  const isSame = (one, other) => one === other || Number(one) === Number(other)
  const linked = (key) => inLink.get(key) ?? defaults[key]
  // What the landscape is over is shown as the picture has it, which may be other than a link.
  for (const [key, text] of Object.entries(controlTexts()))
    if (!/^(c_)?land_[xy]$/.test(key) && !isSame(text || "nothing", linked(key)))
      return `${key} is ${text}, not in the link`
  // The picture was asked for last, but for runs that are pinned beside it.
  pageWaits.hasPins ||= inLink.has("pins")
  const all = pageWaits.asked.length ? pageWaits.asked : [location.search]
  const missing = (search) => {
    const asked = new URLSearchParams(search)
    const keys = [...new Set([...inLink.keys(), ...asked.keys()])]
    return keys.find(
      (key) => key in defaults && !isSame(linked(key), asked.get(key) ?? defaults[key]),
    )
  }
  const lacks = all.slice(pageWaits.hasPins ? 0 : -1).map(missing)
  if (!lacks.includes(undefined)) return `${lacks[0]}=${linked(lacks[0])} was not asked for`
  return ""
}

// Of each control that can be seen, by its key, what it shows.
function controlTexts() {
  const rows = document.querySelectorAll(".jr-control:not([hidden])")
  const text = (row) =>
    row.querySelector(".jr-range")?.getAttribute("aria-valuetext") ??
    row.querySelector(".jr-field-of, :checked")?.value
  return Object.fromEntries([...rows].map((row) => [row.dataset.key, text(row)]))
}

// All that a person reads: controls, numbers, and the charts' arrays and ranges.
function pageState() {
  const shown = (place) => document.querySelector(place).innerText
  return {
    controls: controlTexts(),
    explained: document.querySelector(".jr-explain select").value,
    words: `${shown(".jr-messages")}\n${shown(".jr-foot")}`,
    equation: shown(".jr-equation"),
    charts: [...document.querySelectorAll(".jr-plot")].map((plot) => ({
      traces: Object.fromEntries(
        plot._fullData.map((trace) => [trace.name, [[...(trace.x ?? [])], [...(trace.y ?? [])]]]),
      ),
      ranges: ["xaxis", "yaxis"].map((axis) => {
        const layout = plot._fullLayout
        return (layout.scene ?? layout)[axis].range
      }),
    })),
    bar: shown(".jr-numbers"),
  }
}

// Called at each frame: whether the page was at rest, and the same, for some of them.
const rest = { frames: 0, state: null }
function isAtRest(defaults) {
  rest.frames = unrest(defaults) ? 0 : rest.frames + 1
  if (rest.frames === 1) rest.state = JSON.stringify(pageState())
  if (rest.frames < 6) return false
  rest.frames = 0
  return rest.state === JSON.stringify(pageState())
}

Object.assign(window, { isAtRest, pageState, pageWaits, unrest, watchPage })
