"""The Lab's page script, in AppTest: the browser draws what is on it."""

from jaxreg import LinearScenario
from jaxreg.live.assets import PLOTLY_JS
from jaxreg.live.sweeps import MAX_RUNS
from tests.app_pages import assert_shows, open_page, run, told


def test_the_browser_is_told_what_it_needs():
    at = open_page("lab")
    data = told(at)
    assert (data["token"], data["plotly"]) == (None, PLOTLY_JS)
    assert f"{MAX_RUNS:,} runs" in data["limit"]


def test_a_page_that_is_opened_from_it_takes_its_link():
    at = open_page("linear")
    run(at.switch_page("lab.py"))
    at.query_params["W"] = "5"
    assert_shows(run(at.switch_page("linear.py")), LinearScenario(true_W=5.0))
