"""The browser's scripts compute what Python computes: ``node --test`` runs those of
tests/live/browser, without a browser, on cases that are computed here."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator
from scipy.optimize import brentq

from jaxreg.display.numbers import number
from jaxreg.display.ruler import short
from jaxreg.live.picture import encoded, moving_picture, picture
from jaxreg.settings import LinearScenario, LogisticScenario, to_query
from jaxreg.training.runs import run
from tests.traces import decoded

TESTS = Path(__file__).with_name("browser")
NODE = shutil.which("node")

RUNS = [
    LinearScenario(),
    LinearScenario(learning_rate=0.0501, loss_axis="log"),
    LinearScenario(epochs=10_000, explain="squares"),
    LinearScenario(scaling="on", learning_rate=0.501, ask_x=12.0),
    LinearScenario(data="gapminder", epochs=50),
    LogisticScenario(),
    LogisticScenario(data="lecture", seed=10, learning_rate=0.01),
    LogisticScenario(learning_rate=20.0, epochs=100, landscape="surface"),
    LogisticScenario(scaling="on", l2=1.0),
    LinearScenario(explain="gradient", epochs=20),
    LogisticScenario(data="O-rings", ask_x1=60.0),
    LogisticScenario(data="gapminder"),
]
EPOCHS = (0, 3, 20)
RULERS = [
    LinearScenario(learning_rate=0.0001),
    LinearScenario(learning_rate=1.0),
    LogisticScenario(learning_rate=100.0, l2=1.0),
]


def as_text(value):
    """A number as JavaScript reads it."""
    return repr(float(value)).replace("inf", "Infinity").replace("nan", "NaN")


def number_cases():
    chance = np.random.default_rng(0)
    bits = chance.integers(0, 2**32, 4000, dtype=np.uint32).view(np.float32)
    usual = np.float32(
        10.0 ** chance.uniform(-9, 12, 2000) * chance.choice([-1, 1], 2000)
    )
    edges = [
        0,
        -0.0,
        1,
        -5,
        352,
        0.1,
        1e-4,
        1e6,
        999_999,
        3e38,
        2.0**-126,
        3.4028235e38,
    ]
    floats = np.concatenate([bits, usual, np.float32(edges)])
    floats = floats[(np.abs(floats) >= 2.0**-126) & np.isfinite(floats) | (floats == 0)]
    beyond = [
        *(10.0 ** chance.uniform(38.6, 300, 200)),
        *(-(10.0 ** chance.uniform(-300, -38, 200))),
    ]
    beyond += [np.inf, -np.inf, np.nan, 1e39, 1e-40, 5e-324, 1.5e300]
    # Exact in float32, many of them halfway between two texts of four digits
    halfway = [
        sign * (digits + 0.5) * 2.0**power * scale
        for digits in chance.integers(1000, 10_000, 200)
        for sign, power, scale in ((1, 0, 1), (-1, 0, 1), (1, 0, 10), (1, -1, 1))
    ]
    rates = [
        *(10.0 ** chance.uniform(-12, 35, 2000)),
        1e30,
        99_999.0,
        1e5,
        1e-4,
        9.999e-5,
    ]
    return {
        "float32": [[as_text(value), str(value)] for value in floats],
        "beyond": [[as_text(value), number(value)] for value in beyond],
        "four": [
            [as_text(value), number(value, "four")]
            for value in [*floats, *beyond, *halfway]
        ],
        "short": [[as_text(rate), short(rate)] for rate in [*rates, np.inf]],
    }


def film_cases():
    arrays = {
        "empty": np.zeros(0),
        "float32": np.float32([1.5, -0.1, 3e38]),
        "whole": np.array([3, 4, 5]),
        "float64": np.array([1e300, 1.0]),
        "matrix": np.arange(6.0).reshape(2, 3),
    }
    chance = np.random.default_rng(1)
    indices = []
    for size in (1, 2, 10, 500):
        epochs = np.unique([0, *chance.integers(0, 10_000, size - 1)])
        asked = [*chance.integers(0, 12_000, 50), 0, epochs[-1], epochs[-1] + 1]
        expected = np.searchsorted(epochs, asked, side="right") - 1
        indices.append((epochs, asked, expected))
    names = "epochs", "asked", "expected"
    return {
        "arrays": {
            "sent": {name: encoded(values) for name, values in arrays.items()},
            "expected": {
                name: decoded(values).tolist() for name, values in arrays.items()
            },
        },
        "layout": {},
        "indices": [
            {
                name: np.asarray(values).tolist()
                for name, values in zip(names, some, strict=True)
            }
            for some in indices
        ],
        "runs": [run_case(scenario) for scenario in RUNS],
    }


def run_case(scenario):
    """A run as it is sent, and what runs show that end earlier."""
    film = json.loads(moving_picture(scenario))
    last = decoded(film["epochs"])[-1]
    epochs = {*filter(last.__ge__, EPOCHS), *({scenario.epochs} & {last})}
    shorter = [replace(scenario, epochs=epoch) for epoch in sorted(epochs)]
    return {
        "link": link(scenario),
        "figures": json.loads(picture(scenario))["figures"],
        "film": film,
        "frames": [frame_case(s, s.epochs == last) for s in shorter],
    }


def frame_case(scenario, is_last):
    history = run(scenario).history
    shown = json.loads(picture(scenario))
    curvature = shown["film"]["ruler"]["curvature"]
    return {
        "epoch": scenario.epochs,
        "isLast": bool(is_last),
        "texts": {
            digits: [
                number(value, digits)
                for value in np.concatenate([*map(np.ravel, history.at(-1))])
            ]
            for digits in ("four", "all")
        },
        "curvature": curvature and float(np.float32(decoded(curvature)[0])),
        "traces": {
            name: [
                arrays_of(trace, is_last)
                for trace in figure["data"]
                if not trace.get("meta", "class").startswith("class")
            ]
            for name, figure in shown["figures"].items()
        },
    }


def arrays_of(trace, is_last):
    """What a moving trace shows, and how large its numbers are; the points of some may
    come in any order."""
    if trace["meta"] == "field":
        return {"meta": "field", "z": plain(trace["z"]), "scale": 1}
    if trace["meta"] == "at the end" and not is_last:
        return {"meta": "at the end", "x": [], "y": [], "scale": 0}
    arrays = {axis: plain(trace[axis]) for axis in "xy"}
    is_set = trace["meta"] in ("boundary", "wrong side")
    largest = max((abs(value or 0) for value in arrays["x"] + arrays["y"]), default=0)
    scales = {"curve": 1, "weights": largest}
    scale = scales.get(trace["meta"], 0)
    return arrays | {"meta": trace["meta"], "isSet": is_set, "scale": scale}


def plain(values):
    """An array as lists, its NaN as None."""
    values = decoded(values).astype(float)
    return np.where(np.isnan(values), None, values).tolist()


def pace_cases():
    """At share u of its time a film of n frames is at n (s u + (1 - s) u^2) of them."""

    def position(k, n):
        s = min(1, 100 / n)
        return brentq(lambda u: n * (s * u + (1 - s) * u**2) - k, 0, 1, xtol=1e-14)

    films = []
    for n in (1, 5, 99, 100, 101, 350, 999, 1000):
        frames = sorted({*range(min(n, 20)), n // 2, n - 1, n})
        positions = [position(k, n) for k in frames]
        films.append({"n": n, "frames": frames, "positions": positions})
    return {"films": films}


def ruler_cases():
    cases = []
    for scenario in [*RUNS, *RULERS]:
        ruler = json.loads(picture(scenario))["film"]["ruler"]
        rates = scenario.controls["learning_rate"].options
        marks = [ruler["rate"], *(mark["rate"] for mark in ruler["marks"])]
        ends = [0.0, *shares([zone["end"] for zone in ruler["zones"]], rates)]
        parts = [
            (zone["colour"], *part)
            for zone, part in zip(ruler["zones"], pairwise(ends), strict=True)
            if part[1] > part[0]
        ]
        cases.append(
            {
                "link": link(scenario),
                "ruler": ruler,
                "marks": shares(marks, rates),
                "zones": {
                    "colours": [colour for colour, *_ in parts],
                    "ends": [end for _, *part in parts for end in part],
                },
            }
        )
    return cases


def shares(rates, slider):
    """Where rates stand on a slider of these values, 0 to 1; None is infinite."""
    ends = np.log([slider[0], slider[-1]])
    places = np.log([np.inf if rate is None else rate for rate in rates])
    return np.interp(places, ends, [0, 1]).tolist()


def surface_cases():
    chance = np.random.default_rng(2)
    heights, cameras = [], []
    for _ in range(20):
        x, y = (
            np.linspace(low, low + size, n)
            for low, size, n in zip(
                chance.normal(size=2),
                chance.uniform(0.1, 9, 2),
                chance.integers(2, 9, 2),
                strict=True,
            )
        )
        z = chance.normal(size=(len(y), len(x)))
        inside = np.column_stack(
            [chance.uniform(axis[0], axis[-1], 20) for axis in (x, y)]
        )
        places = np.vstack([inside, [x[0], y[0]], [x[-1], y[-1]]])
        surface = {"x": x.tolist(), "y": y.tolist(), "z": z.tolist()}
        at = RegularGridInterpolator((y, x), z)
        heights.append(
            {
                "grid": surface,
                "places": places.tolist(),
                "heights": at(places[:, ::-1]).tolist(),
            }
        )
        scale = chance.uniform(0.1, 3, 3)
        matrices = chance.normal(size=(3, 4, 4))
        model, view, projection = matrices
        place = [*(scale * [*places[0], *at(places[:1, ::-1])]), 1.0]
        seen = projection @ view @ model @ place
        names = "model", "view", "projection"
        columns = [matrix.T.ravel().tolist() for matrix in matrices]  # column-major
        cameras.append(
            {
                "scene": {
                    "glplot": {"cameraParams": dict(zip(names, columns, strict=True))},
                    "dataScale": scale.tolist(),
                },
                "surface": surface | {"type": "surface"},
                "mark": {"x": [places[0, 0]], "y": [places[0, 1]], "marker": {}},
                "expected": (seen[:2] / seen[3]).tolist(),
            }
        )
    return {"heights": heights, "cameras": cameras}


def link(scenario):
    return f"{scenario.page}?{to_query(scenario)}"


CASES = {
    "numbers": number_cases,
    "film": film_cases,
    "pace": pace_cases,
    "ruler": ruler_cases,
    "surface": surface_cases,
}


def test_each_file_has_its_cases():
    assert {path.name for path in TESTS.glob("*.test.js")} == {
        f"{name}.test.js" for name in CASES
    }


@pytest.mark.skipif(
    NODE is None, reason="no Node.js: install it (Debian: apt-get install nodejs)"
)
@pytest.mark.parametrize("name", CASES)
def test_in_node(name, tmp_path):
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps({name: CASES[name]()}, allow_nan=False), "utf-8")
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", TESTS / f"{name}.test.js"],
        env=os.environ | {"JAXREG_CASES": str(cases)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"^# pass (\d+)$", done.stdout, re.M)[1]) > 0
