// A study of the Lab: what one can choose, what the server is asked, and what is shown.

import type { Plotly } from "./plotly-types.js"
import type { Sweep } from "./protocol.js"
import type { Template } from "./theme.js"

/** Open a run, by what it sets differently; perhaps with another one pinned beside it. */
export type Open = (settings: Record<string, string>, beside?: Record<string, string>) => void

/** What a study's form works on. */
export interface Lab {
  page: string
  scenario: URLSearchParams
  /** Other values of the study's own keys: they are asked for. */
  choose(own: URLSearchParams): void
  /** The same, where only what is shown differs. */
  look(own: URLSearchParams): void
  /** Other settings of the run itself. */
  set(settings: Record<string, string>): void
}

export interface Form {
  show(own: URLSearchParams, sweep: Sweep | undefined): void
}

export interface Study {
  label: string
  words: string
  /** Its own keys in a link, and those of them that the server is not asked with. */
  keys: string[]
  looks: string[]
  /** Its own keys as a link has them, or as they are at first. */
  first(page: string, link: URLSearchParams): URLSearchParams
  createForm(root: HTMLElement, lab: Lab): Form
  /** What is shown elsewhere in the form: keys of controls that it chooses itself. */
  chosen(own: URLSearchParams, page: string): string[]
  draw(
    plotly: Plotly,
    area: HTMLElement,
    sweep: Sweep,
    own: URLSearchParams,
    template: Template,
    open: Open,
  ): void
  summary(sweep: Sweep, own: URLSearchParams): string
  reading(sweep: Sweep, own: URLSearchParams): string
  /** Below the chart: for keys, a run to open; and numbers. */
  offer(root: HTMLElement, sweep: Sweep, own: URLSearchParams, open: Open, lab: Lab): void
}
