"""The exported script as a Jupyter notebook."""

import json
from typing import Any

from jaxreg.data.table import Table
from jaxreg.explain.script import num_columns, sections
from jaxreg.explain.script_table import meanings_of, table_points
from jaxreg.explain.scripted import scripted_of
from jaxreg.settings import Scenario


def notebook(scenario: Scenario, own: Table | None = None) -> str:
    """The script as a Jupyter notebook: the model in words, then a cell per section.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    code: dict[str, Any] = {"cell_type": "code", "execution_count": None, "outputs": []}
    texts = [_words(scenario, own), *sections(scenario, own)]
    cells = [
        {
            **(code if number else {"cell_type": "markdown"}),
            "id": f"cell-{number}",
            "metadata": {},
            "source": text.splitlines(keepends=True),
        }
        for number, text in enumerate(texts)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1) + "\n"


def _words(s: Scenario, own: Table | None) -> str:
    """The model, its loss and what its points are called, in Markdown."""
    points = table_points(s, own)
    title = f"# {s.page.capitalize()} regression"
    words = f"{title}\n\n{scripted_of(s).words(s, num_columns(s, points))}"
    if points is None:
        return words
    # In a code span only the backtick that ends it means anything.
    meanings = "\n".join(meanings_of(s, points, "- `{}`: `{}`"))
    return f"{words}\n\nIts points are of a table:\n\n{meanings}"
