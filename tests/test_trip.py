"""A picture's way through the package stays short: the modules that it visits, and the
calls from one to another. ``pytest tests/test_trip.py -rP`` prints them."""

import sys
from collections import Counter
from pathlib import Path

import pytest

import jaxreg
from jaxreg.data.reader import read
from jaxreg.live.picture import picture
from jaxreg.settings import OWN_DATA, LinearScenario, LogisticScenario

PACKAGE = str(Path(jaxreg.__file__).parent)
PASTED = "hours,score,passed\n" + "".join(
    f"{hour},{2 * hour + hour % 3},{'yes' if hour % 7 > 3 else 'no'}\n"
    for hour in range(20)
)


def trip(make):
    """What ``make`` calls, once all is compiled: how often each module is entered from
    another, by the two. Comprehensions belong to the function around them."""
    for _ in range(2):
        make()
    visited, calls, stack = set(), Counter(), []

    def watch(frame, event, _):
        code = frame.f_code
        if not code.co_filename.startswith(PACKAGE) or code.co_name.startswith("<"):
            return
        module = Path(code.co_filename).relative_to(PACKAGE).as_posix()
        if event == "call":
            visited.add(module)
            if stack and stack[-1] != module:
                calls[f"{stack[-1]} -> {module}: {code.co_name}"] += 1
            stack.append(module)
        elif event == "return" and stack:
            stack.pop()

    sys.setprofile(watch)
    try:
        make()
    finally:
        sys.setprofile(None)
    for way, times in calls.most_common():
        print(times, way)
    print(len(visited), "modules,", calls.total(), "calls between them")
    return len(visited), calls.total()


@pytest.mark.parametrize(
    ("scenario", "modules", "calls"),
    [(LinearScenario(), 25, 125), (LogisticScenario(), 30, 150)],
    ids=["linear", "logistic"],
)
def test_the_way_of_a_slider(scenario, modules, calls):
    visited, between = trip(lambda: picture(scenario))
    assert visited <= modules
    assert between <= calls


@pytest.mark.parametrize(
    ("scenario", "modules", "calls"),
    [(OWN_DATA["linear"], 30, 155), (OWN_DATA["logistic"], 35, 200)],
    ids=["linear", "logistic"],
)
def test_the_way_of_a_pasted_table(scenario, modules, calls):
    table = read(PASTED).table
    visited, between = trip(lambda: picture(scenario, table))
    assert visited <= modules
    assert between <= calls
