"""The HTTP door: the JSON holds the run's own numbers, a bad query is told what is
wrong, work and waiting are bounded, and no query makes a 5xx or a NaN."""

import gzip
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from threading import Event, Semaphore
from urllib.parse import quote_from_bytes, urlencode

import anyio
import numpy as np
import plotly
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from jaxreg.display.report import number
from jaxreg.explain.menu import MENU
from jaxreg.live import assets, controls, picture, routes
from jaxreg.live.turns import Turns
from jaxreg.settings import CONTROLS, PAGES, PRESETS, to_query
from jaxreg.training.leaving import next_step
from jaxreg.training.runs import run_linear, run_logistic
from tests.loops import in_a_loop_of_its_own
from tests.shown import ruler_of
from tests.strategies import FOREIGN, links, scenarios
from tests.traces import decoded

SLOW = [name for name, entry in MENU.items() if entry.is_slow]

RUN = {"linear": run_linear, "logistic": run_logistic}
KEPT = "public, max-age=31536000, immutable"  # for a year
BROWSER = Path(routes.__file__).with_name("browser")
KINDS = ["figures", "films", "explanations"]
BOTH = pytest.mark.parametrize("kind", KINDS)
MAKES = dict(zip(KINDS, ["picture", "moving_picture", "explained"], strict=True))


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=routes.routes())) as client:
        yield client


def refuse(constant):
    raise ValueError(f"{constant} is not JSON")


def strict(response):
    """The body as JSON; Python alone would also take NaN and Infinity."""
    assert response.headers["content-type"] == "application/json"
    return json.loads(response.content, parse_constant=refuse)


def frames_of(film, history):
    """The epochs of a film, each of whose frames is bit by bit a row of the history."""
    assert list(film) == ["epochs", "loss", "params", "steps", "ruler"]
    epochs = decoded(film["epochs"]).astype(int)
    W, b = history.params
    np.testing.assert_array_equal(decoded(film["loss"]), history.loss[epochs])
    columns = [decoded(column) for column in film["params"]["W"]]
    np.testing.assert_array_equal(columns, W[epochs].T)
    np.testing.assert_array_equal(decoded(film["params"]["b"]), b[epochs])
    return epochs


def assert_numbers_of(answer, result):
    """The loss curve, the points and the fitted row are bit by bit those of the run."""
    assert list(answer) == ["figures", "report", "explanation", "film"]
    traces = {
        (name, trace["name"]): trace
        for name, figure in answer["figures"].items()
        for trace in figure["data"]
    }
    curve = traces["loss", "loss"]
    rows = decoded(curve["customdata"]).astype(int)
    np.testing.assert_array_equal(decoded(curve["y"]), result.history.loss[rows])
    assert frames_of(answer["film"], result.history) == [rows[-1]]
    if result.scenario.page == "linear":
        points = decoded(traces["fit", "points"]["y"])
        np.testing.assert_array_equal(points, result.data.y)
    else:
        ones = decoded(traces["fit", "class 1"]["x"])
        np.testing.assert_array_equal(ones, result.data.X[result.data.y == 1, 0])
    W, b = result.history.at(-1)
    for value, text in zip(
        [*W, b], dict(answer["report"]["rows"])["fitted"], strict=True
    ):
        if result.scenario.digits == "four":
            assert text == number(value, "four")
        else:
            assert (np.float32(text) == value) if np.isfinite(value) else (text == "–")


# Pictures


@pytest.mark.parametrize("name", PRESETS)
def test_presets(client, name):
    preset = replace(PRESETS[name].scenario, digits="all")
    page = preset.page
    response = client.get(f"/figures/{page}?{to_query(preset)}")
    assert response.status_code == 200
    assert_numbers_of(strict(response), RUN[page](preset))


@pytest.mark.parametrize("page", PAGES)
def test_missing_fields_are_defaults(client, page):
    control = CONTROLS[page]["seed"]
    bare = client.get(f"/figures/{page}")
    assert_numbers_of(strict(bare), RUN[page](PAGES[page]()))
    assert bare.content == client.get(f"/figures/{page}?{control.key}=0").content
    assert bare.content != client.get(f"/figures/{page}?{control.key}=1").content
    everything = urlencode(
        [
            (control.key, control.text(getattr(PAGES[page](), field)))
            for field, control in CONTROLS[page].items()
            if not control.optional
        ]
    )
    assert bare.content == client.get(f"/figures/{page}?{everything}").content


def test_messages_and_what_they_offer_travel_too(client):
    answer = strict(client.get("/figures/linear?lr=0.0501"))
    [message] = answer["report"]["messages"]
    assert message["level"] == "warning"
    assert message["text"].startswith("Diverged")
    assert message["action"] == {"label": "Use 0.0335", "key": "lr", "value": "0.0335"}


@pytest.mark.parametrize("page", PAGES)
def test_work_is_bounded_at_its_corner(client, page):
    keys = [CONTROLS[page][field].key for field in ("num_points", "epochs")]
    query = urlencode(dict(zip(keys, ("100000", "10000"), strict=True)))
    response = client.get(f"/figures/{page}?{query}")
    answer = strict(response)
    fit, loss = (answer["figures"][name]["data"] for name in ("fit", "loss"))
    assert decoded(loss[0]["customdata"])[-1] == 1000
    names = ("points", "class 0", "class 1")
    drawn = sum(len(decoded(one["x"])) for one in fit if one["name"] in names)
    assert drawn == 5000
    assert answer["report"]["messages"][0]["text"].startswith(
        "Stopped after 1000 of 10000"
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("landscape", ["contours", "surface"])
def test_a_picture_of_few_points_is_small(client, page, landscape):
    for epochs in (100, 1000, 10_000):
        s = PAGES[page](num_points=10, epochs=epochs, landscape=landscape)
        body = client.get(f"/figures/{page}?{to_query(s)}").content
        assert len(body) <= 42_000, (epochs, len(body))


# Films


@pytest.mark.parametrize("name", PRESETS)
def test_a_film_ends_with_the_frame_of_its_picture(client, name):
    preset = PRESETS[name].scenario
    page, query = preset.page, to_query(preset)
    film = strict(client.get(f"/films/{page}?{query}"))
    epochs = frames_of(film, RUN[page](preset).history)
    np.testing.assert_array_equal(epochs, np.arange(len(epochs)))
    alone = strict(client.get(f"/figures/{page}?{query}"))["film"]
    assert decoded(alone["epochs"]).tolist() == [epochs[-1]]
    frames_of(alone, RUN[page](preset).history)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("epochs", [1000, 10_000])
def test_a_film_is_small(client, page, epochs):
    response = client.get(f"/films/{page}?{to_query(PAGES[page](epochs=epochs))}")
    frames = len(decoded(strict(response)["epochs"]))
    assert 900 < frames <= 1001
    assert 4 * frames * 4 < len(response.content) <= 40_000


# What is explained


@pytest.mark.parametrize("name", PRESETS)
def test_the_ruler_comes_with_each_frame(client, name):
    preset = PRESETS[name].scenario
    page, query = preset.page, to_query(preset)
    film = strict(client.get(f"/films/{page}?{query}"))
    moving, alone = film["ruler"], strict(client.get(f"/figures/{page}?{query}"))
    alone = alone["film"]["ruler"]
    expected = ruler_of(RUN[page](preset), decoded(film["epochs"]).astype(int))
    rates = CONTROLS[page]["learning_rate"].stops
    at = [moving["rate"], moving["low"], moving["high"]]
    assert at == [preset.learning_rate, rates[0], rates[-1]]
    assert moving["did"] == expected.did
    assert [tuple(fact) for fact in moving["facts"]] == expected.facts
    for found, zone in zip(moving["zones"], expected.zones, strict=True):
        assert tuple(found.values()) == zone
    for found, mark in zip(moving["marks"], expected.marks, strict=True):
        assert tuple(found.values()) == mark
    if page == "linear":
        assert moving == alone and moving["here"] is None
        return
    here = decoded(moving.pop("here"))
    np.testing.assert_allclose(here, expected.here, rtol=1e-6)
    # A film looks at more epochs: the sharpest of them is said.
    [least, before] = (one.pop("marks")[1]["rate"] for one in (moving, alone))
    assert least <= min(before, here.min() * (1 + 1e-6))
    np.testing.assert_allclose(decoded(alone.pop("here")), here[-1:], rtol=1e-6)
    assert moving == alone


def test_a_rate_without_an_end_has_one(client):
    far = "W1_0=1e9&c_start=chosen"
    answer = strict(client.get(f"/figures/logistic?{far}"))["film"]["ruler"]
    assert {mark["rate"] for mark in answer["marks"]} == {1e30}
    assert {mark["text"] for mark in answer["marks"]} == {">1e30"}


@pytest.mark.parametrize("page", PAGES)
def test_what_is_explained_comes_with_the_picture_or_as_a_slow_explanation(
    client, page
):
    control = CONTROLS[page]["explain"]
    for name in control.options:
        query = f"{page}?{control.key}={name}"
        said = strict(client.get(f"/figures/{query}"))["explanation"]
        slow = strict(client.get(f"/explanations/{query}"))
        assert (said is not None) == (name not in ("off", *SLOW))
        assert (slow is not None) == (name in SLOW)
        found = said or slow
        if found:
            assert found["title"] and found["sentences"]
            assert all(
                len(texts) == len(found["columns"]) for _, texts in found["rows"]
            )


# What can be typed


@pytest.mark.parametrize(
    ("page", "query", "field", "value"),
    [
        ("linear", "lr=1e-9", "learning_rate", 1e-9),
        ("linear", "lr=1000", "learning_rate", 1000.0),
        ("linear", "lr=0.034", "learning_rate", 0.034),
        ("linear", "epochs=123", "epochs", 123),
        ("linear", "W=3.14159", "true_W", 3.14159),
        ("linear", "noise=0.25", "noise", 0.25),
        ("logistic", "c_lr=3e-7", "learning_rate", 3e-7),
        ("logistic", "c_lr=1000", "learning_rate", 1000.0),
        ("logistic", "l2=0.5", "l2", 0.5),
    ],
)
def test_any_number_can_be_asked_for(client, page, query, field, value):
    result = RUN[page](PAGES[page](**{field: value}))
    for kind in ("figures", "films"):
        film = strict(client.get(f"/{kind}/{page}?{query}"))
        film = film["film"] if kind == "figures" else film
        frames_of(film, result.history)
        rate = result.scenario.learning_rate
        assert film["ruler"]["low"] <= film["ruler"]["rate"] == rate
        assert rate <= film["ruler"]["high"]


# What is refused


@pytest.mark.parametrize(
    ("page", "query", "field", "value", "allowed"),
    [
        (
            "linear",
            "W=10.1",
            "W",
            "10.1",
            "a number from -10 to 10 with at most 7 digits",
        ),
        (
            "linear",
            "W=3.1415927",
            "W",
            "3.1415927",
            "a number from -10 to 10 with at most 7 digits",
        ),
        (
            "linear",
            "W=nan",
            "W",
            "nan",
            "a number from -10 to 10 with at most 7 digits",
        ),
        (
            "linear",
            "W=inf",
            "W",
            "inf",
            "a number from -10 to 10 with at most 7 digits",
        ),
        ("linear", "W=", "W", "", "a number from -10 to 10 with at most 7 digits"),
        ("linear", "W", "W", "", "a number from -10 to 10 with at most 7 digits"),
        ("linear", "W=1&W=2", "W", "1, 2", "it is given 2 times, but allowed once"),
        ("linear", "seed=1.5", "seed", "1.5", "a whole number from 0 to 999"),
        ("linear", "n=11", "n", "11", "5, 10, 20, 50, 80, 100, 200, 500, 1000, 10000,"),
        ("linear", "lr=0.12345678", "lr", "0.12345678", "from 1e-9 to 1000"),
        ("linear", "fit=%3Cb%3E", "fit", "<b>", "one of noisy, noise-free"),
        (
            "linear",
            "W_0=1e16",
            "W_0",
            "1e16",
            "a number from -1e15 to 1e15 with at most 7 digits",
        ),
        ("linear", "start=here", "start", "here", "one of seed, zero, chosen"),
        (
            "logistic",
            "c_lr=%FF",
            "c_lr",
            "\N{REPLACEMENT CHARACTER}",
            "from 1e-9 to 1000",
        ),
        ("logistic", "data=", "data", "", "one of generated, circle, lecture"),
    ],
)
@BOTH
def test_a_bad_query_is_told_what_is_allowed(
    client, kind, page, query, field, value, allowed
):
    response = client.get(f"/{kind}/{page}?{query}")
    assert response.status_code == 400
    answer = strict(response)
    assert answer["error"]
    [error] = answer["errors"]
    assert list(error) == ["field", "value", "allowed"]
    assert (error["field"], error["value"]) == (field, value)
    assert allowed in error["allowed"]


def test_each_bad_field_is_named(client):
    response = client.get("/figures/linear?lr=5000&W=4&b=99&fit=")
    assert response.status_code == 400
    named = [error["field"] for error in strict(response)["errors"]]
    assert sorted(named) == ["b", "fit", "lr"]


@pytest.mark.parametrize("page", PAGES)
@BOTH
def test_foreign_parameters_change_nothing(client, kind, page):
    seed = f"{CONTROLS[page]['seed'].key}=7"
    foreign = urlencode(FOREIGN[page])
    answer = client.get(f"/{kind}/{page}?{foreign}&{seed}&{foreign}")
    assert answer.status_code == 200
    assert answer.content == client.get(f"/{kind}/{page}?{seed}").content


@BOTH
def test_an_unknown_page(client, kind):
    response = client.get(f"/{kind}/cubic?W=3")
    assert response.status_code == 404
    assert "'cubic'" in strict(response)["error"]
    assert "linear, logistic" in strict(response)["error"]
    long = client.get(f"/{kind}/" + "x" * 10_000)
    assert (long.status_code, len(long.content) < 200) == (404, True)


# Waiting


def test_a_run_for_each_core():
    assert routes.turns.cores == os.cpu_count()


@pytest.fixture(params=MAKES.items())
def slow(monkeypatch, request):
    """Two pictures, films or explanations at once: begun, they end when told to."""
    kind, name = request.param
    begun, finish, draw = Semaphore(0), Event(), getattr(routes, name)

    def slowly(scenario, own):
        begun.release()
        assert finish.wait(timeout=300)
        return draw(scenario, own)

    monkeypatch.setattr(routes, "turns", Turns(3 if kind == "explanations" else 2))
    monkeypatch.setattr(routes, name, slowly)
    yield f"/{kind}/linear", begun, finish
    finish.set()


def test_when_all_cores_stay_busy_the_next_is_told_to_come_again(
    client, slow, monkeypatch
):
    address, begun, finish = slow
    monkeypatch.setattr(routes, "MAX_WAIT_SECONDS", 0.05)
    with ThreadPoolExecutor() as pool:
        busy = [pool.submit(client.get, address) for _ in range(2)]
        assert begun.acquire(timeout=300) and begun.acquire(timeout=300)
        # They share the cores, of which slow explanations leave one to the others.
        for kind in ["explanations"] if address == "/explanations/linear" else KINDS:
            refused = client.get(f"/{kind}/linear")
            assert refused.status_code == 503
            assert refused.headers["retry-after"] == "1"
            assert "busy" in strict(refused)["error"]
        # A bad query is answered all the same.
        assert client.get(address + "?W=99").status_code == 400
        finish.set()
        assert [one.result().status_code for one in busy] == [200, 200]
    assert client.get(address).status_code == 200
    assert not routes.turns.running


@pytest.mark.parametrize("slow", [("explanations", "explained")], indirect=True)
def test_while_slow_explanations_take_all_that_they_may_pictures_do_not_wait(
    client, slow
):
    address, begun, finish = slow
    with ThreadPoolExecutor() as pool:
        busy = [pool.submit(client.get, address) for _ in range(4)]
        assert begun.acquire(timeout=300) and begun.acquire(timeout=300)
        assert client.get("/figures/linear").status_code == 200
        finish.set()
        assert [one.result().status_code for one in busy] == [200] * 4


@pytest.mark.parametrize(
    ("query", "is_long"),
    [("", False), ("n=10000&epochs=100", False), ("n=10000&epochs=10000", True)],
)
def test_what_takes_long_is_known_before(query, is_long, client, monkeypatch):
    asked = []

    class Noting(Turns):
        def turn(self, address, page, is_long, patience):
            asked.append((page, is_long))
            return super().turn(address, page, is_long, patience)

    monkeypatch.setattr(routes, "turns", Noting(2))
    client.get(f"/figures/linear?{query}", headers={routes.PAGE_HEADER: "a page"})
    client.get(
        "/explanations/linear?show=rates", headers={routes.PAGE_HEADER: "x" * 1000}
    )
    assert asked == [("a page", is_long), ("x" * 40, True)]


# Who may ask, and how


@BOTH
def test_of_head_nothing_is_computed(client, kind, monkeypatch):
    monkeypatch.setattr(routes, MAKES[kind], None)
    response = client.head(f"/{kind}/linear")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "application/json"
    assert client.head(f"/{kind}/linear?W=99").status_code == 400


@BOTH
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods(client, kind, method):
    response = client.request(method, f"/{kind}/linear")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


@BOTH
@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)],
)
def test_another_sites_page_cannot_ask(client, kind, site, status, monkeypatch):
    if status == 403:
        monkeypatch.setattr(routes, MAKES[kind], None)
    response = client.get(f"/{kind}/linear", headers={"Sec-Fetch-Site": site})
    assert response.status_code == status
    strict(response)


def test_who_waits_for_a_core_gets_it(client, slow):
    address, begun, finish = slow
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(client.get, address) for _ in range(4)]
        assert begun.acquire(timeout=300) and begun.acquire(timeout=300)
        assert not begun.acquire(timeout=0.1), "three runs at once on two cores"
        finish.set()
        assert [one.result().status_code for one in asked] == [200] * 4


def test_a_run_that_fails_gives_its_core_back(monkeypatch):
    def broken(scenario, own):
        raise RuntimeError

    model = picture.MODELS["linear"]._replace(run=broken)
    monkeypatch.setitem(picture.MODELS, "linear", model)
    app = Starlette(routes=routes.routes())
    with TestClient(app, raise_server_exceptions=False) as client:
        for kind in KINDS:
            assert client.get(f"/{kind}/linear").status_code == 500
    assert not routes.turns.running


# Leaving


async def asked(kind, gone):
    """What is sent to someone who asks for this kind of answer, and goes away then."""
    sent, begun = [], []

    async def receive():
        if not begun:
            begun.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": f"/{kind}/linear"}
    scope |= {"query_string": b"", "headers": []}
    await Starlette(routes=routes.routes())(scope, receive, send)
    assert not routes.turns.waiting
    return sent[0]["status"]


@BOTH
def test_who_leaves_is_not_waited_for_in_the_queue(kind, monkeypatch):
    monkeypatch.setattr(routes, "MAX_WAIT_SECONDS", 3600)

    async def check():
        monkeypatch.setattr(routes, "turns", Turns(1))
        gone = anyio.Event()

        async def leave():
            while not routes.turns.waiting:
                await anyio.sleep(0.01)
            gone.set()

        async with routes.turns.turn("another", "", False, 300):
            with anyio.fail_after(300):
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(leave)
                    assert await asked(kind, gone) == 499
            assert len(routes.turns.running) == 1

    in_a_loop_of_its_own(check)


@pytest.mark.parametrize("kind", MAKES)
def test_work_that_nobody_waits_for_stops_at_its_next_step(kind, monkeypatch):
    async def check():
        gone = anyio.Event()

        def endless(scenario, own):
            anyio.from_thread.run_sync(gone.set)
            while True:
                next_step()

        monkeypatch.setattr(routes, MAKES[kind], endless)
        with anyio.fail_after(300):
            assert await asked(kind, gone) == 499
        assert not routes.turns.running

    in_a_loop_of_its_own(check)


# Our scripts


def test_there_is_a_route_for_each_script():
    all_read_at_once = {"live_figures.all.js", "lab.all.js"}
    assert {Path(script).name for script in assets.SCRIPTS} == {
        *(path.name for path in BROWSER.glob("*.js")),
        *all_read_at_once,
    }
    assert assets.LIVE_FIGURES_JS in assets.SCRIPTS
    # One folder, so that what a script imports from "./" is of the same version.
    all_ours = [*assets.SCRIPTS, assets.PAGES_JSON]
    assert len({Path(asset).parent for asset in all_ours}) == 1


@pytest.mark.parametrize("script", assets.SCRIPTS, ids=lambda s: Path(s).name)
def test_a_script_is_that_of_the_package(client, script):
    response = client.get("/" + script)
    assert response.status_code == 200
    if not script.endswith(".all.js"):  # made of others, see test_bundle.py
        assert response.content == (BROWSER / Path(script).name).read_bytes()
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cache-control"] == KEPT


def test_the_style_is_one_sheet_of_those_of_the_package(client):
    """Within :root, where its rules are stronger than Streamlit's."""
    response = client.get("/" + assets.STYLE_CSS)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/css")
    assert response.headers["cache-control"] == KEPT
    sheets = sorted(BROWSER.with_name("style").glob("*.css"))
    assert {sheet.name for sheet in sheets} >= {"charts.css", "controls.css"}
    rules = b"".join(sheet.read_bytes() for sheet in sheets)
    assert response.content == b":root {\n" + rules + b"}\n"
    assert rules.count(b"{") == rules.count(b"}")


def test_the_controls_of_the_pages_are_told(client):
    response = client.get("/" + assets.PAGES_JSON)
    assert response.status_code == 200
    assert response.headers["cache-control"] == KEPT
    assert strict(response) == json.loads(controls.pages_json())


@pytest.mark.parametrize("script", assets.SCRIPTS, ids=lambda s: Path(s).name)
def test_what_a_script_imports_is_served(client, script):
    source = client.get("/" + script).text
    imported = re.findall(r'^import [^"]*"\./(.*)"$', source, re.M)
    assert len(re.findall("^import ", source, re.M)) == len(imported)
    for name in imported:
        assert str(Path(script).with_name(name)) in assets.SCRIPTS


@pytest.mark.parametrize(
    "asset", [assets.LIVE_FIGURES_JS, assets.STYLE_CSS, assets.PAGES_JSON]
)
def test_another_version_of_an_asset_is_not_found(client, asset):
    digest, name = Path(asset).parts[-2:]
    for address in (
        f"/assets/{'0' * len(digest)}/{name}",
        f"/assets/{name}",
        f"/assets/{digest}/none.js",
        f"/assets/{digest}/",
        f"/assets/{digest}/../../routes.py",
    ):
        assert client.get(address).status_code == 404


# On the wire


def raw(client, address, encoding):
    """An answer, and its body as it is sent."""
    headers = {"accept-encoding": encoding}
    with client.stream("GET", address, headers=headers) as response:
        return response, b"".join(response.iter_raw())


@pytest.mark.parametrize(
    "address", ["figures/linear", "films/logistic", "runs/linear.csv"]
)
def test_an_answer_is_gzipped_where_that_is_understood(client, address):
    plain, body = raw(client, f"/{address}", "identity")
    packed, sent = raw(client, f"/{address}", "gzip, deflate, br")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(sent) == body
    assert len(sent) < 0.7 * len(body)
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"


# plotly.js


@pytest.mark.parametrize("encoding", ["gzip", "gzip, deflate, br", "identity"])
def test_plotly_js_is_that_of_the_package(client, encoding):
    assert plotly.__version__ in assets.PLOTLY_JS
    response, sent = raw(client, "/" + assets.PLOTLY_JS, encoding)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cache-control"] == KEPT
    source = (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    if encoding == "identity":
        assert "content-encoding" not in response.headers
        assert sent == source
    else:
        assert response.headers["content-encoding"] == "gzip"
        assert response.headers["vary"] == "Accept-Encoding"
        assert gzip.decompress(sent) == source
        assert len(sent) < len(source) / 2


def test_another_version_of_plotly_js_is_not_found(client):
    assert client.get("/assets/plotly-0.0.0.min.js").status_code == 404


# Anything


def assert_answered(client, page, query):
    picture, film, slow = (client.get(f"/{kind}/{page}?{query}") for kind in KINDS)
    assert picture.status_code in (200, 400, 410)  # 410: own data, that are not here
    assert ("error" in strict(picture)) == (picture.status_code != 200)
    assert film.status_code == picture.status_code
    if film.status_code != 200:
        assert film.content == picture.content


@pytest.mark.parametrize("page", PAGES)
def test_any_scenario_is_drawn_with_the_numbers_of_its_run(client, page):
    @settings(deadline=None, max_examples=25)
    @given(scenarios(page))
    def check(scenario):
        answer = strict(client.get(f"/figures/{page}?{to_query(scenario)}"))
        assert_numbers_of(answer, RUN[page](scenario))

    check()


@pytest.mark.parametrize("page", PAGES)
def test_any_link_is_answered(client, page):
    @settings(deadline=None)
    @given(links(page).map(urlencode))
    def check(query):
        assert_answered(client, page, query)

    check()


@pytest.mark.parametrize("page", PAGES)
def test_any_bytes_are_answered(client, page):
    @settings(deadline=None)
    @given(st.binary().map(quote_from_bytes) | st.text("Wblr=&;%+#?0.5é"))
    def check(query):
        assert_answered(client, page, query)

    check()
