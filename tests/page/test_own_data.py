"""A person's own data in AppTest: each way in, what is refused, and what is kept."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from jaxreg.data import shelf
from jaxreg.data.shipped import data_set
from jaxreg.data.source import with_columns
from jaxreg.settings import (
    LINEAR_SETS,
    LOGISTIC_SETS,
    OWN,
    OWN_DATA,
    PAGES,
    LinearScenario,
    LogisticScenario,
    to_query,
)
from tests.app_pages import (
    TABLE_FIELDS,
    assert_shows,
    click,
    drawn,
    open_page,
    refusals,
    run,
    set_values,
    switch,
    told,
    widget,
)

ROWS = (
    "height\tweight\tsex\n172\t64\tf\n165\t58\tf\n180\t81\tm\n158\t50\tf\n190\t95\tm\n"
)
SETS = [("linear", name) for name in LINEAR_SETS]
SETS += [("logistic", name) for name in LOGISTIC_SETS]


@pytest.fixture(autouse=True)
def empty_shelf(monkeypatch):
    monkeypatch.setattr(shelf, "_shelf", {})


def paste(at, text):
    at.text_area[0].set_value(text)
    return click(at, "own_use_paste")


def upload(at, content, name="data.csv"):
    at.file_uploader[0].set_value((name, content, "text/csv"))
    return run(at)


def choose(at, key, value):
    at.selectbox(key=key).set_value(value)
    return run(at)


def fresh(page):
    """How ``ROWS`` are shown at first."""
    columns = {
        "linear": {"x_column": 1, "y_column": 2},
        "logistic": {"x1_column": 1, "x2_column": 2, "label_column": 3, "positive": 1},
    }
    return replace(OWN_DATA[page], **columns[page])


def table(at):
    """The own data that the charts were told to draw, column by column."""
    [component] = at.get("bidi_component")
    token = json.loads(component.proto.json)["token"]
    return {column.name: list(column.values) for column in shelf.find(token).columns}


def own_table_of(at):
    [component] = at.get("bidi_component")
    return shelf.find(json.loads(component.proto.json)["token"])


def edit(at, **edits):
    """What the table sends when a person edits it."""
    [editor] = at.data_editor
    states = at._tree.get_widget_states()
    empty = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}
    states.widgets.add(id=editor.proto.id, string_value=json.dumps(empty | edits))
    at._run(states)
    assert not at.exception, [error.value for error in at.exception]
    return at


# Ways in


@pytest.mark.parametrize("page", PAGES)
def test_what_is_pasted_is_shown(page):
    at = paste(open_page(page), ROWS)
    assert_shows(at, fresh(page))
    assert table(at)["height"] == [172, 165, 180, 158, 190]
    assert table(at)["sex"] == ["f", "f", "m", "f", "m"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_what_is_uploaded_is_shown(page, encoding):
    rows = ROWS.replace("\t", ";").replace("height", "Größe")
    at = upload(open_page(page), rows.encode(encoding))
    assert_shows(at, fresh(page))
    assert table(at)["Größe"] == [172, 165, 180, 158, 190]
    assert at.file_uploader[0].value is None


@pytest.mark.parametrize(
    "scenario",
    [
        LinearScenario(seed=3, learning_rate=0.02, epochs=50),
        LinearScenario(targets="noise-free", scaling="on"),
        LogisticScenario(num_points=20, l2=0.1),
        LogisticScenario(data="lecture", seed=10),
        *(data_set(name).scenarios[page] for page, name in SETS[-2:]),
    ],
)
def test_the_points_of_any_page_can_be_copied_into_the_table(scenario):
    page = "linear" if isinstance(scenario, LinearScenario) else "logistic"
    at = set_values(open_page(page), page, **asdict(scenario))
    click(at, f"{page} edit")
    assert drawn(at).data == OWN
    columns = {
        field: getattr(scenario, field)
        for field in TABLE_FIELDS & set(asdict(scenario))
    }
    assert replace(drawn(at), **columns) == scenario
    [editor] = at.data_editor
    columns = list(table(at).values())
    assert len(editor.value) == len(columns[0])


@pytest.mark.parametrize(("page", "name"), SETS)
def test_a_data_set_comes_with_a_rate_and_a_link(page, name):
    at = set_values(open_page(page), page, data=name)
    scenario = data_set(name).scenarios[page]
    assert_shows(at, scenario)
    link = [tuple(pair.split("=")) for pair in to_query(scenario).split("&")]
    link = [(key, text.replace("+", " ")) for key, text in link]
    assert_shows(open_page(page, link), scenario)
    [said] = [h.proto.body for h in at.get("html") if "Source:" in h.proto.body]
    assert data_set(name).look_for[page][:30] in said.replace("&#x27;", "'")


@pytest.mark.parametrize("page", PAGES)
def test_from_a_table_back_to_points_of_ones_own_making(page):
    at = set_values(open_page(page), page, seed=7, loss_axis="log")
    set_values(at, page, data="iris")
    assert drawn(at).loss_axis == "log"
    set_values(at, page, data="generated")
    assert_shows(at, PAGES[page](seed=7, loss_axis="log"))


# The table


def test_edited_points_are_drawn_at_once():
    at = click(open_page("linear"), "linear edit")
    before = table(at)
    edit(at, edited_rows={0: {"y": 100.0}})
    assert table(at)["y"] == [100.0, *before["y"][1:]]
    edit(at, edited_rows={0: {"y": 100.0}}, added_rows=[{"x": 4.5, "y": 1.0}])
    assert table(at)["x"] == [*before["x"], 4.5]
    edit(at, deleted_rows=[0, 1])
    assert table(at)["y"] == before["y"][2:]


def test_a_row_that_is_not_filled_yet_is_kept_but_not_used():
    at = click(open_page("linear"), "linear edit")
    edit(at, added_rows=[{"x": 4.5}])
    assert np.isnan(table(at)["y"][-1])
    edit(at, added_rows=[{}])
    assert len(table(at)["x"]) == 10


def test_edits_are_kept_across_pages_and_columns():
    at = paste(open_page("linear"), ROWS)
    at.session_state["own_points"] = True
    edit(run(at), edited_rows={1: {"weight": 59.0}})
    switch(at, "logistic")
    set_values(at, "logistic", data=OWN)
    at.session_state["own_points"] = True
    run(at)
    assert table(at)["weight"][1] == 59
    edit(at, edited_rows={1: {"sex": "m"}})
    switch(at, "linear")
    assert (table(at)["weight"][1], table(at)["sex"][1]) == (59, "m")


def test_an_edit_that_leaves_no_slope_is_refused_and_the_points_stay():
    at = paste(open_page("linear"), "x,y\n1,2\n2,3\n")
    at.session_state["own_points"] = True
    edit(run(at), edited_rows={0: {"x": 2.0}})
    assert table(at)["x"] == [1, 2]
    [said] = refusals(at)
    assert "there is no slope" in said


def test_a_large_table_is_shown_but_not_edited():
    rows = "\n".join(f"{k},{k % 7}" for k in range(1001))
    at = paste(open_page("linear"), "x,y\n" + rows)
    at.session_state["own_points"] = True
    run(at)
    assert not at.data_editor
    assert len(at.dataframe[0].value) == 1001


# Columns


def test_columns_are_chosen_by_name_and_trade_places():
    at = paste(open_page("linear"), "a,b,c\n1,2,9\n2,3,7\n4,4,1\n")
    assert at.selectbox(key="linear_x_column").options == ["a", "b", "c"]
    choose(at, "linear_x_column", 3)
    assert (drawn(at).x_column, drawn(at).y_column) == (3, 2)
    choose(at, "linear_y_column", 3)
    assert (drawn(at).x_column, drawn(at).y_column) == (2, 3)


def test_one_feature_and_one_class_against_the_rest():
    at = set_values(open_page("logistic"), "logistic", data="iris")
    choose(at, "logistic_x2_column", 0)
    assert drawn(at).x2_column == 0
    classes = at.selectbox(key="logistic_positive").options
    assert classes == ["setosa", "versicolor", "virginica"]
    choose(at, "logistic_positive", 1)
    assert drawn(at).positive == 1


WINES = "acid,sugar,quality,red\n" + "".join(
    f"{k / 10},{k * k % 7},{5 + k % 3},{'yes' if k % 4 else 'no'}\n" for k in range(80)
)


def roles(at):
    """The columns of x1, x2 and the label, and what is class 1."""
    s = with_columns(drawn(at), own_table_of(at))
    return s.x1_column, s.x2_column, s.label_column, s.positive, s.cut


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ([("x1", 2)], (2, 1, 3, None, 6)),
        ([("x2", 1)], (2, 1, 3, None, 6)),
        ([("x1", 3)], (3, 2, 1, None, 4)),
        ([("x2", 3)], (1, 3, 2, None, 2)),
        ([("label", 1)], (3, 2, 1, None, 4)),
        ([("label", 2)], (1, 3, 2, None, 2)),
        ([("label", 2), ("label", 3)], (1, 2, 3, None, 6)),
        ([("x2", 0), ("label", 1)], (3, 0, 1, None, 4)),
        ([("positive", 1), ("x1", 3)], (3, 2, 1, None, 4)),  # another label's class 1
    ],
)
def test_a_column_that_is_used_already_trades_places(choices, expected):
    at = paste(open_page("logistic"), WINES)
    choose(at, "logistic_label_column", 3)
    assert roles(at) == (1, 2, 3, None, 6)
    for role, column in choices:
        field = role if role == "positive" else f"{role}_column"
        choose(at, f"logistic_{field}", column)
        assert refusals(at) == []
    assert roles(at) == expected


@pytest.mark.parametrize(
    ("x2", "role", "column", "said"),
    [
        (2, "label", 1, "“red” and “acid” cannot trade places. “red” contains text"),
        (2, "label", 2, "“red” and “sugar” cannot trade places. “red” contains text"),
        (0, "x2", 1, "“acid” is chosen twice"),
    ],
)
def test_where_they_cannot_trade_places_nothing_changes(x2, role, column, said):
    at = paste(open_page("logistic"), WINES)
    choose(at, "logistic_x2_column", x2)
    before = roles(at)
    assert before == (1, x2, 4, 2, None)
    choose(at, f"logistic_{role}_column", column)
    [refusal] = refusals(at)
    assert said in refusal and "Nothing was changed." in refusal
    assert roles(at) == before


def test_a_label_of_numbers_is_cut_or_one_of_them_is_class_1():
    at = paste(open_page("logistic"), WINES)
    assert "logistic_cut" not in {number.key for number in at.number_input}
    choose(at, "logistic_label_column", 3)
    cut, classes = (
        lambda: at.number_input(key="logistic_cut"),
        lambda: at.selectbox(key="logistic_positive"),
    )
    assert (cut().value, classes().value) == (6, None)
    assert classes().options == ["5", "6", "7"]
    cut().set_value(7.0)
    run(at)
    assert (drawn(at).cut, drawn(at).positive) == (7, None)
    choose(at, "logistic_positive", 2)
    assert (drawn(at).cut, drawn(at).positive) == (None, 2)
    assert (cut().value, classes().value) == (None, 2)
    cut().set_value(6.123456789)  # as a link can hold it
    run(at)
    assert (drawn(at).cut, drawn(at).positive) == (6.123457, None)
    cut().set_value(8.0)
    run(at)
    assert "“quality” ranges from 5 to 7, so a cut at 8 leaves only" in refusals(at)[0]
    assert cut().value == drawn(at).cut == 6.123457


def test_measurements_are_a_label_by_a_cut_alone():
    at = paste(open_page("logistic"), WINES)
    choose(at, "logistic_label_column", 1)
    assert "“red” contains text" in refusals(at)[0]
    choose(at, "logistic_label_column", 3)
    choose(at, "logistic_label_column", 1)
    assert "logistic_positive" not in {box.key for box in at.selectbox}
    assert at.number_input(key="logistic_cut").value == 4
    formulas = next(m.value for m in at.markdown if "of a table" in m.value)
    assert "$y$ is 1 where `acid ≥ 4`" in formulas


def test_where_no_label_is_likely_measurements_can_be_chosen():
    rows = "".join(f"{k},{k * k}\n" for k in range(99))
    at = paste(open_page("linear"), "x,y\n" + rows)
    switch(at, "logistic")
    set_values(at, "logistic", data=OWN)
    assert "needs a label" in refusals(at)[0]
    choose(at, "logistic_label_column", 2)
    assert roles(at) == (1, 0, 2, None, 50 * 50)


def test_a_link_holds_a_cut():
    link = [("data", "iris"), ("x1_col", "1"), ("x2_col", "2"), ("label", "3")]
    at = open_page("logistic", [*link, ("cut", "4.2")])
    assert at.number_input(key="logistic_cut").value == 4.2
    assert (drawn(at).cut, drawn(at).positive) == (4.2, None)


def test_an_edited_table_keeps_its_cut():
    at = paste(open_page("logistic"), WINES)
    choose(at, "logistic_label_column", 3)
    at.number_input(key="logistic_cut").set_value(7.0)
    run(at)
    at.session_state["own_points"] = True
    edit(run(at), edited_rows={0: {"quality": 9.0}})
    assert drawn(at).cut == 7


def test_a_column_that_cannot_be_used_is_refused_and_the_last_stays():
    at = paste(open_page("linear"), "a,b,c\n1,2,5\n2,3,5\n4,4,5\n")
    choose(at, "linear_x_column", 3)
    assert_shows(at, fresh("linear"))
    assert at.selectbox(key="linear_x_column").value == 1
    [said] = refusals(at)
    assert "there is no slope" in said


def test_a_link_with_columns_that_are_not_there_says_so_and_offers_others():
    at = open_page("linear", [("source", "tips"), ("x_col", "99")])
    assert not at.get("bidi_component")
    [said] = refusals(at)
    assert "no column 99" in said
    click(at, "own_columns")
    assert_shows(at, LinearScenario(data="tips"))


# Refusals, and what is kept


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"x,y\n", b"x,y\n1,2\n", b"a,b\nc,d\ne,f\n", b"PK\x03\x04abc"),
        *(b"x,y\n5,1\n5,2\n", b"x,y\n1,2\n2,1e308\n3,4\n"),
    ],
)
def test_what_is_refused_leaves_the_last_good_data(page, content):
    at = paste(open_page(page), ROWS)
    good = drawn(at), table(at)
    upload(at, content)
    assert len(refusals(at)) == 1
    assert (drawn(at), table(at)) == good
    paste(at, ROWS.replace("172", "173"))
    assert not refusals(at)
    assert table(at)["height"][0] == 173


def test_a_page_refuses_what_only_the_other_can_use():
    at = paste(
        open_page("logistic"), "x,y\n" + "".join(f"{k},{k}\n" for k in range(99))
    )
    [said] = refusals(at)
    assert "needs a label" in said
    assert_shows(at, LogisticScenario())


def test_faulty_cells_are_left_out_on_request():
    at = paste(open_page("linear"), ROWS.replace("58", "abc"))
    [said] = refusals(at)
    assert "Row 3 of “weight” contains “abc”" in said
    click(at, "own_faults")
    assert np.isnan(table(at)["weight"][1])
    assert not refusals(at)


def test_the_other_reading_is_offered():
    at = paste(open_page("linear"), "x\ty\n1,234\t1\n2,345\t2\n3,456\t3\n")
    assert table(at)["x"] == [1234, 2345, 3456]
    click(at, "own_other")
    assert table(at)["x"] == [1.234, 2.345, 3.456]
    click(at, "own_other")
    assert table(at)["x"] == [1234, 2345, 3456]


def test_the_data_before_can_be_had_back():
    at = paste(open_page("linear"), ROWS)
    click(at, "preset Zig-zag")
    click(at, "linear edit")
    assert list(table(at)) == ["x", "y"]
    click(at, "own_before")
    assert list(table(at)) == ["height", "weight", "sex"]


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_own_data_asks_for_them_and_then_is_as_it_was(page):
    link = {
        "linear": [("source", "own"), ("lr", "0.02"), ("x_col", "2"), ("y_col", "1")]
    }
    link["logistic"] = [
        ("data", "own"),
        ("c_lr", "2"),
        ("x1_col", "2"),
        ("x2_col", "1"),
    ]
    at = open_page(page, link[page])
    assert told(at)["absent"] and told(at)["token"] is None
    assert "Load" in at.button(key="own_load").label
    paste(at, ROWS)
    columns = {"linear": {"x_column": 2, "y_column": 1}}
    columns["logistic"] = {
        **{"x1_column": 2, "x2_column": 1, "label_column": 3, "positive": 1}
    }
    rate = {"linear": 0.02, "logistic": 2.0}[page]
    assert_shows(at, PAGES[page](data=OWN, learning_rate=rate, **columns[page]))


def test_data_that_have_gone_are_asked_for_again():
    at = paste(open_page("linear"), ROWS)
    shelf._shelf.clear()
    run(at)
    assert told(at)["absent"] and told(at)["token"] is None
    assert len(refusals(at)) == 1
    paste(at, ROWS)
    assert_shows(at, fresh("linear"))


def test_another_session_sees_nothing_of_them():
    paste(open_page("linear"), ROWS)
    at = open_page("linear", [("source", "own")])
    assert told(at)["absent"] and told(at)["token"] is None
    assert "172" not in str(at.get("html"))
    assert not at.data_editor


def test_names_are_shown_as_text():
    name = "<b>bold</b> **x** :smile: $y$"
    at = paste(open_page("linear"), ROWS.replace("weight", name).replace("58", "abc"))
    [said] = refusals(at)
    assert "&lt;b&gt;" in said and "<b>" not in said
    click(at, "own_faults")
    formulas = next(m.value for m in at.markdown if "of a table" in m.value)
    assert f"`{name}`" in formulas
    assert widget(at, "linear_y_column").options[1] == name


# Faults that were


@pytest.mark.parametrize(("name", "positive"), [("O-rings", 1), ("gapminder", 3)])
def test_to_choose_a_class_moves_no_column(name, positive):
    at = set_values(open_page("logistic"), "logistic", data=name)
    before = with_columns(drawn(at), own=None)
    for chosen in (positive, before.positive):
        choose(at, "logistic_positive", chosen)
        assert drawn(at) == replace(before, positive=chosen)


def test_no_other_reading_is_offered_where_it_is_none():
    rows = "name\tv\tw\na\t1.5\t1,234\n1,5\t2\t2,345\nc\t3\t3,456\n"
    at = paste(open_page("linear"), rows)
    assert table(at)["w"] == [1234, 2345, 3456]
    assert "own_other" not in {button.key for button in at.button}


def test_to_open_the_table_changes_nothing():
    at = paste(open_page("linear"), "a,b,c\n1,2,3\n,,5\n2,4,6\n4,5,9\n")
    before = table(at)
    at.session_state["own_points"] = True
    run(at)
    np.testing.assert_equal(table(at), before)
    edit(at, edited_rows={0: {"a": 9.0}})
    assert table(at)["c"] == [3, 5, 6, 9]


def test_points_of_one_class_are_not_edited_and_why_is_said():
    one_class = {"true_W1": 0.0, "true_W2": 0.0, "true_b": 5.0, "num_points": 10}
    at = set_values(open_page("logistic"), "logistic", **one_class)
    click(at, "logistic edit")
    assert_shows(at, LogisticScenario(**one_class))
    assert "cannot be edited" in refusals(at)[0]


def test_data_that_the_other_page_cannot_show_leave_a_choice():
    at = paste(open_page("linear"), "x,y\n" + "".join(f"{k},{k}\n" for k in range(99)))
    switch(at, "logistic")
    set_values(at, "logistic", data=OWN)
    assert "needs a label" in refusals(at)[0]
    assert "own_columns" not in {button.key for button in at.button}


def test_data_before_are_shown_as_they_were_read():
    at = paste(open_page("linear"), "n,a,b\np,1,2\nq,2,3\nr,5,4\n")
    paste(at, "a,b\n1,2\n2,4\n")
    click(at, "own_before")
    assert list(table(at)) == ["n", "a", "b"]
    assert (drawn(at).x_column, drawn(at).y_column) == (2, 3)
    click(at, "preset Zig-zag")
    click(at, "own_before")
    assert list(table(at)) == ["a", "b"]


def test_nothing_of_what_was_pasted_stays_but_the_table():
    at = paste(open_page("linear"), ROWS)
    assert at.text_area[0].value == ""


def test_a_refusal_is_of_its_page_and_of_what_is_still_there():
    at = paste(open_page("linear"), ROWS.replace("58", "abc"))
    assert refusals(at)
    switch(at, "logistic")
    assert not refusals(at)


def test_the_class_stays_the_same_one_when_labels_are_edited():
    at = paste(open_page("logistic"), ROWS)
    choose(at, "logistic_positive", 1)
    at.session_state["own_points"] = True
    edit(run(at), edited_rows={2: {"sex": "a"}})
    labels = at.selectbox(key="logistic_positive")
    assert labels.options == ["a", "f", "m"]
    assert (labels.value, drawn(at).positive) == (2, 2)
    edit(at, edited_rows={k: {"sex": "m"} for k in range(5)})
    assert "class 1" in refusals(at)[0]


def test_an_edit_does_not_outgrow_the_table():
    rows = "".join(f"{k},{k % 7}\n" for k in range(1000))
    at = paste(open_page("linear"), "x,y\n" + rows)
    at.session_state["own_points"] = True
    edit(run(at), added_rows=[{"x": 1.0, "y": 2.0}])
    assert len(table(at)["x"]) == 1000
    assert "1,000 rows" in refusals(at)[0]
    assert len(at.data_editor) == 1


@pytest.mark.parametrize("way", ["closed", "another source", "another page"])
def test_edits_are_kept_when_the_table_is_drawn_anew(way):
    at = paste(open_page("linear"), ROWS)
    click(at, "linear edit")
    edit(at, edited_rows={0: {"height": 250.0}})
    if way == "closed":
        at.session_state["own_points"] = False
        run(at)
    elif way == "another source":
        set_values(at, "linear", data="tips")
        set_values(at, "linear", data=OWN)
    else:
        switch(switch(at, "logistic"), "linear")
    click(at, "linear edit")
    assert table(at)["height"][0] == 250
    assert at.data_editor[0].value["height"][0] == 250
    edit(at, edited_rows={1: {"height": 99.0}})
    assert table(at)["height"][:2] == [250, 99]


def test_the_page_knows_of_own_data_also_while_others_are_shown():
    """As it is closed, it tells the server which to let go."""
    at = paste(open_page("linear"), ROWS)
    mine = table(at)
    set_values(at, "linear", data="generated")
    assert drawn(at).data == "generated" and table(at) == mine


def test_choices_for_own_data_are_kept_while_others_are_shown():
    at = paste(open_page("logistic"), ROWS)
    choose(at, "logistic_x2_column", 0)
    set_values(at, "logistic", learning_rate=1.0)
    before = drawn(at)
    set_values(at, "logistic", data="iris")
    set_values(at, "logistic", data="generated")
    set_values(at, "logistic", data=OWN)
    assert_shows(at, before)


def test_what_is_refused_without_its_faults_too_is_said():
    at = paste(open_page("linear"), "x,t\n1,2\nabc,3\n5,4\n1,6\n1,7\n")
    assert "contains" in refusals(at)[0]
    at = paste(at, "x,t\n1,2\nabc,3\n1,4\n1,6\n1,7\n")
    click(at, "own_faults")
    assert any("there is no slope" in said for said in refusals(at))


def test_a_link_of_other_columns_says_so():
    at = open_page("linear", [("source", "own"), ("x_col", "9"), ("y_col", "1")])
    paste(at, ROWS)
    assert_shows(at, fresh("linear"))
    assert "columns of the link do not fit" in refusals(at)[0]
