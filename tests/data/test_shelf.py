"""Own data in memory: kept under tokens that nobody can guess, bounded in
bytes, and gone after an hour unused or with their owner."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from jaxreg.data import shelf
from jaxreg.data.reading import Choices, Reading
from jaxreg.data.shelf import (
    KEPT_SECONDS,
    Source,
    drop,
    drop_all_of,
    find,
    forget_owners_but,
    forget_unused,
    keep,
    source_of,
)
from jaxreg.data.table import Column, DataError, Table


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


@pytest.fixture
def room(monkeypatch):
    """room(tables, of_one): for so many tables of 100 numbers, and so many of one."""

    def make(tables, of_one=None):
        size = shelf._num_bytes(table(rows=100))
        monkeypatch.setattr(shelf, "MAX_BYTES", tables * size)
        monkeypatch.setattr(shelf, "MAX_BYTES_OF_ONE", (of_one or tables) * size)

    return make


def of(owner, value=0.0):
    return keep(table(value, rows=100), owner)


def found(tokens):
    """Which of these are there, asked without keeping them."""
    return [k for k, token in enumerate(tokens) if token in shelf._shelf]


def test_ones_own_oldest_makes_room_for_the_new(room):
    room(tables=3)
    tokens = [of("me") for _ in range(3)]
    assert find(tokens[0]) is not None
    tokens.append(of("me"))
    assert found(tokens) == [0, 2, 3]


def test_nobody_loses_data_to_a_neighbour(room):
    room(tables=3)
    tokens = [of("one"), of("one"), of("other")]
    with pytest.raises(DataError, match="no room for more data right now"):
        of("third")
    assert found(tokens) == [0, 1, 2]
    tokens.append(of("other"))  # in place of their own
    assert found(tokens) == [0, 1, 3]


def test_what_does_not_fit_in_any_case_costs_nothing(room):
    room(tables=3)
    tokens = [of("me"), of("me"), of("neighbour")]
    with pytest.raises(DataError):
        keep(table(rows=100_000), "me")
    assert found(tokens) == [0, 1, 2]


@pytest.mark.parametrize("bound", ["MAX_BYTES", "MAX_BYTES_OF_ONE"])
def test_what_will_never_fit_is_not_put_off(monkeypatch, bound):
    monkeypatch.setattr(shelf, bound, 3 * 1024**2)
    with pytest.raises(DataError) as refusal:
        keep(table(rows=500_000))  # of 8 bytes
    assert str(refusal.value) == (
        "These data need 4 MB of the server's memory, but at most 3 MB are allowed: "
        "leave out rows or columns, first of all columns of text."
    )


def test_one_has_no_more_than_ones_share(room):
    room(tables=100, of_one=2)
    tokens = [of("me") for _ in range(5)]
    assert found(tokens) == [3, 4]
    assert shelf.MAX_BYTES_OF_ONE < shelf.MAX_BYTES


def test_two_hundred_with_two_files_each_keep_what_they_use():
    """Each file is kept as it was read, and as it is edited."""
    used = {}
    for turn in range(2):
        for k in range(200):
            used[k] = keep(table(k + turn, rows=1000), f"session {k}")
            keep(table(rows=1000), f"session {k}")
    for k, token in used.items():
        assert find(token).columns[0].values[0] == k + 1


def test_even_an_empty_table_has_a_size():
    assert shelf._num_bytes(Table(())) > 0


@pytest.mark.parametrize("text", ["a", "a" * 10_000, "€" * 10_000])
def test_long_texts_count_as_long(text):
    texts = [f"{text}{k}" for k in range(10)]
    one = Table((Column("label", np.array(texts, object)),))
    around = shelf._num_bytes(Table(()))
    assert shelf._num_bytes(one) - around == sum(map(sys.getsizeof, texts)) + 10 * 8


# With their file


def source(content):
    return Source(content, Choices(decimal=","), Reading(table(), Choices(decimal=",")))


@pytest.mark.parametrize("content", ["a,b\n1,2\n", b"PK\x03\x04"])
def test_a_table_is_kept_with_its_file_and_how_it_was_read(content):
    token = keep(table(), "me", source(content))
    found = source_of(token)
    assert found.content is content
    assert found.asked == found.choices == Choices(decimal=",")
    for none in (None, "", "unknown", keep(table())):
        assert source_of(none) is None
    drop(token)
    assert source_of(token) is None


def test_a_file_counts_as_what_it_takes(room):
    room(tables=2)
    size = shelf._num_bytes(table(rows=100))
    tokens = [of("me"), keep(table(rows=100), "me", source(bytes(size // 2)))]
    assert found(tokens) == [1]
    with pytest.raises(DataError, match="These data need"):
        keep(table(rows=100), "me", source(bytes(2 * size)))
    assert found(tokens) == [1]


# With their owner


def test_a_page_that_is_closed_takes_all_its_data_along():
    mine, also_mine, other = of("me"), of("me"), of("other")
    drop_all_of(also_mine)
    assert found([mine, also_mine, other]) == [2]
    for nothing in (None, "", "unknown", mine):
        drop_all_of(nothing)
    assert found([other]) == [0]


def test_data_go_with_the_session_that_they_are_of():
    tokens = [of("here"), of("gone"), of("here"), of("gone, too")]
    forget_owners_but({"here", "new"})
    assert found(tokens) == [0, 2]


# Many at once


def test_many_threads_keep_and_find_what_is_theirs(room):
    room(tables=400)

    def use(who):
        token = of(str(who), float(who))
        for k in range(100):
            assert set(find(token).columns[0].values) == {who}
            if k % 3 == 0:
                drop(token)
                token = of(str(who), float(who))
            forget_unused()
        return token

    with ThreadPoolExecutor(16) as pool:
        tokens = list(pool.map(use, range(40)))
    assert len(set(tokens)) == len(shelf._shelf) == 40
    for who, token in enumerate(tokens):
        assert set(find(token).columns[0].values) == {who}


def test_threads_push_out_no_more_than_they_must(room):
    room(tables=7)
    with ThreadPoolExecutor(16) as pool:
        tokens = list(pool.map(lambda k: of("me", float(k)), range(500)))
    assert len(set(tokens)) == 500
    assert len(found(tokens)) == 7
