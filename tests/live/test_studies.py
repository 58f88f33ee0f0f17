"""The other studies of the Lab's route: the same rows as in a notebook, and what is
told beside them."""

import io

import numpy as np
import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

import jaxreg
from jaxreg import LinearScenario, LogisticScenario, basin, bootstrap, universes
from jaxreg.data.table import Column, Table
from jaxreg.live.studies import study_of
from jaxreg.live.sweeps import sweep_routes
from tests.live.test_sweeps import lines_of

UNIVERSES = "study=universes&universes=70"


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=sweep_routes())) as client:
        yield client


def rows_of(parts):
    return pd.concat([pd.DataFrame(part["columns"]) for part in parts])


def test_universes_have_a_theory_and_points_beside_them(client):
    head, *parts, end = lines_of(client.get(f"/sweeps/linear?n=20&{UNIVERSES}"))
    table = universes(LinearScenario(num_points=20), 70, progress=False)
    assert (head["study"], head["runs"], head["axes"]) == ("universes", 70, [])
    assert head["theory"] == table.attrs["theory"]
    x, y = head["points"]["columns"]
    data = jaxreg.run_linear(LinearScenario(num_points=20)).data
    assert (x, y) == (data.X[:, 0].tolist(), data.y.tolist())
    assert head["points"]["titles"] == ["x", "y"]
    rows = rows_of(parts)
    assert [*rows] == [*table] and rows.within_95.dtype == bool
    np.testing.assert_allclose(rows.W, table.W, rtol=1e-5)
    assert rows.within_95.tolist() == table.within_95.tolist()
    assert end["said"].startswith("70 runs in ")


def test_a_bootstrap_is_of_the_table_that_is_meant(client):
    query = "source=tips&scale=on&lr=0.1&epochs=100&study=bootstrap&universes=40"
    head, *parts, _ = lines_of(client.get(f"/sweeps/linear?{query}"))
    s = LinearScenario(data="tips", scaling="on", learning_rate=0.1, epochs=100)
    table = bootstrap(s, 40, progress=False)
    assert head["theory"] == table.attrs["theory"]
    np.testing.assert_allclose(rows_of(parts).optimum_W, table.optimum_W, rtol=1e-12)


def test_a_basin_has_two_axes(client):
    query = "study=basin&side=4&window=-1,2,0,3"
    head, *parts, _ = lines_of(client.get(f"/sweeps/linear?{query}"))
    table = basin(
        LinearScenario(), side=4, window=((-1.0, 2.0), (0.0, 3.0)), progress=False
    )
    assert [axis["key"] for axis in head["axes"]] == ["W_0", "b_0"]
    assert head["axes"][0]["texts"] == ["-1", "0", "1", "2"]
    found = rows_of(parts).epochs_to_converge.astype(float)
    pd.testing.assert_series_equal(found, table.epochs_to_converge, check_index=False)


@pytest.mark.parametrize("kind", ["heavy ball", "Nesterov"])
def test_the_border_of_stability_is_where_the_companion_matrix_has_radius_1(
    client, kind
):
    query = f"study=stability&mom_kind={kind}&epochs=400&start=chosen&W_0=9&b_0=9"
    head, *parts, _ = lines_of(client.get(f"/sweeps/linear?{query}"))
    momenta, rates = (axis["values"] for axis in head["axes"])
    assert len(momenta) == 34 and len(head["limits"]) == 34
    x = np.arange(10.0)
    A = np.column_stack([x, np.ones(10)])
    steepest = np.linalg.eigvalsh(2 * A.T @ A / 10)[-1]

    def radius(rate, beta):
        kept = 1 - rate * steepest  # of one mode, by plain descent
        trace = 1 + beta - rate * steepest
        if kind == "Nesterov":
            trace = (1 + beta) * kept
        product = beta * kept if kind == "Nesterov" else beta
        return np.abs(np.linalg.eigvals([[trace, -product], [1.0, 0.0]])).max()

    for beta, limit in zip(momenta, head["limits"], strict=True):
        assert radius(0.999 * limit, beta) < 1 + 1e-9 < radius(1.001 * limit, beta)
    became = rows_of(parts).became.to_numpy().reshape(len(momenta), len(rates))
    for beta, limit, row in zip(momenta, head["limits"], became, strict=True):
        assert {*row[np.array(rates) < 0.99 * limit]} == {"finite"}
        if beta < 0.6:  # at a larger one, it takes longer to leave the range
            assert {*row[np.array(rates) > 1.5 * limit]} == {"left the float range"}


@pytest.mark.parametrize(
    "query", ["logistic?study=stability", "linear?study=stability&batch=1&sched=1/t"]
)
def test_where_no_border_is_known_none_is_told(client, query):
    head, *_ = lines_of(client.get(f"/sweeps/{query}&epochs=5"))
    assert head["limits"] is None and head["runs"] > 1000


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("linear", f"n=5&{UNIVERSES}"),
        ("logistic", f"c_n=10&l2=0.1&{UNIVERSES}"),
        ("linear", "n=5&study=bootstrap&universes=9"),
        ("linear", "epochs=10&study=basin&side=5&window=0,1,2.5,3"),
        ("logistic", "c_n=10&c_epochs=10&study=basin&side=5"),
        ("linear", "n=5&study=counterexamples&sentence=noise&seeds=8"),
        ("logistic", "c_n=10&study=counterexamples&sentence=accuracy&seeds=8"),
    ],
)
def test_the_call_gives_the_same_table(client, page, query):
    head, *parts, _ = lines_of(client.get(f"/sweeps/{page}?{query}"))
    table = eval(head["call"], vars(jaxreg).copy())
    assert len(table) == head["runs"] and [*rows_of(parts)] == [*table]
    np.testing.assert_allclose(rows_of(parts).b, table.b, rtol=1e-4, atol=1e-5)


def test_a_call_for_own_data_has_a_frame():
    own = Table((Column("x", np.arange(5.0)), Column("y", np.arange(5.0) ** 2)))
    s = LinearScenario(data="own")
    for kind, rest in [("bootstrap", ", 1000, frame)"), ("basin", ", frame)")]:
        study = study_of(s, own, QueryParams({"study": kind}))
        made = "LinearScenario(data='own')"
        assert study.head["call"] == f"{kind}({made}{rest}"


def test_the_table_as_a_file(client):
    csv = client.get(f"/sweeps/logistic.csv?c_n=10&{UNIVERSES}")
    rows = pd.read_csv(io.StringIO(csv.text))
    table = universes(LogisticScenario(num_points=10), 70, progress=False)
    assert [*rows] == [*table] and rows.within_95.tolist() == table.within_95.tolist()
    parquet = client.get(f"/sweeps/logistic.parquet?c_n=10&{UNIVERSES}")
    assert pd.read_parquet(io.BytesIO(parquet.content)).shape == table.shape


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            "study=x",
            "no study 'x'; there are sweep, universes, bootstrap, basin, stability",
        ),
        ("study=stability&by=Newton", "Newton's method uses no learning rate and no"),
        ("study=universes&universes=1", "universes = 1: it must be a whole number"),
        ("study=universes&universes=10001", "from 2 to 10,000"),
        ("study=universes&universes=1e3", "universes = 1e3: it must be"),
        ("study=universes&source=tips", "'tips': take the bootstrap"),
        ("study=counterexamples&sentence=accuracy", "there are: direction, noise"),
        ("study=counterexamples&sentence=noise&seeds=9", "num=9: it must be an even"),
        ("study=basin&side=101", "side = 101: it must be a whole number from 2 to 100"),
        ("study=basin&window=1,2", "written as window=from,to,from,to"),
        ("study=basin&window=1,2,3,x", "written as window=from,to,from,to"),
        ("study=basin&window=2,1,3,4", "the starts of W_0 go from a smaller"),
        ("study=basin&window=nan,1,3,4", "must be a number from -1e15 to 1e15"),
        ("study=basin&n=1000&window=1,2,3,4", "9,216 runs, and 9,225,216,000 points"),
        (
            "study=bootstrap&source=tips&epochs=9999&universes=9999",
            "9,999 runs, and",
        ),
    ],
)
def test_what_is_not_allowed_is_said(client, query, words):
    answer = client.get(f"/sweeps/linear?{query}")
    assert answer.status_code == 400
    assert words in answer.json()["error"]
