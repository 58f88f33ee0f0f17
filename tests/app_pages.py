"""Both pages under AppTest: how to open one and read its widgets."""

from streamlit.testing.v1 import AppTest

from jaxreg.scenario import CONTROLS, PAGES


def open_page(page, **params):
    """The page, run once with a link's parameters."""
    at = AppTest.from_file("../jaxreg/ui/main.py", default_timeout=30)
    for key, value in params.items():
        at.query_params[key] = value
    if page == "logistic":
        at.run()
        at.switch_page("logistic.py")
        for key, value in params.items():
            at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def scenario(at, page):
    """What the page's widgets say."""
    state = {f: at.session_state[c.key] for f, c in CONTROLS[page].items()}
    return PAGES[page](**state)
