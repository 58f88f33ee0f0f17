// What Streamlit says where it finds no server is for who started it: "restart it in your
// terminal". Here are words for who visits. React goes on to own what it has made, so its
// words are hidden, and ours stand beside them.

const WORDS =
  "The connection to the server is lost. The page carries on by itself once it is back; " +
  "your settings are kept."

function sayItOurWay() {
  const title = document.querySelector("[data-testid=stDialog] [role=dialog] > h2")
  const body = title?.nextElementSibling
  if (title?.textContent !== "Connection error") return
  if (!(body instanceof HTMLElement) || body.matches(".jr-lost")) return
  const ours = document.createElement("p")
  ours.className = "jr-lost"
  ours.textContent = WORDS
  ours.style.margin = "0 1.5rem 1.5rem"
  body.before(ours)
  body.style.display = "none"
}

new MutationObserver(sayItOurWay).observe(document.body, { childList: true })
