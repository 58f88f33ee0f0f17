"""The routes of sweeps: the same rows as in a notebook, as lines, CSV and Parquet."""

import io
import json

import anyio
import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import jaxreg
from jaxreg import LinearScenario, LogisticScenario, sweep
from jaxreg.live import sweeps
from jaxreg.live.sweeps import sweep_routes
from jaxreg.live.turns import Turns
from tests.loops import in_a_loop_of_its_own

QUERY = "noise=2&sweep=lr,0.001,0.1,4,log&sweep=seed,0,2,3,linear"
NUMBERS = ["loss", "W", "b", "distance_to_truth"]


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=sweep_routes())) as client:
        yield client


def lines_of(answer):
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def expected():
    rates = [0.001, 0.004642, 0.02154, 0.1]
    scenario = LinearScenario(noise=2.0)
    return sweep(scenario, learning_rate=rates, seed=range(3), progress=False)


def test_lines_tell_what_is_swept_then_rows_then_how_fast(client):
    head, *parts, end = lines_of(client.get(f"/sweeps/linear?{QUERY}"))
    assert head["runs"] == 12
    assert [(axis["name"], axis["key"], axis["scale"]) for axis in head["axes"]] == [
        ("learning_rate", "lr", "log"),
        ("seed", "seed", "linear"),
    ]
    assert head["axes"][0]["texts"] == ["0.001", "0.004642", "0.02154", "0.1"]
    assert head["limits"] == pytest.approx([0.0342] * 3, abs=5e-5)
    assert [part["start"] for part in parts] == [0]
    rows = pd.DataFrame(parts[0]["columns"]).astype({name: float for name in NUMBERS})
    table = expected()
    assert [*rows] == [*table]
    lost = table.became != "finite"
    assert lost.tolist() == [False] * 9 + [True] * 3 and rows.loss[9:].isna().all()
    pd.testing.assert_frame_equal(
        rows[~lost], table[~lost], check_dtype=False, check_categorical=False
    )
    assert end["said"].startswith("12 runs in ")


def test_the_time_of_a_sweep_has_all_its_parts(client, monkeypatch):
    """Also the first, which is made before the answer begins."""
    seconds = [0]

    def slow(*args, **kwargs):
        for part in made(*args, **kwargs):
            seconds[0] += 60
            yield part

    made = sweeps.chunks
    monkeypatch.setattr(sweeps, "chunks", slow)
    monkeypatch.setattr(sweeps.time, "perf_counter", lambda: seconds[0])
    *_, end = lines_of(client.get(f"/sweeps/linear?{QUERY}"))
    assert end["said"].startswith(f"12 runs in {seconds[0]} s: ")


def test_the_call_gives_the_same_table(client):
    for page, query in [
        ("linear", QUERY),
        ("logistic", "c_n=10&sweep=c_scale&sweep=l2,0,0.1,2,linear"),
    ]:
        head, part, _ = lines_of(client.get(f"/sweeps/{page}?{query}"))
        table = eval(head["call"], vars(jaxreg).copy())
        assert table.b.tolist()[:3] == part["columns"]["b"][:3]
        assert len(table) == head["runs"]


def test_the_table_as_a_file(client):
    csv = client.get(f"/sweeps/linear.csv?{QUERY}")
    parquet = client.get(f"/sweeps/linear.parquet?{QUERY}")
    assert csv.headers["content-type"].startswith("text/csv")
    table = expected()
    pd.testing.assert_frame_equal(
        pd.read_csv(io.StringIO(csv.text)),
        table,
        check_dtype=False,
        check_categorical=False,
    )
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(parquet.content)), table)
    assert client.get(f"/sweeps/linear.xls?{QUERY}").status_code == 404


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "name one or two controls to sweep"),
        (
            "sweep=lr",
            "a sweep of “Learning rate” is written as lr,from,to,steps,linear or",
        ),
        (
            "sweep=lr,0,1,9,log",
            "“Learning rate” is '0': it must be a number from 1e-9 to 1000",
        ),
        ("sweep=noise,0,1,9,log", "a logarithmic sweep of “Noise” begins above 0"),
        ("sweep=lr,1,0.1,9,log", "goes from a smaller to a larger value"),
        ("sweep=lr,0.1,1,1,log", "a sweep of “Learning rate” has 2 to 200 steps"),
        ("sweep=loss", "'loss' cannot be swept; these can: W, b, noise"),
        ("sweep=lr,0.1,1,9,log&sweep=lr,0.1,1,9,log", "cannot be swept twice"),
        ("sweep=scale&sweep=fit&sweep=start", "name one or two controls"),
        ("W=99&sweep=scale", "the query is not valid"),
        (
            "sweep=lr,0.1,1,200,log&sweep=seed,0,199,200,linear",
            "40,000 runs, and 400,400,000 points times epochs in all; at most 10,000",
        ),
        ("n=100000&sweep=lr,0.1,1,20,log", "2,002,000,000 points times epochs"),
        ("sweep=n", "a sweep of “Number of points” is written as n,from,to"),
        ("sweep=n,5,11", "“Number of points” is '11': it must be one of 5, 10, 20"),
        ("source=own&sweep=scale", "no longer has these data"),
        ("source=tips&x_col=99&sweep=scale", "column"),
    ],
)
def test_what_is_not_allowed_is_said(client, query, words):
    answer = client.get(f"/sweeps/linear?{query}")
    assert answer.status_code == (410 if "own" in query else 400)
    assert words in answer.json()["error"]


def test_what_no_rate_limits_has_no_limits(client):
    for page, query in [
        ("linear", "sweep=scale"),
        ("logistic", "sweep=c_lr,0.1,1,3,log"),
    ]:
        assert lines_of(client.get(f"/sweeps/{page}?{query}"))[0]["limits"] is None


def test_long_sweeps_come_in_parts_each_at_its_turn(client, monkeypatch):
    asked = []

    class Noting(Turns):
        def turn(self, address, page, is_long, patience):
            asked.append(is_long)
            return super().turn(address, page, is_long, patience)

    monkeypatch.setattr(sweeps, "turns", Noting(2))
    monkeypatch.setattr(sweeps, "_AT_ONCE", 4 * 10_010)
    _, *parts, end = lines_of(client.get("/sweeps/linear?sweep=seed,0,11,12,linear"))
    assert [part["start"] for part in parts] == [0, 4, 8] and end["said"]
    # The first one finds out what is asked, the last one that it was all.
    assert asked == [False] * 5


def test_a_busy_server_says_so(client, monkeypatch):
    monkeypatch.setattr(sweeps, "turns", Turns(0))
    monkeypatch.setattr(sweeps, "MAX_WAIT_SECONDS", 0.01)
    for path in ("linear", "linear.csv"):
        assert client.get(f"/sweeps/{path}?sweep=scale").status_code == 503


def test_sizes_are_those_between(client):
    head, *_ = lines_of(client.get("/sweeps/linear?sweep=n,10,100"))
    assert head["axes"][0]["values"] == [10, 20, 50, 80, 100]


def test_rows_of_classes_have_their_accuracy(client):
    query = "c_n=10&sweep=c_lr,0.1,1,3,log"
    _, part, _ = lines_of(client.get(f"/sweeps/logistic?{query}"))
    table = sweep(
        LogisticScenario(num_points=10),
        learning_rate=[0.1, 0.3162, 1],
        progress=False,
    )
    assert part["columns"]["accuracy"] == table.accuracy.tolist()


def test_when_the_client_goes_the_sweep_ends(monkeypatch):
    """Once it has the first rows; the work of a part is done, and no more."""
    made, turns = [], Turns(2)

    def chunks(grid, own, most):
        for part, work in original(grid, own, most=most):
            made.append(len(part))
            yield part, work

    original = sweeps.chunks
    monkeypatch.setattr(sweeps, "chunks", chunks)
    monkeypatch.setattr(sweeps, "turns", turns)
    monkeypatch.setattr(sweeps, "_AT_ONCE", 10_010)
    query = b"sweep=seed,0,199,200,linear"
    scope = {
        **{"type": "http", "method": "GET", "path": "/sweeps/linear", "headers": []},
        **{"query_string": query, "asgi": {"spec_version": "2.3"}},
    }

    async def leave_after_the_first_rows():
        has_rows = anyio.Event()
        messages = iter([{"type": "http.request"}])

        async def receive():
            for message in messages:
                return message
            await has_rows.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if b'"columns"' in message.get("body", b""):
                has_rows.set()
                await anyio.sleep(0)

        await Starlette(routes=sweep_routes())(scope, receive, send)

    in_a_loop_of_its_own(leave_after_the_first_rows)
    assert 1 <= len(made) < 200
    assert not turns.running and not turns.waiting
