"""Points by hand on a page: where they come from, and how they are said and kept."""

from jaxreg.settings import LinearScenario, LogisticScenario
from tests.app_pages import click, drawn, formulas, open_page, set_values

LINE = "0_1.5 1_2.25 2_4"


def test_points_are_taken_kept_and_edited_as_a_table():
    at = open_page("logistic", [("c_n", "10")])
    set_values(at, "logistic", data="by hand")
    taken = drawn(at)
    assert taken.data == "by hand" and len(taken.points.split()) == 10
    assert "10 points that were placed by hand" in formulas(at)
    set_values(at, "logistic", data="lecture")
    assert drawn(at) == LogisticScenario(data="lecture", num_points=10)
    set_values(at, "logistic", data="by hand")  # as they were left
    assert drawn(at) == taken
    click(at, "logistic edit")
    table = drawn(at)
    assert (table.data, table.points) == ("own", None)
    assert (table.x1_column, table.x2_column, table.label_column) == (1, 2, 3)


def test_why_points_cannot_be_taken_is_said():
    at = open_page("logistic")
    set_values(at, "logistic", data="by hand")
    assert drawn(at) == LogisticScenario()
    assert any("there are 100: under" in html.proto.body for html in at.get("html"))


def test_what_a_link_names_wrongly_is_said():
    link = [("source", "by hand"), ("points", LINE), ("edit", "all")]
    at = open_page("linear", link)
    assert drawn(at) == LinearScenario(data="by hand", points=LINE)
    assert "`edit=all`: it must be “points”. It is ignored." in at.warning[0].value


def test_a_link_by_hand_without_points_shows_other_data_and_says_so():
    for link in ([("source", "by hand")], [("source", "by hand"), ("points", "1_2")]):
        at = open_page("linear", link)
        assert drawn(at) == LinearScenario()
        said = "`source=by hand`: the link has no points for it. generated is used"
        assert said in at.warning[0].value
