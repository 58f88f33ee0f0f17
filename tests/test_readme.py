"""What the README says is so: its links, its code, its digits, its size."""

import re
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import polars as pl
import pytest

from jaxreg.settings import PRESETS, to_query
from jaxreg.training.runs import run_linear, run_logistic

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.S)


def test_it_is_short_and_its_pictures_are_small():
    assert len(README.splitlines()) <= 100
    film, *pictures = re.findall(r"!\[.*?\]\((.*?)\)", README)
    sizes = [(ROOT / picture).stat().st_size for picture in pictures]
    assert len(sizes) == 2 and all(20_000 < size < 200_000 for size in sizes)
    assert 100_000 < (ROOT / film).stat().st_size < 1_000_000
    assert (ROOT / film).read_bytes()[30:].count(b"ANMF") > 30  # frames of a WebP


@pytest.mark.parametrize("name", ["Lecture 5.1", "Lecture 5.2", "Rate too large"])
def test_preset_links(name):
    preset = PRESETS[name].scenario
    page = "" if preset.page == "linear" else "logistic"
    assert f"(http://localhost:8501/{page}?{to_query(preset)})" in README
    if name.startswith("Lecture"):
        run = run_linear if page == "" else run_logistic
        numbers = np.concatenate([np.ravel(p) for p in run(preset).history.at(-1)])
        line = README[README.index(f"[{name}]") :].partition("\n- [")[0]
        said = re.findall(r"-?\d\.\d{5,}", line)
        np.testing.assert_allclose(np.float64(said), numbers, atol=2e-6)


def test_the_model_in_ten_lines_trains():
    model, *_ = PYTHON
    assert len([line for line in model.splitlines() if line.strip()]) <= 10
    scope = {"jax": jax, "jnp": jnp}
    exec(model, scope)
    x = jnp.arange(10.0)
    start = jnp.float32(0.0), jnp.float32(0.0)
    W, b = scope["train"](start, x, 3 * x + 2, 0.01, 5000)
    np.testing.assert_allclose([W, b], [3, 2], atol=1e-3)


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_the_notebook_lines_run(kind, monkeypatch):
    _, notebook = PYTHON
    assert len(notebook.splitlines()) == 7
    shown = []
    monkeypatch.setattr(
        "plotly.graph_objects.Figure.show", lambda figure: shown.append(figure)
    )
    hours = np.arange(8.0)
    passed = ["no"] * 4 + ["yes", "no", "yes", "yes"]
    scope = {"frame": kind({"hours": hours, "score": 5 * hours + 1, "passed": passed})}
    exec(notebook, scope)
    assert len(shown) == 1
    np.testing.assert_allclose(np.append(*scope["line"].fitted), [5, 1], rtol=1e-5)
    assert scope["table"].groupby("learning_rate").size().tolist() == [1000] * 3
    assert scope["classes"].data.y.tolist() == [0, 0, 0, 0, 1, 0, 1, 1]
