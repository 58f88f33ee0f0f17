"""A pytest plugin: after the tests, the share of each file's lines that they ran.

SlipCover counts in pytest's workers, as .ci/run's variables tell it, for 5 % more time;
coverage.py takes half as long again. What a server of its own runs does not count, nor
do the scripts that Streamlit runs for a page: main.py, linear.py and logistic.py.
"""

import io
import json
import os
import shutil
from pathlib import Path

import slipcover


def pytest_terminal_summary(terminalreporter):
    folder = Path(os.environ["SLIPCOVER_COVERAGE_DIR"])
    counted = json.loads((folder / "merged.json").read_text("utf-8"))
    shutil.rmtree(folder)
    table = io.StringIO()
    slipcover.print_coverage(counted, outfile=table, skip_covered=True)
    terminalreporter.section("lines that tests ran")
    terminalreporter.write(table.getvalue())
