"""A run as CSV: the history, read back by NumPy bit for bit, behind the same door as a
picture."""

from dataclasses import replace

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from jaxreg.data import shelf
from jaxreg.data.table import Column, Table
from jaxreg.live import routes
from jaxreg.settings import (
    OWN_DATA,
    PAGES,
    PRESETS,
    LinearScenario,
    LogisticScenario,
    to_query,
)
from jaxreg.training.runs import run
from tests.training.test_experiment import PRINTED

TABLE = Table(
    (
        Column("x", np.array([1.0, 2.0, 3.0, 5.0])),
        Column("y", np.array([0.1, 1.0, 2.5, 3.0])),
        Column("class", np.array(["a", "b", "a", "b"], object)),
    )
)


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=routes.routes())) as client:
        yield client


def csv_of(client, scenario, **headers):
    """The answer's names, and its text for each row."""
    address = f"/runs/{scenario.page}.csv?{to_query(scenario)}"
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/csv")
    names, *rows = response.text.splitlines()
    return names.split(","), [row.split(",") for row in rows]


def assert_is_history(rows, history):
    """Each number is read back as what the run has, and is as NumPy prints it."""
    W, b = history.params
    expected = np.column_stack([history.loss, W, b])
    assert [row[0] for row in rows] == [str(k) for k in range(len(expected))]
    read = np.array([row[1:] for row in rows]).astype(expected.dtype)
    np.testing.assert_array_equal(read, expected)
    for row, numbers in zip(rows, expected, strict=True):
        assert row[1:] == [str(number) for number in numbers]


@pytest.mark.parametrize("name", PRINTED)
def test_the_digits_of_the_lecture(client, name):
    scenario = PRESETS[name].scenario
    names, rows = csv_of(client, scenario)
    W = ["W"] if scenario.page == "linear" else ["W1", "W2"]
    assert names == ["epoch", "loss", *W, "b"]
    assert len(rows) == 1001
    last = [float(text) for text in rows[-1][2:]]
    expected = [float(digits) for digits in PRINTED[name]]
    np.testing.assert_allclose(last, expected, atol=2e-6, rtol=0)


@pytest.mark.parametrize(
    "scenario",
    [
        LinearScenario(),
        LinearScenario(epochs=0),
        LinearScenario(learning_rate=0.0501),  # inf and NaN at the end
        LinearScenario(data="gapminder", scaling="on", epochs=50),
        LogisticScenario(scaling="on", l2=0.1, epochs=20),
        LogisticScenario(data="O-rings", epochs=20),
    ],
    ids=str,
)
def test_every_epoch_with_all_digits(client, scenario):
    _, rows = csv_of(client, scenario)
    assert_is_history(rows, run(scenario).history)


def test_epochs_are_bounded(client):
    scenario = LinearScenario(num_points=100_000, epochs=10_000)
    _, rows = csv_of(client, scenario)
    assert len(rows) == len(run(scenario).history.loss) == 1001


@pytest.mark.parametrize("page", PAGES)
def test_own_data_by_their_token(client, page, monkeypatch):
    monkeypatch.setattr(shelf, "_shelf", {})
    scenario = replace(OWN_DATA[page], epochs=5)
    token = shelf.keep(TABLE)
    _, rows = csv_of(client, scenario, **{routes.TOKEN_HEADER: token})
    assert_is_history(rows, run(scenario, TABLE).history)
    query = f"/runs/{page}.csv?{to_query(scenario)}"
    response = client.get(query, headers={routes.TOKEN_HEADER: token})
    assert response.headers["cache-control"] == "no-store"
    assert client.get(query).status_code == 410


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("linear.csv?W=99", {}, 400),
        ("cubic.csv", {}, 404),
        ("linear", {}, 404),
        ("linear.csv", {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_what_is_refused(client, address, headers, status):
    assert client.get(f"/runs/{address}", headers=headers).status_code == status


def test_of_head_nothing_is_computed(client, monkeypatch):
    monkeypatch.setattr(routes, "turns", None)
    response = client.head("/runs/linear.csv")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"].startswith("text/csv")


def test_it_waits_for_its_turn(client, monkeypatch):
    monkeypatch.setattr(routes, "MAX_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(routes, "turns", routes.Turns(0))
    assert client.get("/runs/linear.csv").status_code == 503
