"""Own data over HTTP: by a token in a header they are drawn like any others, and
neither they nor the token are in an address, a log, a cache or another's answer."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from jaxreg.data import shelf
from jaxreg.data.table import Column, Table
from jaxreg.explain import code
from jaxreg.explain.menu import MENU
from jaxreg.live import routes
from jaxreg.live.picture import explained, moving_picture, picture
from jaxreg.live.routes import GONE, TOKEN_HEADER
from jaxreg.settings import (
    CONTROLS,
    OWN,
    OWN_DATA,
    PAGES,
    LinearScenario,
    LogisticScenario,
    to_query,
)
from jaxreg.training.gradient_descent import descend
from jaxreg.training.runs import as_table, run
from tests.data.test_table import tables
from tests.loops import in_a_loop_of_its_own
from tests.traces import decoded

MAKE = {"figures": picture, "films": moving_picture, "explanations": explained}
KINDS = list(MAKE)
EACH_KIND = pytest.mark.parametrize("kind", KINDS)
EACH_PAGE = pytest.mark.parametrize("page", PAGES)
SCALING, SHAPE = (
    st.sampled_from(["on", "off"]),
    st.sampled_from(["contours", "surface"]),
)

SLOW = [name for name, entry in MENU.items() if entry.is_slow]
SHORT = {page: replace(OWN_DATA[page], epochs=50) for page in PAGES}


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=routes.routes())) as client:
        yield client


@pytest.fixture(autouse=True)
def empty_shelf(monkeypatch):
    monkeypatch.setattr(shelf, "_shelf", {})


def people(n=40, seed=0, name="height"):
    """Two columns of numbers and one of labels, which overlap."""
    rng = np.random.default_rng(seed)
    x = np.round(rng.normal(170, 10, n), 3)
    y = np.round(0.9 * x - 90 + rng.normal(0, 5, n), 3)
    label = np.where(x + rng.normal(0, 9, n) > 170, "tall", "small").astype(object)
    label[:2] = "small", "tall"
    columns = {name: x, f"{name} too": y, f"{name} class": label}
    return Table(tuple(Column(key, values) for key, values in columns.items()))


def ask(client, kind, scenario, token):
    headers = {} if token is None else {TOKEN_HEADER: token}
    address = f"/{kind}/{scenario.page}?{to_query(scenario)}"
    return client.get(address, headers=headers)


def answered(response):
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    return json.loads(response.content)


# Drawn like any others


@EACH_PAGE
@EACH_KIND
def test_a_token_brings_the_answer_of_its_data(client, kind, page):
    for entry in ("off", "rates"):
        scenario = replace(SHORT[page], explain=entry)
        response = ask(client, kind, scenario, shelf.keep(people()))
        expected = MAKE[kind](scenario, people())
        assert response.status_code == 200 and response.content == expected


@EACH_PAGE
def test_the_picture_holds_the_points_the_names_and_the_fit(client, page):
    own, scenario = people(), replace(SHORT[page], digits="all")
    answer = answered(ask(client, "figures", scenario, shelf.keep(own)))
    traces = {one["name"]: one for one in answer["figures"]["fit"]["data"]}
    x, y, label = (column.values for column in own.columns)
    if page == "linear":
        np.testing.assert_array_equal(decoded(traces["points"]["x"]), np.float32(x))
        np.testing.assert_array_equal(decoded(traces["points"]["y"]), np.float32(y))
    else:
        for name in ("small", "tall"):
            points = decoded(traces[name]["x"])
            np.testing.assert_array_equal(points, np.float32(x[label == name]))
    title = answer["figures"]["fit"]["layout"]["xaxis"]["title"]["text"]
    assert title == "height"
    W, b = run(SHORT[page], own).history.at(-1)
    fitted = dict(answer["report"]["rows"])["fitted"]
    np.testing.assert_array_equal(np.float32(fitted), np.float32([*W, b]))


@EACH_KIND
@EACH_PAGE
def test_the_columns_in_the_address_are_those_that_are_used(client, page, kind):
    own = people()
    fields = {"linear": {"x_column": 2, "y_column": 1}, "logistic": {"x2_column": 0}}
    scenario = replace(SHORT[page], explain="gradient", **fields[page])
    found = ask(client, kind, scenario, shelf.keep(own))
    # With these columns alone, the first that fit are they.
    order = {"linear": (1, 0), "logistic": (0, 2)}[page]
    few = shelf.keep(Table(tuple(own.columns[k] for k in order)))
    same = ask(client, kind, replace(scenario, **dict.fromkeys(fields[page])), few)
    assert found.status_code == same.status_code == 200
    assert found.content == same.content


# Gone, or wrong


@pytest.mark.parametrize("token", [None, "", "unknown", "A" * 32, "\xe9", "a" * 9999])
@EACH_PAGE
@EACH_KIND
def test_without_its_data_a_link_is_told_to_load_them_again(client, kind, page, token):
    shelf.keep(people())
    if token == "\xe9":
        token = token.encode("latin-1")
    response = ask(client, kind, SHORT[page], token)
    assert response.status_code == 410
    assert json.loads(response.content) == {"error": GONE}
    assert response.headers["cache-control"] == "no-store"


def test_the_sentence_on_data_that_are_gone():
    assert GONE == (
        "The server no longer has these data: it forgets them after an hour without "
        "use, and when it restarts. Load them again."
    )


@EACH_KIND
def test_an_answer_keeps_the_data_for_another_hour_and_then_they_go(
    client, kind, monkeypatch
):
    now = [0.0]
    monkeypatch.setattr(shelf, "time", SimpleNamespace(monotonic=lambda: now[0]))
    token = shelf.keep(people())
    for _ in range(3):
        now[0] += 3599
        assert ask(client, kind, SHORT["linear"], token).status_code == 200
    now[0] += 3601
    assert ask(client, kind, SHORT["linear"], token).status_code == 410


@EACH_KIND
def test_data_on_board_need_no_token_and_may_be_kept(client, kind):
    tips = LinearScenario(data="tips", scaling="on", epochs=5)
    plain = ask(client, kind, tips, None)
    assert plain.status_code == 200
    assert plain.headers["cache-control"] == "private, max-age=60"
    assert ask(client, kind, tips, shelf.keep(people())).content == plain.content


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        (
            replace(SHORT["linear"], x_column=4),
            "There is no column 4: these data have 3 columns.",
        ),
        (
            replace(SHORT["linear"], x_column=3),
            "“height class” contains text: choose a column of numbers.",
        ),
        (
            replace(SHORT["linear"], x_column=2, y_column=2),
            "x and y are both “height too”: choose two columns.",
        ),
        (
            replace(SHORT["logistic"], positive=3),
            "The label “height class” has no class 3: it has only 2.",
        ),
        (
            replace(SHORT["logistic"], x1_column=1, x2_column=1),
            "“height” is chosen twice: choose different columns.",
        ),
    ],
)
@EACH_KIND
def test_columns_that_cannot_be_used_are_told_why(client, kind, scenario, sentence):
    token = shelf.keep(people())
    response = ask(client, kind, scenario, token)
    assert response.status_code == 400
    assert json.loads(response.content) == {"error": sentence}
    assert response.headers["cache-control"] == "no-store"
    assert not routes.turns.running
    assert ask(client, kind, SHORT[scenario.page], token).status_code == 200


@pytest.mark.parametrize(
    "query", ["x_col=0", "x_col=1001", "x_col=height", "x_col=1.5", "source=other"]
)
@EACH_KIND
def test_a_column_that_no_table_has_is_a_bad_query(client, kind, query):
    headers = {TOKEN_HEADER: shelf.keep(people())}
    response = client.get(f"/{kind}/linear?{query}", headers=headers)
    assert response.status_code == 400
    [error] = json.loads(response.content)["errors"]
    assert error["field"] == query.partition("=")[0]


@EACH_PAGE
def test_any_table_is_answered(client, page):
    @settings(deadline=None, max_examples=60)
    @given(tables(), st.sampled_from(CONTROLS[page]["explain"].options), SCALING, SHAPE)
    def check(own, entry, scaling, landscape):
        changes = {"explain": entry, "scaling": scaling, "landscape": landscape}
        token = shelf.keep(own)
        for kind in KINDS:
            response = ask(client, kind, replace(SHORT[page], **changes), token)
            assert response.status_code in (200, 400)
            answer = json.loads(response.content, parse_constant=pytest.fail)
            if response.status_code == 400:
                assert answer["error"].endswith(".")

    check()


# Nobody else's


@EACH_PAGE
@EACH_KIND
def test_each_answer_is_of_its_own_token_also_of_many_at_once(client, kind, page):
    scenario = replace(SHORT[page], explain="rates")
    tables = [people(seed=k, name=f"person{k}_") for k in range(4)]
    tokens = [shelf.keep(table) for table in tables]
    alone = [ask(client, kind, scenario, token).content for token in tokens]
    assert len(set(alone)) == 4
    order = np.random.default_rng(1).integers(0, 4, 32).tolist()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, client, kind, scenario, tokens[k]) for k in order]
    for k, response in zip(order, asked, strict=True):
        assert response.result().content == alone[k]
    for k, body in enumerate(alone):
        named = [other for other in range(4) if f"person{other}_" in body.decode()]
        assert named == ([k] if kind == "figures" else [])


@EACH_PAGE
@EACH_KIND
def test_no_answer_of_own_data_may_be_kept(client, kind, page):
    response = ask(client, kind, SHORT[page], shelf.keep(people()))
    assert response.headers["cache-control"] == "no-store"
    assert "set-cookie" not in response.headers and "etag" not in response.headers
    others = client.get(f"/{kind}/{page}")
    assert others.headers["cache-control"] == "private, max-age=60"


@EACH_PAGE
def test_neither_address_nor_log_holds_a_token_a_name_or_a_value(client, page, caplog):
    own = people(name="secret")
    token = shelf.keep(own)
    wrong = {"linear": {"x_column": 3}, "logistic": {"x1_column": 3}}[page]
    caplog.set_level(logging.DEBUG)
    jax.clear_caches()
    for kind in KINDS:
        for entry in CONTROLS[page]["explain"].options:
            scenario = replace(SHORT[page], explain=entry)
            for one, status in ((scenario, 200), (replace(scenario, **wrong), 400)):
                response = ask(client, kind, one, token)
                assert response.status_code == status
                for said in (response.url, response.text, response.headers):
                    assert token not in str(said)
    assert "descend" in caplog.text and f"/figures/{page}?" in caplog.text
    values = [str(value) for column in own.columns[:2] for value in column.values]
    for secret in (token, "secret", *(text for text in values if len(text) > 5)):
        assert secret not in caplog.text


# Nothing new to compile


def compiled(caplog, asked, first, others):
    """What is compiled for other tables, once all is drawn of a first one."""
    for make, scenario in asked:
        make(scenario, first)
    caplog.clear()
    with jax.log_compiles():
        for make, scenario in asked:
            for other in others:
                make(scenario, other)
        found = list(caplog.messages)
        descend.clear_cache()
        picture(asked[0][1], first)
    assert "Compiling jit(descend)" in caplog.text  # the log does see what is new
    return found


@pytest.mark.parametrize(
    ("page", "columns"),
    [("linear", {}), ("logistic", {"x2_column": 0}), ("logistic", {"x2_column": 2})],
    ids=["line", "one feature", "two features"],
)
@pytest.mark.parametrize(("low", "high"), [(6, 16), (17, 32), (129, 256), (5000, 8192)])
def test_another_size_within_a_power_of_two_compiles_nothing(
    page, columns, low, high, caplog, monkeypatch
):
    for bound in ("MAX_LOOP_WORK", "MAX_WORK"):  # what is timed compiles all the same
        monkeypatch.setattr(code, bound, 1)
    scenario = replace(SHORT[page], **columns)
    changes = [{}, {"landscape": "surface"}, {"scaling": "off"}]
    changes += [{"explain": name} for name in CONTROLS[page]["explain"].options]
    asked = [
        (make, replace(scenario, **change))
        for make in MAKE.values()
        for change in changes
        if change != {"explain": "separable"}
    ]
    first, *others = (people(n, seed=n) for n in (low, (low + high) // 2, high))
    assert compiled(caplog, asked, first, others) == []


def test_the_slow_explanation_of_separability_compiles_nothing_for_another_size(caplog):
    asked = [(explained, replace(SHORT["logistic"], explain="separable"))]
    assert compiled(caplog, asked, people(20), [people(27), people(32)]) == []


# The numbers of the training


def plain_descent(s, X, y, start):
    """Gradient descent in float64 on the rows as they are, nothing padded."""
    X = (X - X.mean(axis=0)) / X.std(axis=0) if s.scaling == "on" else X
    A, theta, path = np.column_stack([X, np.ones(len(X))]), start.astype(float), []
    for _ in range(s.epochs + 1):
        path.append(theta)
        z = A @ theta
        if s.page == "linear":
            error = 2 * (z - y)
        else:
            error = 1 / (1 + np.exp(-z)) - y
        gradient = A.T @ error / len(y)
        if s.page == "logistic":
            gradient[:-1] += s.l2 * theta[:-1]
        theta = theta - s.learning_rate * gradient
    return np.array(path)


@pytest.mark.parametrize("n", [3, 15, 16, 17, 40, 300])
@pytest.mark.parametrize(
    "scenario",
    [
        SHORT["linear"],
        replace(SHORT["linear"], scaling="off", learning_rate=1e-4),
        SHORT["logistic"],
        replace(SHORT["logistic"], x2_column=0),
        replace(SHORT["logistic"], scaling="off", learning_rate=0.001),
        replace(SHORT["logistic"], l2=0.3, loss_form="textbook"),
    ],
    ids=["line", "raw line", "two features", "one feature", "raw", "penalty"],
)
def test_padded_training_is_plain_gradient_descent(scenario, n):
    own = people(n, seed=n)
    if scenario.scaling == "off":  # near 0, where a rate of the slider is stable
        own = Table(
            tuple(
                column._replace(values=(column.values - 150) / 10)
                if column.is_number
                else column
                for column in own.columns
            )
        )
    result = run(scenario, own)
    X = np.column_stack([column.values for column in own.columns[:2]])
    y = own.columns[1].values
    if scenario.page == "linear":
        X = X[:, :1]
        if scenario.scaling == "on":
            y = (y - y.mean()) / y.std()
    else:
        X = X[:, : len(result.names.features)]
        y = (own.columns[2].values == result.names.classes[1]).astype(float)
        assert {"small", "tall"} == {*result.names.classes}
    history = result.shown.history
    found = np.column_stack([history.params.W, history.params.b])
    expected = plain_descent(scenario, X, y, found[0])
    np.testing.assert_allclose(found, expected, rtol=2e-4, atol=2e-4)
    assert result.data.X.shape == X.shape  # no padding is shown
    assert result.training.data.y.shape == y.shape


def test_a_film_of_own_data_is_their_run(client):
    for page in PAGES:
        own = people(21)
        film = answered(ask(client, "films", SHORT[page], shelf.keep(own)))
        history = run(SHORT[page], own).history
        W = [decoded(column) for column in film["params"]["W"]]
        np.testing.assert_array_equal(W, history.params.W.T)
        np.testing.assert_array_equal(decoded(film["params"]["b"]), history.params.b)
        np.testing.assert_array_equal(decoded(film["loss"]), np.float32(history.loss))


GENERATED = {
    "line": LinearScenario(epochs=200),
    "noise-free": LinearScenario(targets="noise-free", num_points=20, epochs=200),
    "scaled line": LinearScenario(scaling="on", learning_rate=0.1, num_points=100),
    "classes": LogisticScenario(epochs=200),
    "scaled classes": LogisticScenario(scaling="on", num_points=500, l2=0.01),
    "lecture": LogisticScenario(data="lecture", seed=10, learning_rate=0.01),
}


@pytest.mark.parametrize("name", GENERATED)
def test_own_data_that_are_the_generators_points_give_the_same_fit(client, name):
    scenario = GENERATED[name]
    made, own = run(scenario), as_table(scenario)
    brought = run(replace(scenario, data=OWN), own)
    np.testing.assert_array_equal(np.float32(brought.data.X), made.data.X)
    target = made.targets if scenario.page == "linear" else made.data.y
    np.testing.assert_array_equal(np.float32(brought.data.y), target)
    # Of a table y is standardised too, so the way there begins elsewhere.
    epochs = slice(-1, None) if name == "scaled line" else slice(None)
    np.testing.assert_allclose(
        np.column_stack(brought.history.params)[epochs],
        np.column_stack(made.history.params)[epochs],
        rtol=1e-4,
        atol=1e-5,
    )
    np.testing.assert_allclose(
        brought.history.loss[epochs], made.history.loss[epochs], rtol=1e-3
    )
    assert brought.true_params is None and brought.left_out == 0
    if scenario.page == "linear":
        np.testing.assert_allclose(
            np.append(*brought.closed_form), np.append(*made.closed_form), rtol=1e-5
        )
    token = shelf.keep(own)
    answer = answered(ask(client, "figures", replace(scenario, data=OWN), token))
    assert "true" not in dict(answer["report"]["rows"])


# Many rows


@EACH_PAGE
def test_100_000_rows_are_answered_and_what_is_cut_is_said(client, page):
    scenario = replace(OWN_DATA[page], epochs=10_000)
    token = shelf.keep(people(100_000))
    answer = answered(ask(client, "figures", scenario, token))
    said = [message["text"] for message in answer["report"]["messages"]]
    trained = "Stopped after 762 of 10000 epochs: "
    assert [text for text in said if text.startswith(trained)]
    drawn = "All 100,000 points are used; 5,000 of them, evenly spaced, are drawn."
    assert drawn in said
    shown = [
        one
        for one in answer["figures"]["fit"]["data"]
        if one["name"] in ("points", "small", "tall")
    ]
    assert sum(len(decoded(one["x"])) for one in shown) == 5000
    loss = answer["figures"]["loss"]["data"][0]
    assert decoded(loss["customdata"])[-1] == 762
    film = answered(ask(client, "films", scenario, token))
    assert decoded(film["epochs"])[-1] == 762


def test_rows_that_miss_a_value_are_spoken_of(client):
    own = people(30)
    own.columns[0].values[:3] = np.nan
    own.columns[2].values[5] = ""
    for page, said in (
        ("linear", "3 rows are left out: a value is missing."),
        ("logistic", "4 rows are left out: a value is missing."),
    ):
        answer = answered(ask(client, "figures", SHORT[page], shelf.keep(own)))
        assert said in [m["text"] for m in answer["report"]["messages"]]


def test_a_slow_explanation_is_made_of_own_data(client):
    for page in PAGES:
        for entry in SLOW:
            if entry in CONTROLS[page]["explain"].options:
                scenario = replace(SHORT[page], explain=entry, epochs=5)
                found = answered(
                    ask(client, "explanations", scenario, shelf.keep(people()))
                )
                assert found["title"]


# Closing the page


def test_a_page_that_goes_before_it_has_said_which_data_forgets_none():
    mine = shelf.keep(people(), "me")
    said = [
        {"type": "http.request", "body": mine[:10].encode(), "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive():
        return said.pop(0)

    async def main():
        request = Request({"type": "http", "method": "POST", "headers": []}, receive)
        assert (await routes.forget_data(request)).status_code == 499

    in_a_loop_of_its_own(main)
    assert shelf.find(mine)


def test_a_closed_page_takes_its_data_along(client):
    mine, other = shelf.keep(people(), "me"), shelf.keep(people(), "other")
    assert client.post("/forgotten", content=mine).status_code == 204
    assert ask(client, "figures", SHORT["linear"], mine).status_code == 410
    assert ask(client, "figures", SHORT["linear"], other).status_code == 200
    for nothing in (b"", mine.encode(), b"\xff\x00", b"x" * 100):
        assert client.post("/forgotten", content=nothing).status_code == 204
    assert client.post("/forgotten", content=b"x" * 101).status_code == 413
    assert client.get("/forgotten").status_code == 405
    assert ask(client, "figures", SHORT["linear"], other).status_code == 200
