"""Imports go one way, from what is computed to what is shown: each file of jaxreg has
its layer. Read with ast, so nothing is run."""

import ast
import sys
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = [
    {"scenario", "data", "train", "table", "environment", "leaving"}
    | {"turns", "connections", "logs"},
    {"models", "convergence", "separability"}
    | {"records", "numerals", "datasets", "shelf", "columns"},
    {"analysis", "newton", "reader", "source"},
    {"experiment", "drawing"},
    {"film", "landscape", "probes", "script_parts"},
    {"landscape_figure", "fit_figure", "script"},
    {"figures"},
    {"messages", "jaxreg"},  # jaxreg: the public names in __init__.py
    {"report"},
    {"insight", "study_figures"},
    {"study"},
    {"routes", "uploads"},
    {"ui", "document", "middleware", "gate"},
    {"app"},
]
LAYER = {name: k for k, names in enumerate(LAYERS) for name in names}
ALLOWED = {
    "jax": {
        *("environment", "data", "models", "train"),
        *("experiment", "landscape", "probes"),
    },
    "pandas": {"datasets", "ui"},
    "scipy": set(),
    "plotly": {"figures"},
    "starlette": {"routes", "uploads", "document", "middleware", "gate", "app"},
    "streamlit": {"ui", "uploads", "gate", "app"},
}


def imports(source, package):
    """Every dotted name that a source imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def unit(dotted):
    """jaxreg.ui.linear -> ui; jaxreg.run_linear -> jaxreg; numpy.linalg -> numpy."""
    top, inner, *_ = [*dotted.split("."), ""]
    return inner if top == "jaxreg" and inner in LAYER else top


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


FILES = sorted([*ROOT.glob("app.py"), *ROOT.glob("jaxreg/**/*.py")])
IMPORTS = {
    name_of(path): {
        unit(dotted)
        for dotted in imports(
            path.read_text(), ".".join(path.relative_to(ROOT).parent.parts)
        )
    }
    for path in FILES
}


def test_the_reader_sees_every_kind_of_import():
    source = """
import jax.numpy as jnp, numpy
from jaxreg import figures, run_linear
from . import ui
from .ui.controls import widgets
def later():
    from streamlit import slider
"""
    assert {unit(dotted) for dotted in imports(source, "jaxreg")} == {
        *("jax", "numpy", "figures", "jaxreg", "ui", "streamlit")
    }
    assert IMPORTS["jaxreg.experiment"] >= {"train", "models", "jax", "numpy"}


@pytest.mark.parametrize("module", IMPORTS)
def test_imports_go_one_way(module):
    assert unit(module) in LAYER, "the design has no place for this file"
    assert module == "jaxreg" or unit(module) != "jaxreg", "no place for this file"
    for imported in IMPORTS[module] & LAYER.keys() - {unit(module)}:
        assert LAYER[imported] < LAYER[unit(module)], f"{module} imports {imported}"


@pytest.mark.parametrize("module", IMPORTS)
def test_only_the_named_files_know_a_library(module):
    for library, units in ALLOWED.items():
        assert library not in IMPORTS[module] or unit(module) in units


def test_the_lowest_files_know_least():
    assert IMPORTS["jaxreg.scenario"] <= sys.stdlib_module_names
    for module in ("jaxreg.train", "jaxreg.drawing"):
        assert not IMPORTS[module] & LAYER.keys()
    # A film is of any history.
    assert not IMPORTS["jaxreg.film"] & {"experiment", "scenario", "landscape"}
