"""The browser's scripts compute what Python computes: ``node --test`` runs those of
tests/live/browser, without a browser, on cases that are computed here."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import chain, cycle
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.interpolate import RegularGridInterpolator
from scipy.optimize import brentq

import jaxreg.live
from jaxreg.data.source import points_of
from jaxreg.data.table import DataError
from jaxreg.display.best import Best
from jaxreg.display.certain import Mark, short
from jaxreg.display.dates import with_dates
from jaxreg.display.drawing import Shows
from jaxreg.display.logistic_figure import feature_windows, probability
from jaxreg.display.plane import axes_of
from jaxreg.display.report import Action, Message, Report, number
from jaxreg.display.ruler import Ruler, Zone
from jaxreg.explain.entry import Bar, Counted, Explanation, Measured, Stepped
from jaxreg.explain.gradient import gradients
from jaxreg.explain.menu import figures
from jaxreg.live.controls import pages_json
from jaxreg.live.measure import Measure, measure, step_of
from jaxreg.live.picture import (
    Film,
    as_json,
    encoded,
    moving_picture,
    picture,
    sent,
    told,
)
from jaxreg.settings import (
    DIGITS,
    PAGES,
    LinearScenario,
    LogisticScenario,
    to_query,
)
from jaxreg.settings.features import SQUARES
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
    LinearScenario(degree=9, scaling="on", learning_rate=0.1, ask_x=4.0, l2=0.01),
    LinearScenario(degree=2, learning_rate=0.0005),
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
    LogisticScenario(across="b", l2=0.3, scaling="on", explain="gradient"),
    LogisticScenario(up="b", landscape="surface"),
    LinearScenario(degree=3, scaling="on", across="W3", up="b", explain="gradient"),
    LogisticScenario(data="O-rings", l2=0.1, ask_x1=60.0, explain="gradient"),
    LogisticScenario(data="gapminder"),
    LogisticScenario(features=SQUARES, scaling="on", explain="gradient"),
    LogisticScenario(features=SQUARES, epochs=50, seed=3, explain="gradient"),
    LogisticScenario(features=SQUARES, data="O-rings", scaling="on", ask_x1=60.0),
    LinearScenario(explain="residuals", held_out=20, num_points=50, epochs=30),
    LinearScenario(degree=3, scaling="on", l2=0.1, explain="residuals"),
    LogisticScenario(explain="odds", threshold=0.7),
    LogisticScenario(data="O-rings", scaling="on", digits="all", explain="odds"),
    LogisticScenario(features=SQUARES, epochs=50, explain="odds"),
    LogisticScenario(threshold=0.3, held_out=20, explain="threshold"),
    LogisticScenario(
        threshold=0.8, features=SQUARES, epochs=50, digits="all", explain="threshold"
    ),
    LogisticScenario(data="O-rings", threshold=0.2, scaling="on", explain="threshold"),
    LogisticScenario(threshold=0.99, epochs=30, held_out=20, explain="accuracy"),
]
CURVED = [s for s in RUNS if s.page == "logistic" and s.features == SQUARES][:2]
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
    shown = json.loads(picture(scenario))
    ground = shown["figures"]["landscape"]
    return {
        "link": link(scenario),
        "figures": all_figures(shown),
        "explanation": shown["explanation"],
        "film": film,
        "frames": [frame_case(s, s.epochs == last, ground) for s in shorter],
    }


def all_figures(shown):
    """Those of a picture, and of its explanation."""
    return shown["figures"] | (shown["explanation"] or {}).get("figures", {})


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
            for name, figure in all_figures(shown).items()
        },
        "rows": (shown["explanation"] or {}).get("rows"),
        "digits": shown["report"]["digits"],
    }


def arrows_of(scenario, name, ground):
    """The next step, or those that points ask for, on the axes of the film's own
    landscape: the longest goes over 0.4 of it."""
    here = gradients(run(scenario))
    steps = -scenario.learning_rate * np.array([*here.of_points, here.autodiff])
    axes = [*axes_of(run(scenario))]
    steps, layout, start = steps[:, axes], ground["layout"], here.at[axes]
    sizes = np.ptp([layout[axis]["range"] for axis in ("xaxis", "yaxis")], axis=1)
    tips = start + 0.4 * steps / np.abs(steps / sizes).max()
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
    is_straight = shows(trace) == "boundary" and len(decoded(trace["x"])) <= 2
    is_set = is_straight or shows(trace) == "wrong side"
    shown = {"shows": shows(trace), "isSet": is_set}
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


def lab_form_cases():
    return {"pages": json.loads(pages_json())}


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


def field_cases():
    """P(class 1) in the middles of dots, row by row from the top."""
    fields = []
    for s, (columns, rows) in ((CURVED[0], (7, 5)), (CURVED[1], (12, 20))):
        result = run(s)
        x1, x2 = feature_windows(result)
        right, up = (
            low + (np.arange(n) + 0.5) / n * (high - low)
            for n, (low, high) in ((columns, x1), (rows, x2))
        )
        grid = np.stack(np.meshgrid(right, up[::-1]), axis=-1).reshape(-1, 2)
        W, b = result.drawn
        model = {"W": W.tolist(), "b": float(b), "features": told(result.features)}
        fields.append(
            {
                "model": model,
                **{"x1": x1, "x2": x2, "columns": columns, "rows": rows},
                "expected": probability(result, grid).tolist(),
            }
        )
    return {"fields": fields}


MEASURED = [
    LinearScenario(targets="noise-free", held_out=30, epochs=20),
    LinearScenario(l2=0.5, scaling="on", epochs=20),
    LinearScenario(data="gapminder", l2=0.5, scaling="on", epochs=20),
    LinearScenario(degree=3, l2=0.1, scaling="on", epochs=20),
    LinearScenario(intercept="off", l2=0.5, scaling="on", epochs=20),
    LinearScenario(
        intercept="off", data="gapminder", degree=2, scaling="on", epochs=20
    ),
    LogisticScenario(held_out=20, l2=0.2, scaling="on", epochs=20),
    LogisticScenario(data="O-rings", l2=0.1, scaling="on", epochs=20),
    LogisticScenario(features=SQUARES, l2=0.1, scaling="on", epochs=20),
    LogisticScenario(data="lecture", epochs=20),
]


def measure_cases():
    """Of some models the loss: in the units of training, from the points' own."""
    return {"measured": [measured_case(s) for s in MEASURED]}


def measured_case(s):
    result = run(s)
    chance, scaling = np.random.default_rng(3), result.training.scaling
    F = result.features.of(np.asarray(result.data.X, float))
    y = np.asarray(getattr(result, "targets", result.data.y), float)
    last = np.append(*result.history.at(-1)).astype(float)
    turned = last * chance.uniform(-3, 3, (3, len(last))) * [[1], [1], [200]]
    losses = []
    for *W, b in (last, *turned):
        z = F @ W + b
        slopes = np.array(W) * scaling.deviation / scaling.y_deviation
        if s.page == "linear":
            mean = np.mean(((z - y) / scaling.y_deviation) ** 2)
        else:
            mean = np.mean(np.logaddexp(0, np.where(y == 1, -z, z)))
        in_training = mean + s.l2 / 2 * np.sum(slopes**2)
        losses.append(float(in_training * scaling.y_deviation**2))
    assert losses[0] == pytest.approx(float(result.history.loss[-1]), rel=1e-4)
    sent = json.loads(measure(s))
    smallest = sent["best"]["loss"]
    assert (smallest is None) == bool(sent["best"]["lack"])
    assert smallest is None or smallest <= losses[0] * (1 + 1e-6)
    return {
        "link": link(s),
        "sent": sent,
        "features": told(result.features),
        "models": [last.tolist(), *turned.tolist()],
        "losses": losses,
        "units": json.loads(picture(s))["figures"]["landscape"]["layout"]["meta"],
        "X": np.asarray(result.data.X, float).tolist(),
        "parts": parts_of(s, result, turned[0]),
    }


def parts_of(s, result, theta):
    """What each point adds to the gradient, in the landscape's own units."""
    shown, scaling = result.shown, result.shown.scaling
    u, y = np.asarray(shown.data.X, float), np.asarray(shown.data.y, float)
    W, b, sigma, is_line = (
        theta[:-1],
        theta[-1],
        scaling.y_deviation,
        s.page == "linear",
    )
    slopes = W * scaling.deviation / sigma
    z = u @ slopes + (b + W @ scaling.mean - scaling.y_mean) / sigma
    p = z if is_line else 1 / (1 + np.exp(-z))
    ones = np.full(len(y), float(s.has_intercept))  # else b is not moved
    slope = (1 + is_line) * (p - y)[:, None] * np.column_stack([u, ones])
    loss = (z - y) ** 2 if is_line else -np.log(np.where(y == 1, p, 1 - p))
    whole = slope.mean(axis=0) + s.l2 * np.append(slopes, 0)
    axes = [*axes_of(result)]
    longest = np.abs(slope[:, axes] / [2, 3]).max()
    return {
        "theta": theta.tolist(),
        "predicted": (p * sigma + scaling.y_mean).tolist(),
        "share": (loss / np.sum(loss)).tolist() if not s.l2 else None,
        "gradient": (slope / len(y)).tolist(),
        "whole": whole.tolist(),
        "arrow": (-0.4 * slope[0, axes] / longest).tolist(),
    }


SLOW_EPOCH = 4


def slow_cases():
    """Of some runs an epoch and the next one, as training has them."""
    schedules = cycle(["constant", "1/t", "step"])
    runs = [replace(s, schedule=next(schedules)) for s in MEASURED]
    return {"epochs": [slow_case(s) for s in runs]}


def slow_case(s):
    result, sent = run(s), json.loads(measure(s))
    models = [result.history.at(SLOW_EPOCH + k) for k in (0, 1)]
    before, after = (np.append(*model).astype(float).tolist() for model in models)
    assert not sent["step"]["lack"]
    return {
        "link": link(s),
        "sent": sent,
        "features": told(result.features),
        "units": json.loads(picture(s))["figures"]["landscape"]["layout"]["meta"],
        "epoch": SLOW_EPOCH,
        "before": before,
        "after": after,
        "plane": plane_case(s, result),
    }


def plane_case(s, result):
    """The loss around an epoch over the landscape's parameters: its slope and curvature
    by finite differences, and the axes of the latter by eigh."""
    u, y = (np.asarray(part, float) for part in result.shown.data[:2])
    at = np.append(*result.shown.history.at(SLOW_EPOCH)).astype(float)
    l2, axes, h = s.l2, axes_of(result), 1e-3

    def loss(*by):
        theta = at.copy()
        theta[[*axes]] += by
        theta[-1] *= s.has_intercept
        z, penalty = u @ theta[:-1] + theta[-1], l2 / 2 * np.sum(theta[:-1] ** 2)
        if s.page == "linear":
            return np.mean((z - y) ** 2) + penalty
        return np.mean(np.logaddexp(0, np.where(y == 1, -z, z))) + penalty

    def twice(i, j):  # Abramowitz and Stegun 25.3.24 and 26
        e, f = np.eye(2)[[i, j]] * h
        corners = loss(*(e + f)) - loss(*(e - f)) - loss(*(f - e)) + loss(*(-e - f))
        return corners / (4 * h * h)

    H = np.array([[twice(i, j) for j in (0, 1)] for i in (0, 1)])
    values, vectors = np.linalg.eigh(H)
    slope = [(loss(*e) - loss(*-e)) / (2 * h) for e in np.eye(2) * h]
    return {
        "H": H[np.triu_indices(2)].tolist(),
        "curvatures": values[::-1].tolist(),
        "along": vectors.T[::-1].tolist(),
        "downhill": (-np.array(slope)).tolist(),
        "at": at[[*axes]].tolist(),
    }


def test_slow_motion_knows_which_runs_take_no_such_step():
    result = run(LinearScenario())

    def lack(**way):
        return step_of(result._replace(scenario=LinearScenario(**way))).lack

    assert [lack(), lack(batch="10"), lack(schedule="cosine")] == [""] * 3
    ways = {
        "Newton’s step": {"method": "Newton"},
        "An epoch of coordinate descent": {"method": "coordinate descent"},
        "With batches of 5": {"batch": "5", "momentum": 0.5},
        "With momentum": {"momentum": 0.5},
    }
    for beginning, way in ways.items():
        assert lack(**way).startswith(beginning)


def guess_cases():
    """Models through handles, which linear equations have."""
    chance, cases = np.random.default_rng(5), {"line": [], "curve": [], "boundary": []}
    for kind, some in cases.items():
        for _ in range(20):
            low, size = chance.normal(size=2) * 10, 10.0 ** chance.uniform(-2, 3, 2)
            if kind == "curve":
                low[1], size[1] = -0.08, 1.16
            shares = chance.uniform(0.1, 0.85, (3 if kind == "boundary" else 2, 2))
            spots = low + shares * size
            if kind == "boundary":
                A, z = np.column_stack([spots, np.ones(3)]), [0, 0, np.log(9)]
            else:
                A = np.column_stack([spots[:, 0], np.ones(2)])
                P = spots[:, 1]
                z = P if kind == "line" else np.log(P / (1 - P))
            sight = {axis: [low[k], low[k] + size[k]] for k, axis in enumerate("xy")}
            some.append(
                {
                    "spots": spots.tolist(),
                    "sight": sight | {"aspect": 1.7},
                    "expected": np.linalg.solve(A, z).tolist(),
                    "to": chance.uniform(-0.2, 1.2, 2).tolist(),
                }
            )
    return cases


def points_cases():
    """Points by hand, their numbers, and whether Python fits a model to them."""
    pages, cases = json.loads(pages_json()), []
    texts = {
        "linear": ["0_1 1_2.5", "2_1 2_3", "1000_1 1000.05_2", "-3e-7_1 2_0.1 2_9"],
        "logistic": ["0_1_1 1_2_0 5_2_1", "1_1_1 2_2_0 3_3_0", "1_5_1 2_5_0 3_5_0"],
    }
    for page, some in texts.items():
        for text in some:
            try:
                points = points_of(PAGES[page](data="by hand", points=text), None)
                rows = np.column_stack([points.X, points.y]).tolist()
            except DataError:
                rows = None
            cases.append({"by": pages[page]["by_hand"], "text": text, "rows": rows})
    return cases


CASES = {
    "points": points_cases,
    "bundle": dict,
    "guess": guess_cases,
    "measure": measure_cases,
    "field": field_cases,
    "lab_axis": dict,
    "lab_spread": spread_cases,
    "lab_stream": dict,
    "film_link": dict,
    "keys": dict,
    "scale": scale_cases,
    "scenario": scenario_cases,
    "dates": date_cases,
    "numbers": number_cases,
    "film": film_cases,
    "pace": pace_cases,
    "lab_form": lab_form_cases,
    "pins": pin_cases,
    "ruler": ruler_cases,
    "slow": slow_cases,
    "surface": surface_cases,
}


PROTOCOL = {
    "Action": Action._fields,
    "Best": Best._fields,
    "Explanation": Explanation._fields,
    "Film": Film._fields,
    "Measure": Measure._fields,
    "Message": Message._fields,
    "Params": Params._fields,
    "Report": Report._fields,
    "Ruler": Ruler._fields,
}
WITHIN = [Bar, Counted, Mark, Measured, Stepped, Zone]


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
    figures = [all_figures(json.loads(picture(scenario))) for scenario in RUNS]
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
