// A page's style and script as a short text, compressed.

/** @param {{ style: string, script: string }} parts */
export async function pack(parts) {
  const stream = new Blob([JSON.stringify(parts)]).stream()
  const small = await new Response(stream.pipeThrough(new CompressionStream("gzip"))).blob()
  const reader = new FileReader()
  reader.readAsDataURL(small)
  await new Promise((resolve, reject) =>
    Object.assign(reader, { onload: resolve, onerror: reject }),
  )
  return `${reader.result}`.replace(/^.*,/, "")
}

/**
 * Give a page its style and its script. It stands in the page as its own text, so it uses
 * nothing else of ours.
 * @param {string} packed
 */
export async function unpack(packed) {
  try {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))
    for (const [tag, text] of Object.entries(await new Response(stream).json())) {
      const part = document.createElement(tag)
      part.textContent = text
      document.head.append(part)
    }
  } catch {
    document.body.textContent = "This page needs a newer browser, such as one of 2023."
  }
}
