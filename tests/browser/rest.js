// In every page of the tests, before any other script: what a page still waits for, and
// what a person reads there once it waits for nothing.

const pageWaits = { run: false, answers: 0, asked: null }

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
    if (pathname.includes("/figures/")) pageWaits.asked = search
    pageWaits.answers += 1
    try {
      const response = await fetch(...args)
      await response.clone().arrayBuffer()
      return response
    } finally {
      pageWaits.answers -= 1
    }
  }
}

// Why a page is not at rest, or "". ``defaults``: of each key, the text that a link leaves
// out. Streamlit waits before it sends a slider's value: until the link has it, too.
function unrest(defaults) {
  const { testScriptState, testConnectionState } =
    document.querySelector("[data-testid=stApp]")?.dataset ?? {}
  if (testConnectionState !== "CONNECTED") return "it is not connected"
  if (pageWaits.run || testScriptState !== "notRunning") return "its script runs"
  if (pageWaits.answers) return "it waits for the server"
  if (document.querySelectorAll(".jr-plot .main-svg").length < 6) return "it has no charts"
  if (document.querySelector(".jr-moving")) return "its charts move"
  const inLink = new URLSearchParams(location.search)
  const isSame = (one, other) => one === other || Number(one) === Number(other)
  const linked = (key) => inLink.get(key) ?? defaults[key]
  for (const input of document.querySelectorAll(".stSlider input[type=range]:enabled")) {
    const text = input.getAttribute("aria-valuetext")
    if (!isSame(text, linked(keyOf(input)))) return `${keyOf(input)} is ${text}, not in the link`
  }
  const asked = new URLSearchParams(pageWaits.asked ?? location.search)
  for (const [key, text] of inLink)
    if (key in defaults && !isSame(text, asked.get(key) ?? defaults[key]))
      return `${key}=${text} was not asked for`
  return ""
}

const keyOf = (input) => input.closest("[class*=st-key-]").className.match(/st-key-(\w+)/)[1]

// All that a person reads: sliders, numbers, and the charts' arrays and ranges.
function pageState() {
  const sliders = [...document.querySelectorAll(".stSlider input[type=range]")]
  return {
    sliders: Object.fromEntries(
      sliders.map((input) => [keyOf(input), input.getAttribute("aria-valuetext")]),
    ),
    words: document.querySelector(".jr-foot").innerText,
    equation: document.querySelector(".jr-equation").innerText,
    charts: [...document.querySelectorAll(".jr-plot")].map((plot) => ({
      traces: Object.fromEntries(
        plot._fullData.map((trace) => [trace.name, [[...(trace.x ?? [])], [...(trace.y ?? [])]]]),
      ),
      ranges: ["xaxis", "yaxis"].map((axis) => {
        const layout = plot._fullLayout
        return (layout.scene ?? layout)[axis].range
      }),
    })),
    bar: document.querySelector(".jr-numbers").innerText,
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

Object.assign(window, { isAtRest, pageState, unrest, watchPage })
