"""The HTTP door: the JSON holds the run's own numbers, a bad query is told what is
wrong, work and waiting are bounded, and no query makes a 5xx or a NaN."""

import base64
import gzip
import json
import os
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
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

from jaxreg import routes
from jaxreg.experiment import last, run_linear, run_logistic
from jaxreg.scenario import (
    CONTROLS,
    PAGES,
    PRESETS,
    page_of,
    to_query,
)
from tests.strategies import links, scenarios

RUN = {"linear": run_linear, "logistic": run_logistic}


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


def floats(spec):
    return np.frombuffer(base64.b64decode(spec["bdata"]), "<f4")


def assert_numbers_of(answer, result):
    """The loss curve, the points and the fitted row are bit by bit those of the run."""
    assert list(answer) == ["figures", "report"]
    traces = {
        (name, trace["name"]): trace
        for name, figure in answer["figures"].items()
        for trace in figure["data"]
    }
    curve = traces["loss", "loss"]
    rows = floats(curve["x"]).astype(int)
    np.testing.assert_array_equal(floats(curve["y"]), result.history.loss[rows])
    if page_of(result.scenario) == "linear":
        points = floats(traces["fit", "points"]["y"])
        np.testing.assert_array_equal(points, result.data.y)
    else:
        ones = floats(traces["fit", "class 1"]["x"])
        np.testing.assert_array_equal(ones, result.data.X[result.data.y == 1, 0])
    W, b = last(result.history)
    for value, text in zip(
        [*W, b], dict(answer["report"]["rows"])["fitted"], strict=True
    ):
        assert (np.float32(text) == value) if np.isfinite(value) else (text == "–")


# Pictures


@pytest.mark.parametrize("name", PRESETS)
def test_presets(client, name):
    preset = PRESETS[name]
    page = page_of(preset)
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
    assert floats(loss[0]["x"])[-1] == 1000
    names = ("points", "class 0", "class 1")
    drawn = sum(len(floats(one["x"])) for one in fit if one["name"] in names)
    assert drawn == 5000
    assert answer["report"]["messages"][0]["text"].startswith("Trained 1000 of 10000")


@pytest.mark.parametrize("page", PAGES)
def test_a_picture_of_few_points_is_small(client, page):
    key = CONTROLS[page]["num_points"].key
    assert len(client.get(f"/figures/{page}?{key}=10").content) <= 40_000


# What is refused


@pytest.mark.parametrize(
    ("page", "query", "field", "value", "allowed"),
    [
        ("linear", "W=10.1", "W", "10.1", "-10 to 10 in steps of 0.1"),
        ("linear", "W=3.14159", "W", "3.14159", "-10 to 10 in steps of 0.1"),
        ("linear", "W=nan", "W", "nan", "-10 to 10 in steps of 0.1"),
        ("linear", "W=inf", "W", "inf", "-10 to 10 in steps of 0.1"),
        ("linear", "W=", "W", "", "-10 to 10 in steps of 0.1"),
        ("linear", "W", "W", "", "-10 to 10 in steps of 0.1"),
        ("linear", "W=1&W=2", "W", "1, 2", "given 2 times, allowed once"),
        ("linear", "seed=1.5", "seed", "1.5", "0 to 999 in steps of 1"),
        ("linear", "n=11", "n", "11", "5, 10, 20, 50, 100, 200, 500, 1000, 10000,"),
        ("linear", "lr=0.0336", "lr", "0.0336", "161 values from 0.0001 to 1"),
        ("linear", "fit=%3Cb%3E", "fit", "<b>", "one of noisy, noise-free"),
        ("linear", "c_lr=0.1", "c_lr", "0.1", "W, b, noise, n, seed, fit, lr,"),
        ("linear", "=1", "", "1", "W, b, noise, n, seed, fit, lr,"),
        ("logistic", "c_lr=%FF", "c_lr", "\N{REPLACEMENT CHARACTER}", "201 values"),
        ("logistic", "data=", "data", "", "one of generated, lecture"),
        ("logistic", "W=1", "W", "1", "data, W1, W2, c_b, c_n, c_seed, c_lr,"),
    ],
)
def test_a_bad_query_is_told_what_is_allowed(
    client, page, query, field, value, allowed
):
    response = client.get(f"/figures/{page}?{query}")
    assert response.status_code == 400
    answer = strict(response)
    assert answer["error"]
    [error] = answer["errors"]
    assert list(error) == ["field", "value", "allowed"]
    assert (error["field"], error["value"]) == (field, value)
    assert allowed in error["allowed"]


def test_each_bad_field_is_named(client):
    response = client.get("/figures/linear?lr=5&W=4&b=99&what=1")
    assert response.status_code == 400
    named = [error["field"] for error in strict(response)["errors"]]
    assert sorted(named) == ["b", "lr", "what"]


def test_an_unknown_page(client):
    response = client.get("/figures/cubic?W=3")
    assert response.status_code == 404
    assert "'cubic'" in strict(response)["error"]
    assert "linear, logistic" in strict(response)["error"]
    long = client.get("/figures/" + "x" * 10_000)
    assert (long.status_code, len(long.content) < 200) == (404, True)


# Waiting


def test_a_run_for_each_core():
    assert routes._runs.total_tokens == os.cpu_count()


@pytest.fixture
def slow(monkeypatch):
    """Pictures on two cores that begin, and end only when told to."""
    begun, finish, draw = Semaphore(0), Event(), routes.picture

    def picture(scenario):
        begun.release()
        assert finish.wait(timeout=30)
        return draw(scenario)

    monkeypatch.setattr(routes, "_runs", anyio.CapacityLimiter(2))
    monkeypatch.setattr(routes, "picture", picture)
    yield begun, finish
    finish.set()


def test_when_all_cores_stay_busy_the_next_is_told_to_come_again(
    client, slow, monkeypatch
):
    begun, finish = slow
    monkeypatch.setattr(routes, "MAX_WAIT_SECONDS", 0.05)
    with ThreadPoolExecutor() as pool:
        busy = [pool.submit(client.get, "/figures/linear") for _ in range(2)]
        assert begun.acquire(timeout=30) and begun.acquire(timeout=30)
        for _ in range(3):
            refused = client.get("/figures/linear")
            assert refused.status_code == 503
            assert refused.headers["retry-after"] == "1"
            assert "busy" in strict(refused)["error"]
        # A bad query is answered all the same.
        assert client.get("/figures/linear?W=99").status_code == 400
        finish.set()
        assert [one.result().status_code for one in busy] == [200, 200]
    assert client.get("/figures/linear").status_code == 200
    assert routes._runs.borrowed_tokens == 0


def test_who_waits_for_a_core_gets_it(client, slow):
    begun, finish = slow
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(client.get, "/figures/linear") for _ in range(4)]
        assert begun.acquire(timeout=30) and begun.acquire(timeout=30)
        assert not begun.acquire(timeout=0.1), "three runs at once on two cores"
        finish.set()
        assert [one.result().status_code for one in asked] == [200] * 4


def test_a_run_that_fails_gives_its_core_back(monkeypatch):
    def broken(scenario):
        raise RuntimeError

    monkeypatch.setattr(routes, "picture", broken)
    app = Starlette(routes=routes.routes())
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/figures/linear").status_code == 500
    assert routes._runs.borrowed_tokens == 0


# plotly.js


@pytest.mark.parametrize("encoding", ["gzip", "gzip, deflate, br", "identity"])
def test_plotly_js_is_that_of_the_package(client, encoding):
    assert plotly.__version__ in routes.PLOTLY_JS
    headers = {"accept-encoding": encoding}
    with client.stream("GET", "/" + routes.PLOTLY_JS, headers=headers) as response:
        sent = b"".join(response.iter_raw())
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/javascript")
    assert "immutable" in response.headers["cache-control"]
    assert "max-age=31536000" in response.headers["cache-control"]
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
    response = client.get(f"/figures/{page}?{query}")
    answer = strict(response)
    assert response.status_code in (200, 400)
    assert ("errors" in answer) == (response.status_code == 400)


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
