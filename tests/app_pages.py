"""A page in AppTest: opened by a link, read and set by the fields of its scenario."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from jaxreg.settings import (
    CONTROLS,
    PAGES,
    LinearScenario,
    LogisticScenario,
    from_query,
    to_query,
)

# AppTest looks through all installed packages for each page that it opens, which takes
# longer than the page itself; what is installed stays.
manifest_scanner.scan_component_manifests = cache(
    manifest_scanner.scan_component_manifests
)

# A scenario of each page that differs from the default in every field but the kind of
# data, whose other value disables some controls.
OTHERS = {
    "linear": LinearScenario(
        **dict(true_W=-4.5, true_b=0.1, noise=0.0, num_points=100, seed=999),
        **dict(targets="noise-free", learning_rate=0.0335, epochs=200),
        **dict(loss_axis="log", landscape="surface", scaling="on", explain="squares"),
        **dict(start="chosen", start_seed=7, start_W=-9.95, start_b=0.35),
        **dict(ask_x=-1.25, x_column=2, y_column=1),
    ),
    "logistic": LogisticScenario(
        **dict(true_W1=-4.5, true_W2=0.1, true_b=0.0, num_points=5, seed=999),
        **dict(learning_rate=50.1, epochs=200, loss_form="textbook", l2=0.1),
        **dict(loss_axis="log", landscape="surface", scaling="on", explain="gradient"),
        **dict(start="chosen", start_seed=7),
        **dict(start_W1=-9.95, start_W2=0.35, start_b=10.0, ask_x1=-1.25, ask_x2=7.0),
        **dict(x1_column=2, x2_column=0, label_column=3, positive=1, cut=2.5),
    ),
}
# Of a table: it needs one that has these columns.
TABLE_FIELDS = {
    name for scenario in OTHERS.values() for name in scenario.fields("column", "class")
} | {"data", "points"}
MAIN = Path(__file__).parents[1] / "jaxreg" / "page" / "main.py"


def open_page(page, link=()):
    """The page as a new visitor sees it, who follows a link of (key, text) pairs."""
    at = AppTest.from_file(MAIN, default_timeout=300)
    for key, text in link:
        at.query_params.setdefault(key, []).append(text)
    if page != "linear":  # the page that "/" shows
        at.switch_page(f"{page}.py")
    return run(at)


def run(at):
    at.run()
    assert not at.exception, [error.value for error in at.exception]
    return at


def switch(at, page):
    """Go to a page, as the charts do: by a link of what it showed when it was left."""
    key = f"{page} query"
    query = at.session_state[key] if key in at.session_state else ""
    at.query_params.clear()
    at.query_params.update(parse_qs(query))
    return run(at.switch_page(f"{page}.py"))


def set_values(at, page, **values):
    """Move controls, each named by its field: the source of data first, which is the
    page's own and brings what suits it, then all others at once."""
    if (data := values.pop("data", None)) not in (None, shown(at, page).data):
        at.selectbox(key=f"{page}_data").set_value(data)
        run(at)
    return show(at, replace(shown(at, page), **values))


def show(at, scenario):
    """Show a scenario at once, as a preset in the browser does."""
    query = to_query(scenario)
    return at if query == told(at)["query"] else send(at, "query", query)


def click(at, key):
    at.button(key=key).click()
    return run(at)


def formulas(at):
    """What the page's button of formulas opens."""
    at.session_state[f"{told(at)['page']} formulas"] = True
    return run(at).markdown[0].value


def told(at):
    """What the charts were told."""
    [component] = at.get("bidi_component")
    return json.loads(component.proto.json)


def shown(at, page):
    """The scenario that the page shows, whether or not there is a picture of it."""
    data = told(at)
    assert data["page"] == page
    scenario, problems = from_query(page, data["query"])
    assert problems == []
    return scenario


def drawn(at):
    """The scenario that the charts were told to draw."""
    data = told(at)
    assert not data["absent"]
    return shown(at, data["page"])


def assert_shows(at, scenario):
    page = scenario.page
    assert drawn(at) == scenario
    assert at.selectbox(key=f"{page}_data").value == scenario.data


def ends(page):
    """All fields at their lowest, and all at their highest value; those of a table
    stay."""
    for end in (0, -1):
        controls = CONTROLS[page].items()
        yield PAGES[page](
            **{
                name: (c.options or (c.low, c.high))[end]
                for name, c in controls
                if name not in TABLE_FIELDS
            }
        )


def warning(at):
    """The lines of the page's one warning, without its heading."""
    [found] = at.warning
    heading, *lines = found.value.split("  \n")
    assert heading == "These settings of the link cannot be used:"
    return lines


def refusals(at):
    """What the page says that it refused, as HTML."""
    bodies = [html.proto.body for html in at.get("html")]
    return [body for body in bodies if body.startswith('<p class="jr-refusal"')]


def send(at, event, value):
    """What the charts send by a trigger: as a hand lets go, the "query". AppTest has
    none."""
    [component] = at.get("bidi_component")
    states = at._tree.get_widget_states()
    state = states.widgets.add(
        id=f"$$STREAMLIT_INTERNAL_KEY_{component.proto.id}__events"
    )
    state.json_trigger_value = json.dumps([{"event": event, "value": value}])
    at._run(states)
    assert not at.exception, [error.value for error in at.exception]
    return at


def forge(at, key, text):
    """What a forged message says of a list that is chosen from."""
    states = at._tree.get_widget_states()
    [state] = [s for s in states.widgets if s.id == at.selectbox(key=key).proto.id]
    state.string_value = text
    at._run(states)
    assert not at.exception, [error.value for error in at.exception]
    return at
