// Whether a person sees the page for the first time.

const VISITED = "jaxreg visited"

// True once for each browser; then the training is played, unless motion is not wanted.
export function isFirstVisit() {
  try {
    if (localStorage.getItem(VISITED)) return false
    localStorage.setItem(VISITED, "yes")
  } catch {
    return false // a browser that keeps nothing
  }
  return !matchMedia("(prefers-reduced-motion: reduce)").matches
}
