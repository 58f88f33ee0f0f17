"""The exported script as a Jupyter notebook."""

import json
from typing import Any

import jaxreg.explain.script_parts as parts
from jaxreg.data.dataset import Points
from jaxreg.data.table import Table
from jaxreg.explain.script import num_features, numbers_of, sections, with_sizes
from jaxreg.explain.script_table import meanings_of
from jaxreg.settings import LogisticScenario, Scenario


def notebook(scenario: Scenario, own: Table | None = None) -> str:
    """The script as a Jupyter notebook: the model in words, then a cell per section.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    sized = with_sizes(scenario, own)
    cells = [_cell(0, "markdown", _words(*sized))]
    for number, section in enumerate(sections(*sized), start=1):
        code = _cell(number, "code", section)
        cells.append(code | {"execution_count": None, "outputs": []})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1) + "\n"


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    """What a cell of any kind has."""
    lines = text.splitlines(keepends=True)
    return {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": lines}


def _words(s: Scenario, points: Points | None) -> str:
    """The model and its loss, in Markdown, and what its points are called."""
    words = parts.LINEAR
    if isinstance(s, LogisticScenario):
        texts = parts.FORMULAS[num_features(s)] | numbers_of(s)
        penalty = parts.LOGISTIC_PENALTY.format(**texts) if s.l2 else ""
        words = parts.LOGISTIC.format(**texts, penalty=penalty)
    if points is None:
        return words
    # In a code span nothing has a meaning but the backtick that ends it.
    meanings = meanings_of(s, points, "- `{}`: `{}`")
    return words + parts.POINTS_WORDS.format(meanings=meanings)
