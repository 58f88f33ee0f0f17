"""What the reliability trial is made of, a little of each: so that the command works
when it is wanted."""

from random import Random
from urllib.parse import parse_qsl

import jax
import pytest

from jaxreg.data.reader import read
from jaxreg.settings import from_query

pytest.importorskip("resource", reason="the trial needs Linux")

from tests.trial import __main__ as trial
from tests.trial.clients import warm_up_paths
from tests.trial.files import SECONDS, became, hostile_file, within
from tests.trial.links import allowed_link, any_link
from tests.trial.names import NAMES, table
from tests.trial.soak import compiled
from tests.trial.table import Row


def problems(path):
    address, _, query = path.partition("?")
    page = "logistic" if address.endswith("logistic") else "linear"
    return from_query(page, parse_qsl(query, keep_blank_values=True))[1]


def test_links_are_allowed_where_they_shall_be_and_else_often_are_not():
    rng = Random(0)
    assert not any(problems(allowed_link(rng)) for _ in range(200))
    wrong = [bool(problems(any_link(rng))) for _ in range(200)]
    assert 20 < sum(wrong) < 180
    assert not any(map(problems, warm_up_paths()))


def test_hostile_files_are_shown_or_refused():
    files = [hostile_file(seed) for seed in range(40)]
    assert len(set(files)) > 35
    small = [file for file in files if len(file) < 1000][:10]
    ends = {within(SECONDS, lambda file=file: became(file)) for file in small}
    assert ends == {"refused with a sentence", "shown"}


def test_what_takes_too_long_is_stopped():
    def endless():
        while True:
            pass

    with pytest.raises(TimeoutError):
        within(0.01, endless)


def test_hostile_names_come_as_columns():
    assert len(set(NAMES)) == 116
    for k in range(0, len(NAMES), 4):
        columns = read(table(NAMES[k : k + 4])).table.columns
        assert [column.is_number for column in columns] == [True] * 3 + [False]


def test_what_jax_compiles_is_found_in_its_log(caplog):
    def with_this_name(x):
        return x + 1

    with jax.log_compiles():
        jax.jit(with_this_name)(jax.numpy.ones(3))
    log = "\n".join(record.getMessage() for record in caplog.records)
    assert compiled(log)["with_this_name", "(ShapedArray(float32[3]),)"] == 1


def test_rows_replace_those_of_before(tmp_path, monkeypatch):
    monkeypatch.setattr(trial, "DOCS", tmp_path / "trial.md")
    trial.write([Row("one", 1, "a", "", []), Row("two", 2, "b", "", [])])
    trial.write([Row("one", 1000, "c", "1 s", ["it broke"])])
    lines = trial.DOCS.read_text(encoding="utf-8").splitlines()
    assert lines[-2:] == [
        "| one | 1,000 | c | 1 s | **1** |",
        "| two | 2 | b |  | none |",
    ]
