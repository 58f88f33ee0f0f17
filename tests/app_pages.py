"""A page in AppTest: opened by a link, read and set by the fields of its scenario."""

import json
from dataclasses import fields, replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from jaxreg.scenario import (
    CONTROLS,
    PAGES,
    LinearScenario,
    LogisticScenario,
    from_query,
    page_of,
)

# A scenario of each page that differs from the default in every field but the kind of
# data, whose other value disables some controls.
OTHERS = {
    "linear": LinearScenario(
        *(-4.5, 0.1, 0.0, 100, 999, "noise-free", 0.0335, 200, "log"),
        *("surface", "chosen", 7, -9.95, 0.35, "on"),
        *("squares", -1.25, "generated", 2, 1),
    ),
    "logistic": LogisticScenario(
        *("generated", -4.5, 0.1, 0.0, 5, 999, 50.1, 200, "log"),
        *("surface", "chosen", 7, -9.95, 0.35, 10.0, "on", "textbook", 0.1, "gradient"),
        *(-1.25, 7.0, 2, 0, 3, 1),
    ),
}
# Of a table: it needs one that has these columns.
TABLE_FIELDS = {"data"} | {
    *("x_column", "y_column", "x1_column", "x2_column", "label_column", "positive")
}
START_VALUES = {
    "linear": {"start_W": "W_0", "start_b": "b_0"},
    "logistic": {"start_W1": "W1_0", "start_W2": "W2_0", "start_b": "c_b_0"},
}

MAIN = Path(__file__).parents[1] / "jaxreg" / "ui" / "main.py"


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
    return run(at.switch_page(f"{page}.py"))


def widget(at, key):
    ranges = [*at.slider, *at.select_slider, *at.number_input]
    widgets = [*ranges, *at.button_group, *at.selectbox]
    [found] = [widget for widget in widgets if widget.key == key]
    return found


def set_values(at, page, **values):
    """Move controls, each named by its field: choices between the others, since they
    enable or disable some, and none that stands where it should."""
    for is_choice in (False, True, False):
        moved = False
        for field, value in values.items():
            control = CONTROLS[page][field]
            found = widget(at, control.key)
            is_due = control.is_choice == is_choice and not found.disabled
            if is_due and found.value != value:
                found.set_value(value)
                moved = True
                if value is None:  # as a browser does, which AppTest is not
                    at.query_params.pop(control.key, None)
        if moved:
            run(at)
    return at


def click(at, key):
    at.button(key=key).click()
    return run(at)


def shown(at, page):
    """The scenario that the widgets show."""
    return PAGES[page](
        **{name: widget(at, c.key).value for name, c in CONTROLS[page].items()}
    )


def told(at):
    """What the charts were told."""
    [component] = at.get("bidi_component")
    return json.loads(component.proto.json)


def drawn(at):
    """The scenario that the charts were told to draw."""
    data = told(at)
    assert not data["absent"]
    scenario, problems = from_query(data["page"], data["query"])
    assert problems == []
    return scenario


def assert_shows(at, scenario):
    assert shown(at, page_of(scenario)) == drawn(at) == scenario


def corners(page):
    """The default with each field in turn at its lowest and its highest value; those of
    a table stay."""
    for field in fields(PAGES[page]):
        if field.name in TABLE_FIELDS:
            continue
        control = CONTROLS[page][field.name]
        chosen = {"start": "chosen"} if field.name in START_VALUES[page] else {}
        for end in (0, -1):
            value = (control.options or (control.low, control.high))[end]
            yield replace(PAGES[page](**chosen), **{field.name: value})


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
    assert heading == "Not used from this link:"
    return lines


def refusals(at):
    """What the page says that it refused, as HTML."""
    bodies = [html.proto.body for html in at.get("html")]
    return [body for body in bodies if body.startswith('<p class="jr-refusal"')]


def send(at, event, value):
    """What the charts send when a button of a message is pressed, an "action", or the
    landscape is clicked, a "start": AppTest has neither."""
    [component] = at.get("bidi_component")
    states = at._tree.get_widget_states()
    state = states.widgets.add(
        id=f"$$STREAMLIT_INTERNAL_KEY_{component.proto.id}__events"
    )
    state.json_trigger_value = json.dumps([{"event": event, "value": value}])
    at._run(states)
    assert not at.exception, [error.value for error in at.exception]
    return at
