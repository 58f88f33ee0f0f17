// plotly.js, as the server's plotly package has it.

/** @import { Plotly } from "./plotly-types.js" */

/** @type {Promise<Plotly> | undefined} One script element for the life of the page. */
let loading

/**
 * Load it; one that failed is tried again.
 * @param {string} path
 */
export function loadPlotly(path) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = new URL(path, document.baseURI).href
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => {
      loading = undefined
      script.remove()
      reject(new Error("plotly.js did not load"))
    }
    document.head.append(script)
  })
  return loading
}
