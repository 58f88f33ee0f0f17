"""Lessons on their way: those of the server to the browser, and a file to be read."""

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from jaxreg.lessons.shipped import lessons
from jaxreg.live import routes
from jaxreg.live.assets import LESSONS_JSON

GOOD = """
title = "Mine"
look = "One card."
[[card]]
question = "So?"
show = "linear?lr=0.02"
why = "So."
"""


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=routes.routes())) as client:
        yield client


def test_the_browser_gets_every_lesson_in_order(client):
    answer = client.get(f"/{LESSONS_JSON}")
    assert "immutable" in answer.headers["cache-control"]
    assert [one["name"] for one in answer.json()] == [one.name for one in lessons()]
    for told, lesson in zip(answer.json(), lessons(), strict=True):
        assert [card["question"] for card in told["cards"]] == [
            card.question for card in lesson.cards
        ]


def test_a_file_is_read_and_told_as_those_of_the_server_are(client):
    told = client.post("/lessons", content=GOOD.encode()).json()
    assert told["name"] == "own" and told["title"] == "Mine"
    [card] = told["cards"]
    assert (card["page"], card["show"], card["reveal"]) == ("linear", *["lr=0.02"] * 2)
    assert card.keys() == client.get(f"/{LESSONS_JSON}").json()[0]["cards"][0].keys()


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (GOOD.replace("why", "wy").encode(), 400, "Line 7, card 1, “wy”"),
        (b"title = '\xe4'", 400, "It is no text in UTF-8."),
        (b"x" * 200_001, 413, "It is too large."),
        (json.dumps({"title": "JSON"}).encode(), 400, "Line 1:"),
        (b"", 400, "Line 1, “title”: it is missing."),
    ],
)
def test_another_file_is_refused_in_a_sentence(client, content, status, words):
    answer = client.post("/lessons", content=content)
    assert answer.status_code == status
    assert words in answer.json()["error"]
    assert "Traceback" not in answer.text
