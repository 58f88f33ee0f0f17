"""The landscape at an epoch, as the browser asks for it."""

import json

import jax
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from jaxreg.explain.menu import figures
from jaxreg.live import routes
from jaxreg.live.picture import as_json, sent
from jaxreg.settings import LinearScenario, LogisticScenario, to_query
from jaxreg.training.runs import MODELS


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=routes.routes())) as client:
        yield client


def fetched(client, scenario, epoch):
    address = f"/landscapes/{scenario.page}?{to_query(scenario)}&epoch={epoch}"
    response = client.get(address)
    assert response.status_code == 200
    assert "max-age" in response.headers["cache-control"]
    return response.json()


@pytest.mark.parametrize(
    "scenario",
    [
        LogisticScenario(epochs=50),
        LogisticScenario(epochs=50, up="b", explain="gradient"),
        LogisticScenario(epochs=50, landscape="surface", scaling="on"),
        LinearScenario(epochs=50, explain="prediction"),
        LinearScenario(epochs=50, degree=4, scaling="on", explain="gradient"),
        LogisticScenario(l2=1.0, learning_rate=1000.0),
    ],
    ids=to_query,
)
def test_at_the_last_epoch_it_is_that_of_the_picture(client, scenario):
    result = MODELS[scenario.page].run(scenario)
    whole = json.loads(as_json(sent(figures(result)["landscape"])))
    assert fetched(client, scenario, result.end) == whole
    assert fetched(client, scenario, 99_999) == whole


def test_at_another_epoch_all_but_what_is_held_stays(client):
    s = LogisticScenario(epochs=50, explain="gradient")
    end, begun = (fetched(client, s, epoch) for epoch in (50, 3))
    assert begun["layout"]["title"]["text"] == "Loss over W₁ and W₂ at b of epoch 3"
    assert begun["layout"] | {"title": end["layout"]["title"]} == end["layout"]

    def others(figure):
        return [trace for trace in figure["data"] if "fill" not in trace]

    assert others(begun) == others(end)
    assert begun["data"] != end["data"]


def test_where_nothing_is_held_nothing_changes(client):
    for s in (LinearScenario(epochs=50), LogisticScenario(data="O-rings", epochs=50)):
        assert fetched(client, s, 3) == fetched(client, s, 50)


@pytest.mark.parametrize("epoch", ["", "-1", "1.5", "x", "1e3", "9" * 50, "१"])
def test_what_is_no_epoch_is_refused(client, epoch):
    response = client.get("/landscapes/logistic", params={"epoch": epoch})
    [error] = response.json()["errors"]
    assert response.status_code == 400
    assert error == {
        "field": "epoch",
        "value": epoch[:40],
        "allowed": "a whole number",
    }


def test_an_epoch_compiles_nothing(client, caplog):
    s = LogisticScenario(epochs=40, up="b")
    fetched(client, s, 40)
    with jax.log_compiles(), caplog.at_level("WARNING"):
        for epoch in (0, 7, 39):
            fetched(client, s, epoch)
    assert not [r for r in caplog.records if "Compiling" in r.getMessage()]
