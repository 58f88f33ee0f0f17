"""Each sentence of a card with a number in it is computed, and each right option."""

import ast
import inspect
import re

import pytest

from tests.lessons import (
    of_batches,
    of_bugs,
    of_classes,
    of_descent,
    of_errors,
    of_influence,
    of_lecture,
    of_lines,
    of_overfitting,
    of_rates,
    of_seeds,
    of_threshold,
    of_truth,
)
from tests.lessons.claims import CLAIMS
from tests.lessons.oracle import CARDS

MODULES = [
    of_lecture,
    of_lines,
    of_rates,
    of_descent,
    of_classes,
    of_truth,
    of_seeds,
    of_batches,
    of_errors,
    of_influence,
    of_overfitting,
    of_threshold,
    of_bugs,
]
DIGIT = re.compile("[0-9]")


def test_every_card_has_its_claims():
    assert set(CLAIMS) == set(CARDS)


@pytest.mark.parametrize("name, number", CARDS)
def test_a_card_says_what_is_computed(name, number):
    card, texts = CARDS[name, number], CLAIMS[name, number]()
    for key in ("question", "why", "now_try"):
        if key in texts or key == "why" or DIGIT.search(getattr(card, key)):
            assert texts[key] == getattr(card, key)
    if card.options:
        assert texts["right"] == card.options[card.right - 1]
        assert texts.get("wrong", set()) <= set(card.options) - {texts["right"]}
    assert set(texts) <= {"question", "why", "now_try", "right", "wrong"}


@pytest.mark.parametrize("module", MODULES)
def test_no_digit_of_a_claim_is_written_by_hand(module):
    """Not in what a claim returns, but in the format of a computed number."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if not isinstance(node, ast.Return):
            continue
        inside = list(ast.walk(node))
        formats = [n.format_spec for n in inside if isinstance(n, ast.FormattedValue)]
        calls = [a for n in inside if isinstance(n, ast.Call) for a in n.args]
        spared = {id(n) for part in [*formats, *calls] if part for n in ast.walk(part)}
        for text in inside:
            if isinstance(text, ast.Constant) and id(text) not in spared:
                assert not DIGIT.search(str(text.value)) or not isinstance(
                    text.value, str
                ), text.value
