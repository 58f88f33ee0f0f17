"""Own data in memory: kept under tokens that nobody can guess, bounded in number and
bytes, and gone after an hour unused."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from jaxreg import shelf
from jaxreg.shelf import KEPT_SECONDS, drop, find, forget_unused, keep
from jaxreg.table import Column, Table


def table(value=0.0, rows=3):
    return Table((Column("x", np.full(rows, value)),))


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """An empty shelf, and a clock that stands still until a test moves it."""
    now = [1000.0]
    monkeypatch.setattr(shelf, "_shelf", {})
    monkeypatch.setattr(shelf, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


# Tokens


def test_a_token_finds_its_own_table():
    tables = [table(value) for value in range(5)]
    tokens = [keep(one) for one in tables]
    for token, one in zip(tokens, tables, strict=True):
        assert find(token) is one


def test_tokens_are_of_192_random_bits_and_fit_a_header():
    tokens = {keep(table()) for _ in range(400)}
    assert len(tokens) == 400
    for token in tokens:
        assert re.fullmatch("[A-Za-z0-9_-]{32}", token)  # 6 bits each
    # As random ones are, they are different at every place.
    for signs in zip(*tokens, strict=True):
        assert len(set(signs)) > 40


def test_the_same_table_kept_twice_has_two_tokens():
    one = table()
    first, second = keep(one), keep(one)
    assert first != second and find(first) is find(second) is one


@pytest.mark.parametrize("token", [None, "", "unknown", "é", " ", "\0"])
def test_another_token_finds_nothing(token):
    kept = keep(table())
    assert find(token) is None
    assert find(kept[:-1]) is None and find(kept + "A") is None
    assert find(kept.swapcase()) is None
    assert find(kept) is not None


def test_a_table_that_is_dropped_has_gone():
    first, other = keep(table(1)), keep(table(2))
    drop(first)
    assert find(first) is None
    assert find(other).columns[0].values[0] == 2


@pytest.mark.parametrize("nothing", [None, "", "unknown"])
def test_to_drop_nothing_does_nothing(nothing):
    kept = keep(table())
    drop(nothing)
    assert find(kept) is not None


# An hour


def test_a_table_is_there_for_an_hour_and_no_longer(clock):
    token = keep(table())
    clock[0] += KEPT_SECONDS
    assert find(token) is not None
    clock[0] += KEPT_SECONDS + 1
    assert find(token) is None
    assert KEPT_SECONDS == 3600


def test_to_be_asked_for_keeps_a_table_for_another_hour(clock):
    used, unused = keep(table()), keep(table())
    for _ in range(5):
        clock[0] += KEPT_SECONDS - 1
        assert find(used) is not None
    assert find(unused) is None
    clock[0] += KEPT_SECONDS + 1
    assert find(used) is None


def test_what_nobody_asks_for_leaves_the_memory(clock):
    keep(table())
    clock[0] += KEPT_SECONDS / 2
    later = keep(table())
    clock[0] += KEPT_SECONDS / 2 + 1
    forget_unused()
    assert list(shelf._shelf) == [later]
    clock[0] += KEPT_SECONDS
    forget_unused()
    assert shelf._shelf == {}


def test_to_ask_for_one_table_lets_go_of_the_old_ones(clock):
    keep(table())
    clock[0] += KEPT_SECONDS + 1
    assert find("unknown") is None
    assert shelf._shelf == {}


# Bounds


def test_the_bounds_are_500_tables_and_a_gibibyte():
    assert (shelf.MAX_TABLES, shelf.MAX_BYTES) == (500, 2**30)


def found(tokens):
    """Which of these are there, asked without keeping them."""
    return [k for k, token in enumerate(tokens) if token in shelf._shelf]


def test_of_too_many_tables_that_goes_which_was_not_asked_for_longest(monkeypatch):
    monkeypatch.setattr(shelf, "MAX_TABLES", 3)
    tokens = [keep(table()) for _ in range(3)]
    assert find(tokens[0]) is not None
    tokens.append(keep(table()))
    assert found(tokens) == [0, 2, 3]
    tokens.append(keep(table()))
    assert found(tokens) == [0, 3, 4]


def test_of_too_many_bytes_as_many_tables_go_as_must(monkeypatch):
    monkeypatch.setattr(shelf, "MAX_BYTES", 8 * 1000)
    tokens = [keep(table(rows=300)) for _ in range(3)]
    assert found(tokens) == [0, 1, 2]
    tokens.append(keep(table(rows=100)))
    assert found(tokens) == [0, 1, 2, 3]  # 8,000 bytes are allowed
    tokens.append(keep(table(rows=1)))
    assert found(tokens) == [1, 2, 3, 4]
    tokens.append(keep(table(rows=850)))
    assert found(tokens) == [3, 4, 5]


def test_a_table_that_is_too_large_by_itself_is_not_kept(monkeypatch):
    monkeypatch.setattr(shelf, "MAX_BYTES", 8 * 1000)
    assert find(keep(table(rows=1001))) is None
    assert find(keep(table(rows=1000))) is not None


@pytest.mark.parametrize("text", ["a", "a" * 10_000, "€" * 10_000])
def test_long_texts_count_as_long(monkeypatch, text):
    texts = [f"{text}{k}" for k in range(10)]
    size = sum(map(sys.getsizeof, texts))
    one = Table((Column("label", np.array(texts, object)),))
    for room, fits in ((size + 10 * 8, True), (size + 10 * 8 - 1, False)):
        monkeypatch.setattr(shelf, "MAX_BYTES", room)
        assert (find(keep(one)) is one) == fits


# Many at once


def test_many_threads_keep_and_find_what_is_theirs(monkeypatch):
    monkeypatch.setattr(shelf, "MAX_TABLES", 50)

    def use(who):
        token = keep(table(who))
        for k in range(100):
            assert set(find(token).columns[0].values) == {who}
            if k % 3 == 0:
                drop(token)
                token = keep(table(who))
            forget_unused()
        return token

    with ThreadPoolExecutor(16) as pool:
        tokens = list(pool.map(use, range(40)))
    assert len(set(tokens)) == 40
    # Each replaces its own: never more than 40, so that none pushes out another.
    assert len(shelf._shelf) == 40
    for who, token in enumerate(tokens):
        assert set(find(token).columns[0].values) == {who}


def test_threads_push_out_no_more_than_they_must(monkeypatch):
    monkeypatch.setattr(shelf, "MAX_TABLES", 7)
    with ThreadPoolExecutor(16) as pool:
        tokens = list(pool.map(lambda k: keep(table(k)), range(500)))
    assert len(set(tokens)) == 500
    assert len(found(tokens)) == 7
