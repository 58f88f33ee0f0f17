"""A page in AppTest: opened by a link, read and set by the fields of its scenario."""

import json
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from jaxreg.settings import (
    CONTROLS,
    PAGES,
    LinearScenario,
    LogisticScenario,
    from_query,
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
} | {"data"}
START_VALUES = {
    page: {name: s.controls[name].key for name in s.fields("chosen start")}
    for page, s in OTHERS.items()
}

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
    assert shown(at, scenario.page) == drawn(at) == scenario


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
    assert heading == "These settings of the link cannot be used:"
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
