// plotly.js, as the server's plotly package has it.

// One script element for the life of the page; a failed one is tried again.
let loading
export function loadPlotly(path) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = new URL(path, document.baseURI)
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
