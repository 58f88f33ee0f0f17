"""The figure route: the numbers of run_*, clear refusals, bounded work."""

import base64
import gzip
import json
from importlib.metadata import version
from importlib.resources import files

import anyio
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from jaxreg import routes
from jaxreg.experiment import last, run_linear, run_logistic
from jaxreg.figures import to_plotly
from jaxreg.middleware import compress_scripts, preload_plotly
from jaxreg.scenario import CONTROLS, PRESETS, page_of, to_query

client = TestClient(Starlette(routes=routes.routes()))


def get(path):
    """The answer's JSON, in which NaN and Infinity are errors."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    return json.loads(response.content, parse_constant=pytest.fail)


def decoded(array):
    return np.frombuffer(base64.b64decode(array["bdata"]), "<f4")


@pytest.mark.parametrize("name", PRESETS)
def test_a_picture_has_the_numbers_of_its_run(name):
    scenario = PRESETS[name]
    page = page_of(scenario)
    answer = get(f"/figures/{page}?{to_query(scenario)}")
    result = (run_linear if page == "linear" else run_logistic)(scenario)
    loss = answer["figures"]["loss"]["data"][0]
    epochs = decoded(loss["x"]).astype(int)
    np.testing.assert_array_equal(decoded(loss["y"]), result.history.loss[epochs])
    fitted = dict(answer["report"]["rows"])["fitted"]
    W, b = last(result.history)
    texts = [str(value) if np.isfinite(value) else "–" for value in (*W, b)]
    assert fitted == texts
    for figure in answer["figures"].values():
        to_plotly(figure)  # validated


@pytest.mark.parametrize("page", CONTROLS)
@pytest.mark.parametrize("text", ["nan", "inf", "", "junk", "1e999", "<b>", "-1e9"])
def test_a_bad_value_is_refused_with_what_is_allowed(page, text):
    for control in CONTROLS[page].values():
        response = client.get(f"/figures/{page}", params={control.key: text})
        assert response.status_code == 400
        allowed = f"allowed is {control.allowed}"
        error = {"field": control.key, "value": text, "allowed": allowed}
        assert response.json()["errors"] == [error]


def test_unknown_and_repeated_parameters_and_pages_are_refused():
    response = client.get("/figures/linear?c_lr=1")
    assert response.status_code == 400
    assert "W, b, noise" in response.json()["errors"][0]["allowed"]
    response = client.get("/figures/linear?W=1&W=2")
    assert response.json()["errors"][0]["value"] == "1, 2"
    response = client.get("/figures/other")
    assert response.status_code == 404 and "linear, logistic" in response.text


@pytest.mark.parametrize(
    "query", ["linear?n=100000&epochs=", "logistic?c_n=100000&c_epochs="]
)
def test_work_is_bounded_and_said(query):
    answer = get(f"/figures/{query}10000")
    messages = " ".join(message["text"] for message in answer["report"]["messages"])
    assert "Trained 1000 of 10000 epochs" in messages
    assert "5,000 of them" in messages
    drawn = [t for t in answer["figures"]["fit"]["data"] if t.get("mode") == "markers"]
    points = sum(len(decoded(t["x"])) for t in drawn if t["name"] != "wrong side")
    assert points == 5000


def test_too_many_at_once_get_503_and_later_an_answer(monkeypatch):
    monkeypatch.setattr(routes, "MAX_WAIT_SECONDS", 0.05)
    monkeypatch.setattr(routes, "_runs", anyio.CapacityLimiter(1))
    with TestClient(Starlette(routes=routes.routes())) as busy:
        busy.portal.call(routes._runs.acquire_on_behalf_of, "someone")
        response = busy.get("/figures/linear")
        assert response.status_code == 503 and "busy" in response.json()["error"]
        busy.portal.call(routes._runs.release_on_behalf_of, "someone")
        assert busy.get("/figures/linear").status_code == 200


def test_plotly_js_is_that_of_the_package():
    source = (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    assert version("plotly") in routes.PLOTLY_JS
    packed = client.get("/" + routes.PLOTLY_JS)
    assert packed.headers["content-encoding"] == "gzip" and packed.content == source
    plain = client.get("/" + routes.PLOTLY_JS, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.content == source
    assert "immutable" in packed.headers["cache-control"]


def test_scripts_are_compressed_once_and_pages_name_plotly():
    calls = []

    async def app(scope, receive, send):
        calls.append(scope["path"])
        kind = b"text/javascript" if scope["path"].endswith(".js") else b"text/html"
        status = 404 if "missing" in scope["path"] else 200
        start = {"type": "http.response.start", "status": status}
        await send(start | {"headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": b"let a = 1;" * 100})

    wrapped = TestClient(preload_plotly(compress_scripts(app)))
    for _ in range(2):
        script = wrapped.get("/static/js/a.js")
        assert script.headers["content-encoding"] == "gzip"
        assert script.content == b"let a = 1;" * 100
        assert int(script.headers["content-length"]) == len(
            gzip.compress(script.content, 6)
        )
    assert calls == ["/static/js/a.js"]
    assert "link" not in script.headers
    assert wrapped.get("/static/js/missing.js").status_code == 404
    plain = wrapped.get("/static/js/a.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert routes.PLOTLY_JS in wrapped.get("/").headers["link"]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(list(CONTROLS)), st.data())
def test_any_query_is_answered_or_refused(page, data):
    keys = [
        control.key for control in CONTROLS[page].values() if "n" != control.key[-1]
    ]
    text = st.text(max_size=12) | st.floats().map(str) | st.sampled_from(["10", "0.1"])
    query = data.draw(
        st.dictionaries(st.sampled_from(keys) | st.text(), text, max_size=4)
    )
    response = client.get(f"/figures/{page}", params=query)
    assert response.status_code in (200, 400)
    json.loads(response.content, parse_constant=pytest.fail)
