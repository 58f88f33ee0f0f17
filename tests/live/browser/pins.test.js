import assert from "node:assert/strict"
import { test } from "node:test"
import { decodeFilm } from "../../../jaxreg/live/browser/film.js"
import { LOOKS, withRoom } from "../../../jaxreg/live/browser/ghosts.js"
import * as pins from "../../../jaxreg/live/browser/pins.js"
import { assertClose, cases } from "./cases.js"

/** @import { PageTable } from "../../../jaxreg/live/browser/protocol.js" */

/** @type {Record<string, PageTable>} */
const PAGES = cases.pins.pages
const LINEAR = PAGES.linear
const LOGISTIC = PAGES.logistic

/** @param {PageTable} table @param {string} query */
const run = (table, query) => pins.runOf(table, new URLSearchParams(query))

test("slots are in the link, and come back", () => {
  for (const [page, queries] of Object.entries(cases.pins.links))
    for (const query of queries) {
      const slots = [null, run(PAGES[page], query), run(PAGES[page], "")]
      const text = pins.writePins(slots)
      const read = pins.readPins(PAGES[page], text)
      assert.deepEqual(read, { slots, refused: [] }, `${text}`)
    }
})

test("a link's slots can be read by a person", () => {
  const slots = ["lr=0.02&seed=3", "", "source=Anscombe+II&x_col=2"].map((query) =>
    run(LINEAR, query),
  )
  assert.equal(pins.writePins(slots), "seed:3 lr:0.02,default,source:Anscombe II x_col:2")
  assert.equal(pins.writePins([null, slots[1], null]), ",default")
  assert.equal(pins.writePins([null, null]), null)
})

test("what decides nothing is no part of a run", () => {
  for (const [query, expected] of [
    ["digits=all&land=surface&loss=log&show=squares&x=3&lr=0.02", "lr=0.02"],
    ["W_0=3&start_seed=4", "start_seed=4"],
    ["W_0=3&start_seed=4&start=chosen", "start=chosen&W_0=3"],
    ["W=4&noise=2&seed=3&source=tips", "seed=3&source=tips"],
    ["lr=0.01&W=3", ""],
    ["mom_kind=Nesterov&shuffle=3&sched=1/t", "sched=1%2Ft"],
    ["mom=0.5&mom_kind=Nesterov", "mom=0.5&mom_kind=Nesterov"],
    ["batch=5&shuffle=3", "batch=5&shuffle=3"],
    ["by=Newton&lr=0.02&mom=0.5&sched=1/t&batch=5&epochs=3", "epochs=3&by=Newton"],
    ["by=coordinate+descent&mom_kind=Nesterov", "by=coordinate+descent"],
    ["utm=3", ""],
  ])
    assert.equal(pins.queryOf(run(LINEAR, query)), expected)
})

test("of a circle the number of points decides, and nothing else of the generator", () => {
  const circle = run(LOGISTIC, "data=circle&c_n=50&W1=3&c_b=1&c_seed=2")
  assert.equal(pins.queryOf(circle), "data=circle&c_n=50&c_seed=2")
  const other = run(LOGISTIC, "data=circle&c_n=50&c_seed=3")
  assert.ok(pins.hasSameAxes(LOGISTIC, circle, other))
  assert.ok(!pins.hasSameLandscape(LOGISTIC, circle, other))
})

test("what differs is said in the words of the controls", () => {
  /** @type {[PageTable, string, string, string][]} */
  const all = [
    [LINEAR, "lr=0.02&seed=3", "", "seed 3 · rate 0.02"],
    [LINEAR, "", "lr=0.02&seed=3", "seed 0 · rate 0.01"],
    [LINEAR, "lr=0.02", "lr=0.02&digits=all", "as now"],
    [
      LINEAR,
      "W=4&n=50&b=1&fit=noise-free",
      "",
      "true W 4 · true b 1 · points 50 · fit to noise-free",
    ],
    [LINEAR, "start=chosen&W_0=1", "", "start of training chosen · W at the start 1"],
    [LINEAR, "source=tips&x_col=2&lr=0.02", "", "data tips · rate 0.02"],
    [LINEAR, "source=tips&x_col=2&y_col=3", "source=tips", "other columns"],
    [LINEAR, "", "source=tips&x_col=2", "data generated"],
    [LINEAR, "", "start_seed=3", "seed of the start empty"],
    [LOGISTIC, "W1=3&l2=0.1&c_scale=on", "", "true W₁ 3 · standardise x on · L2 penalty λ 0.1"],
  ]
  for (const [table, query, shown, expected] of all)
    assert.equal(pins.difference(table, run(table, query), run(table, shown)), expected)
})

test("a ghost is drawn where the axes and the landscape are its own", () => {
  /** @type {[PageTable, string, string, boolean, boolean][]} */
  const all = [
    [LINEAR, "lr=0.02&epochs=5&scale=on&start=zero", "", true, true],
    [LINEAR, "seed=3", "", true, false],
    [LINEAR, "noise=3", "", true, false],
    [LINEAR, "fit=noise-free", "", true, false],
    [LINEAR, "source=tips&seed=3", "source=tips", true, true],
    [LINEAR, "source=tips", "", false, false],
    [LINEAR, "source=tips&x_col=2", "source=tips", false, false],
    [LOGISTIC, "l2=0.1", "", true, false],
    [LOGISTIC, "form=textbook&c_lr=1", "", true, true],
    [LOGISTIC, "data=lecture", "", false, false],
  ]
  for (const [table, query, shown, hasAxes, hasLandscape] of all) {
    const [one, other] = [run(table, query), run(table, shown)]
    assert.equal(pins.hasSameAxes(table, one, other), hasAxes, query)
    assert.equal(pins.hasSameLandscape(table, one, other), hasLandscape, query)
  }
})

test("each pin that cannot be used is said, and its slot is empty", () => {
  const { slots, refused } = pins.readPins(LINEAR, "lr:abc,lr:0.02,lr,hue:3,fit:noisy n:7")
  assert.deepEqual(
    slots.map((one) => one && pins.queryOf(one)),
    [null, "lr=0.02", null, null, null],
  )
  const rate = "Learning rate must be a number from 1e-9 to 1000 with at most 7 digits."
  assert.deepEqual(refused.slice(0, 3), [
    `The link's pin “lr:abc” is left out: ${rate}`,
    `The link's pin “lr” is left out: ${rate}`,
    "The link's pin “hue:3” is left out: “hue” is no setting of this page.",
  ])
  assert.match(refused[3], /“fit:noisy n:7” is left out: Number of points must be one of 5, 10/)
  assert.deepEqual(pins.readPins(LINEAR, null), { slots: [], refused: [] })
  assert.equal(pins.readPins(LINEAR, ",,,,,,lr:0.1").slots.length, LOOKS.length)
})

test("the axes of the loss hold all curves, each as if it were alone", () => {
  for (const { layout, films, ranges } of cases.pins.rooms) {
    const found = withRoom(
      layout,
      films.map((/** @type {any} */ film) => ({ film: decodeFilm(film) })),
    )
    assertClose(found.xaxis.range, ranges[0], "epochs", 1e-6)
    assertClose(found.yaxis.range, ranges[1], "losses", 1e-6)
  }
})

test("each look can be read on white and on near-black, and is told by its dashes alone", () => {
  const light = (/** @type {string} */ hex) => {
    const linear = [1, 3, 5].map((at) => {
      const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05
  }
  for (const { color } of LOOKS) {
    assert.ok(light("#ffffff") / light(color) >= 3, color)
    assert.ok(light(color) / light("#171614") >= 3, color)
  }
  assert.equal(new Set(LOOKS.map(({ dash }) => dash)).size, LOOKS.length)
})

test("a run that goes on from an epoch says so, and not what its branch has set", () => {
  const whole = run(LINEAR, "lr=0.02")
  const slots = [pins.goingOn(whole, 40)]
  const text = pins.writePins(slots)
  assert.equal(text, "lr:0.02 from:40")
  assert.deepEqual(pins.readPins(LINEAR, text), { slots, refused: [] })
  assert.equal(pins.firstOf(slots[0]), 40)
  assert.equal(pins.firstOf(whole), 0)
  const branch = run(LINEAR, "lr=0.01&epochs=160&start=chosen&W_0=3&b_0=1")
  assert.equal(pins.difference(LINEAR, slots[0], branch), "rate 0.02 · from epoch 40")
  for (const wrong of ["0", "-3", "1.5", "", "12345", "x"]) {
    const { slots, refused } = pins.readPins(LINEAR, `lr:0.02 from:${wrong}`)
    assert.deepEqual(slots, [null])
    assert.match(refused[0], /“from” must be an epoch from 1 to 9999/)
  }
})

test("a film from an epoch on counts from there", () => {
  const floats = (/** @type {number[]} */ numbers) => ({
    dtype: /** @type {const} */ ("f4"),
    bdata: Buffer.from(new Float32Array(numbers).buffer).toString("base64"),
  })
  const sent = {
    epochs: floats([0, 1, 2, 4, 8]),
    loss: floats([9, 8, 7, 6, 5]),
    params: { W: [floats([0, 1, 2, 3, 4])], b: floats([0, 0, 0, 1, 2]) },
    steps: [],
    ruler: /** @type {any} */ ({ here: null }),
  }
  const { epochs, loss, params } = decodeFilm({ ...sent, from: 2 })
  assert.deepEqual([...epochs], [0, 2, 6])
  assert.deepEqual([...loss], [7, 6, 5])
  assert.deepEqual([...params.W[0]], [2, 3, 4])
  assert.deepEqual([...decodeFilm({ ...sent, from: 9 }).epochs], [0])
  assert.equal(decodeFilm(sent).epochs.length, 5)
})
