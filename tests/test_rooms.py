"""Imports go one way, from what can be set to what is shown: nine rooms, each of which
imports only those before it. Read with ast, so nothing is run."""

import ast
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = "settings data training display lab explain lessons live page app".split()
KNOWS = {  # which rooms know a library
    "jax": {"data", "training", "display", "lab", "explain"},
    "pandas": {"data", "lab", "page"},
    "narwhals": {"data", "lab", "training"},
    "scipy": set(),
    "tqdm": {"lab"},
    "plotly": {"display"},
    "starlette": {"live", "app"},
    "streamlit": {"live", "page", "app"},
}
MAX_LINES, MAX_FUNCTION_LINES = 250, 40


def imports(source, package):
    """Every dotted name that a source imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def room_of(dotted):
    """jaxreg.page.linear -> page; jaxreg.run_linear -> jaxreg; numpy.ma -> numpy; what
    starts app.py is of its room."""
    if dotted == "jaxreg.__main__":
        return "app"
    top, inner, *_ = [*dotted.split("."), ""]
    return inner if top == "jaxreg" and inner in ROOMS else top


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


FILES = {
    name_of(path): path
    for path in sorted([*ROOT.glob("app.py"), *ROOT.glob("jaxreg/**/*.py")])
}
IMPORTS = {
    name: {
        room_of(dotted)
        for dotted in imports(
            path.read_text(), ".".join(path.relative_to(ROOT).parent.parts)
        )
    }
    for name, path in FILES.items()
}


SCRIPTS = sorted(ROOT.glob("jaxreg/live/browser/*.js"))


def test_the_reader_sees_every_kind_of_import():
    source = """
import jax.numpy as jnp, numpy
from jaxreg.display import figures
from jaxreg import run_linear
from . import settings
from .page.sources import columns
def later():
    from streamlit import slider
"""
    assert {room_of(dotted) for dotted in imports(source, "jaxreg")} == {
        *("jax", "numpy", "display", "jaxreg", "settings", "page", "streamlit")
    }
    assert IMPORTS["jaxreg.training.models"] >= {"data", "jax"}


@pytest.mark.parametrize("module", IMPORTS)
def test_no_room_imports_one_above_it(module):
    if module == "jaxreg":  # the public names
        return
    assert room_of(module) in ROOMS, "the design has no place for this file"
    below = ROOMS[: ROOMS.index(room_of(module)) + 1]
    above = IMPORTS[module] & {*ROOMS, "jaxreg"} - {*below}
    assert not above, f"{module} imports what is above it"


@pytest.mark.parametrize("module", IMPORTS)
def test_only_the_named_rooms_know_a_library(module):
    for library, rooms in KNOWS.items():
        assert library not in IMPORTS[module] or room_of(module) in rooms


@pytest.mark.parametrize("module", FILES)
def test_a_module_and_its_functions_are_short(module):
    source = FILES[module].read_text()
    assert len(source.splitlines()) <= MAX_LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            assert lines <= MAX_FUNCTION_LINES, node.name


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_of_the_browser_is_short(script):
    assert len(script.read_text().splitlines()) <= MAX_LINES
