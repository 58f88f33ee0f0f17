"""The browser's scripts compute what Python computes: ``node --test`` runs those of
tests/live/browser, without a browser, on cases that are computed here."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.interpolate import RegularGridInterpolator
from scipy.optimize import brentq

import jaxreg.live
from jaxreg.display.certain import Mark, short
from jaxreg.display.dates import with_dates
from jaxreg.display.drawing import Shows
from jaxreg.display.report import Action, Message, Report, number
from jaxreg.display.ruler import Ruler, Zone
from jaxreg.explain.entry import Bar, Explanation
from jaxreg.explain.gradient import gradients
from jaxreg.explain.menu import figures
from jaxreg.live.controls import pages_json
from jaxreg.live.picture import Film, as_json, encoded, moving_picture, picture, sent
from jaxreg.settings import (
    DIGITS,
    PAGES,
    LinearScenario,
    LogisticScenario,
    to_query,
)
from jaxreg.training.models import Params
from jaxreg.training.runs import run
from tests import app_pages
from tests.display import test_dates as dates
from tests.strategies import any_value, anything
from tests.traces import decoded, shows

TESTS = Path(__file__).with_name("browser")
SCRIPTS = Path(jaxreg.live.__file__).with_name("browser")
NODE = shutil.which("node")

RUNS = [
    LinearScenario(),
    LinearScenario(learning_rate=0.0501, loss_axis="log"),
    LinearScenario(epochs=10_000, explain="squares"),
    LinearScenario(scaling="on", learning_rate=0.501, ask_x=12.0),
    LinearScenario(data="gapminder", epochs=50, explain="gradient"),
    LogisticScenario(),
    LogisticScenario(data="lecture", seed=10, learning_rate=0.01),
    LogisticScenario(learning_rate=20.0, epochs=100, landscape="surface"),
    LogisticScenario(scaling="on", l2=1.0, explain="gradient"),
    LinearScenario(explain="gradient", epochs=20),
    LogisticScenario(data="O-rings", l2=0.1, ask_x1=60.0, explain="gradient"),
    LogisticScenario(data="gapminder"),
]
EPOCHS = (0, 3, 20)
RULERS = [
    LinearScenario(learning_rate=0.0001),
    LinearScenario(learning_rate=1.0),
    LinearScenario(learning_rate=3e-7),
    LogisticScenario(learning_rate=1000.0),
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
    figures = json.loads(picture(scenario))["figures"]
    ground = figures["landscape"]
    return {
        "link": link(scenario),
        "figures": figures,
        "film": film,
        "frames": [frame_case(s, s.epochs == last, ground) for s in shorter],
    }


def frame_case(scenario, is_last, ground):
    history = run(scenario).history
    shown = json.loads(picture(scenario))
    here = shown["film"]["ruler"]["here"]
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
        "here": here and short(decoded(here)[0]),
        "traces": {
            name: [
                arrows_of(scenario, shows(trace), ground)
                if "step" in shows(trace)
                else arrays_of(trace, ground["data"][0])
                for trace in figure["data"]
                if shows(trace)
            ]
            for name, figure in shown["figures"].items()
        },
    }


def arrows_of(scenario, name, ground):
    """The next step, or those that points ask for, on the axes of the film's own
    landscape: the longest goes over 0.4 of it."""
    here = gradients(run(scenario))
    steps = -scenario.learning_rate * np.array([*here.of_points, here.autodiff])
    layout, start = ground["layout"], here.at[:2]
    sizes = np.ptp([layout[axis]["range"] for axis in ("xaxis", "yaxis")], axis=1)
    tips = start + 0.4 * steps[:, :2] / np.abs(steps[:, :2] / sizes).max()
    arrows = tips[-1:] if name == "step" else tips[:-1]
    lines = [[start[k], tip[k], None] for k in (0, 1) for tip in arrows]
    x, y = np.reshape(np.array(lines, object), (2, -1)).tolist()
    # A step that was taken has the rounding of two places, and is drawn larger.
    return {
        "shows": name,
        "isSet": False,
        "arrays": {"x": x, "y": y},
        "scale": float(100 * max(sizes)),
    }


def arrays_of(trace, ground):
    """What a moving trace shows, on the film's own ``ground`` if it is a surface, and
    how large its numbers are; the points of some may come in any order."""
    shown = {"shows": shows(trace), "isSet": shows(trace) in ("boundary", "wrong side")}
    axes = "z" if shows(trace) == "field" else "xy"
    arrays = {axis: np.ravel(plain(trace[axis])).tolist() for axis in axes}
    if trace["type"] == "scatter3d":
        x, y, z = (decoded(ground[axis]) for axis in "xyz")
        on_it = [np.clip(arrays[k], *grid[[0, -1]]) for k, grid in (("y", y), ("x", x))]
        arrays["z"] = RegularGridInterpolator((y, x), z)(tuple(on_it)).tolist()
    largest = max((abs(value or 0) for value in chain(*arrays.values())), default=0)
    scales = {"field": 1, "curve": 1, "weights": largest}
    return shown | {"arrays": arrays, "scale": scales.get(shows(trace), 0)}


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
        ends = [ruler["low"], *(zone["end"] for zone in ruler["zones"])]
        rates = [ruler["rate"], *ends]
        on_slider = np.log([ruler["low"], ruler["high"]])
        places = np.interp(np.log(rates), on_slider, [0, 1]).tolist()
        cases.append({"ruler": ruler, "rates": rates, "places": places})
    return cases


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
        place = chance.normal(size=3)
        seen = projection @ view @ model @ [*(scale * place), 1.0]
        names = "model", "view", "projection"
        columns = [matrix.T.ravel().tolist() for matrix in matrices]  # column-major
        cameras.append(
            {
                "scene": {
                    "glplot": {"cameraParams": dict(zip(names, columns, strict=True))},
                    "dataScale": scale.tolist(),
                },
                "mark": {name: [at] for name, at in zip("xyz", place, strict=False)}
                | {"marker": {}},
                "expected": (seen[:2] / seen[3]).tolist(),
            }
        )
    return {"heights": heights, "cameras": cameras}


def date_cases():
    """Figures as they are sent, and as Python itself shows their dates."""
    cases = []
    for scenario in (dates.LINE, dates.ONE, dates.TWO, replace(dates.LINE, y_column=3)):
        figure = figures(run(scenario, dates.TABLE))["fit"]
        both = {"figure": sent(figure), "expected": sent(with_dates(figure))}
        cases.append(json.loads(as_json(both)))
    return cases


def link(scenario):
    return f"{scenario.page}?{to_query(scenario)}"


def some(strategy, count=1000):
    """As many things that hypothesis draws, the same ones each time."""
    found = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
    )
    @given(strategy)
    def collect(drawn):
        found.append(drawn)

    collect()
    return found


def scale_cases():
    sevens = st.builds(
        lambda digits, power: float(f"{digits}e{power}"),
        st.integers(-9_999_999, 9_999_999),
        st.integers(-24, 8),
    )
    wide = LinearScenario.controls["start_W"]
    numbers = [wide.nearest(number) for number in some(sevens)]
    told = json.loads(pages_json())
    return {
        "plain": [[number, wide.text(number)] for number in numbers],
        "controls": [
            control_case(control, PAGES[page].controls[control["name"]])
            for page in PAGES
            for control in told[page]["controls"]
            if control["kind"] != "choice"
        ],
    }


def control_case(told, control):
    """A control as it is told, all its stops, and what Python takes of typed texts."""
    steps = range(round((told["reach"] - told["low"]) / (told["step"] or np.inf)) + 1)
    grid = [
        control.text(control.nearest(told["low"] + k * told["step"])) for k in steps
    ]
    values = [v for v in some(any_value("", control), 100) if v is not None]
    texts = [form(value) for value in values for form in FORMS] + TYPED
    return {
        "control": told,
        "stops": told["stops"] or grid,
        "typed": [[text, taken(control, text)] for text in texts],
    }


FORMS = [
    lambda value: np.format_float_positional(value, trim="-"),
    lambda value: f" {value!r} ".replace(".", ","),
    lambda value: f"{value:.6e}",
    lambda value: f"{value + 0.5}",
]
TYPED = [
    *("", " ", "-", "1.5.2", "1,234.5", "--1", "1 2", "5 kg", "nan", "inf", "1e999"),
    *("1_0", "٤", "−5", "+5", ".5", "5.", "-0", "0,0", "1e-16", "1e-400"),
    *("0.1", "3", "7", "1e3", "3.14159265", "0.00001234567", "9" * 400),
]


def taken(control, typed):
    """What a link has of a typed text, rounded to float32's digits; None if it can have
    nothing of it."""
    text = typed.strip().replace(",", ".")
    low, high = control.limits
    try:
        number = float(text) if text.isascii() and "_" not in text else np.nan
        if not low <= number <= high:
            return None
        rounded = float(f"{number:.{DIGITS}g}") + 0.0  # never "-0"
        return control.text(control.value(control.text(rounded)))
    except ValueError:
        return None


def scenario_cases():
    chance = np.random.default_rng(3)
    links = {
        page: [link_case(scenario, chance) for scenario in some(anything(page), 100)]
        for page in PAGES
    }
    return {"links": links, "pages": json.loads(pages_json())}


def link_case(scenario, chance):
    """A scenario's fields in any order, some at their defaults, and its link."""
    pairs = []
    for name, control in scenario.controls.items():
        value = getattr(scenario, name)
        if value != scenario.default(name) or chance.random() < 0.3:
            pairs.append((control.key, None if value is None else control.text(value)))
    chance.shuffle(pairs)
    return {"pairs": pairs, "query": to_query(scenario)}


def pin_cases():
    """Links of scenarios, and what the axes of a loss chart are where it holds curves
    of other runs, too: all of what each run's own chart has."""
    links = {page: [to_query(s) for s in some(anything(page), 100)] for page in PAGES}
    rooms = []
    for scale in ("linear", "log", "log-log"):
        # Without a minimum, which is no curve of a run.
        one, *others = [
            LogisticScenario(loss_axis=scale, epochs=epochs, learning_rate=rate)
            for epochs, rate in ((20, 0.1), (500, 0.01), (0, 0.1), (1000, 50.0))
        ]
        layouts = [figures(run(s))["loss"]["layout"] for s in (one, *others)]
        ranges = [
            np.array([at[k]["range"] for at in layouts]) for k in ("xaxis", "yaxis")
        ]
        rooms.append(
            {
                "layout": layouts[0],
                "films": [json.loads(moving_picture(s)) for s in others],
                "ranges": [[at[:, 0].min(), at[:, 1].max()] for at in ranges],
            }
        )
    return {"links": links, "rooms": rooms, "pages": json.loads(pages_json())}


def spread_cases():
    """Fits, some of which did not stay finite, and NumPy's numbers of the others."""
    chance, studies = np.random.default_rng(4), []
    for names, scale in [(["W", "b"], [0.1, 0.6]), (["W1", "W2", "b"], [4e3, 1, 1e-3])]:
        mix = chance.normal(size=(len(names), len(names)))
        fits = chance.normal(size=(200, len(names))) @ mix * scale + 5
        is_lost = chance.random(200) < 0.1
        rows = fits[~is_lost]
        covariance = np.cov(rows.T)
        turn = np.linspace(0, 2 * np.pi, 73)
        L = np.linalg.cholesky(covariance[:2, :2])
        places = (
            rows.mean(axis=0)[:2]
            + 2.5 * np.column_stack([np.cos(turn), np.sin(turn)]) @ L.T
        )
        studies.append(
            {
                "names": names,
                "fits": fits.T.tolist(),
                "lost": is_lost.tolist(),
                "mean": rows.mean(axis=0).tolist(),
                "covariance": covariance.tolist(),
                "ellipse": places.T.tolist(),
                "quantiles": np.quantile(rows[:, 0], [0.025, 0.5, 0.975]).tolist(),
            }
        )
    return {"studies": studies}


CASES = {
    "bundle": dict,
    "lab_axis": dict,
    "lab_spread": spread_cases,
    "film_link": dict,
    "keys": dict,
    "scale": scale_cases,
    "scenario": scenario_cases,
    "dates": date_cases,
    "numbers": number_cases,
    "film": film_cases,
    "pace": pace_cases,
    "pins": pin_cases,
    "ruler": ruler_cases,
    "surface": surface_cases,
}


PROTOCOL = {
    "Action": Action._fields,
    "Explanation": Explanation._fields,
    "Film": Film._fields,
    "Message": Message._fields,
    "Params": Params._fields,
    "Report": Report._fields,
    "Ruler": Ruler._fields,
}
WITHIN = [Bar, Mark, Zone]


def test_what_is_sent_has_the_names_that_the_browser_reads():
    protocol = (SCRIPTS / "protocol.d.ts").read_text("utf-8")
    interfaces = r"^export interface (\w+)(?:<\w+>)? \{\n(.*?)\n\}"
    bodies = dict(re.findall(interfaces, protocol, re.M | re.S))
    for name, fields in PROTOCOL.items():
        assert re.findall(r"^  (\w+):", bodies[name], re.M) == list(fields), name
    for part in WITHIN:
        fields = "; ".join(rf"{name}: [^;{{}}]+" for name in part._fields)
        assert re.search(rf"\{{ {fields} \}}", protocol), part
    page = json.loads(pages_json())["linear"]
    told = {"PageTable": page}
    told |= {"Control": page["controls"][0], "Preset": page["presets"][0]}
    told |= {"PageData": app_pages.told(app_pages.open_page("linear"))}
    for name, fields in told.items():
        assert re.findall(r"^  (\w+):", bodies[name], re.M) == list(fields), name
    [shown] = re.findall(r"^export type Shows =\n(.*?)\n\n", protocol, re.M | re.S)
    assert tuple(re.findall(r'"(.*?)"', shown)) == get_args(Shows)


def test_all_that_a_film_moves_is_in_some_run():
    figures = [json.loads(picture(scenario))["figures"] for scenario in RUNS]
    traces = [t for run in figures for figure in run.values() for t in figure["data"]]
    assert {*map(shows, traces)} - {None} == {*get_args(Shows)}


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
