"""A person's own data in AppTest: each way in, what is refused, and what is kept."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest
from streamlit.runtime.scriptrunner import StopException

from jaxreg.data import shelf
from jaxreg.data.shipped import data_set
from jaxreg.data.source import with_columns
from jaxreg.page import own_reading
from jaxreg.settings import (
    LINEAR_SETS,
    LOGISTIC_SETS,
    OWN,
    OWN_DATA,
    PAGES,
    PRESETS,
    LinearScenario,
    LogisticScenario,
    to_query,
)
from tests.app_pages import (
    TABLE_FIELDS,
    assert_shows,
    click,
    drawn,
    formulas,
    open_page,
    refusals,
    run,
    set_values,
    show,
    switch,
    told,
    warning,
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
    keys = {column.name: f"c{k}" for k, column in enumerate(own_table_of(at).columns)}

    def typed(row):
        return {keys[name]: text for name, text in row.items()}

    rows = edits.get("edited_rows", {}).items()
    edits["edited_rows"] = {row: typed(cells) for row, cells in rows}
    edits["added_rows"] = [*map(typed, edits.get("added_rows", []))]
    states = at._tree.get_widget_states()
    states.widgets.add(
        id=editor.proto.id, string_value=json.dumps({"deleted_rows": []} | edits)
    )
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
    edit(at, edited_rows={0: {"y": "100"}})
    assert table(at)["y"] == [100.0, *before["y"][1:]]
    edit(at, edited_rows={0: {"y": "100"}}, added_rows=[{"x": "4.5", "y": "1"}])
    assert table(at)["x"] == [*before["x"], 4.5]
    edit(at, deleted_rows=[0, 1])
    assert table(at)["y"] == before["y"][2:]


def test_what_cannot_be_read_is_refused_and_the_last_points_stay():
    at = paste(open_page("linear"), ROWS)
    at.session_state["own_points"] = True
    edit(run(at), edited_rows={1: {"weight": "59"}})
    edit(at, edited_rows={1: {"weight": "59"}, 2: {"weight": "23,4"}})
    [said] = refusals(at)
    assert "Row 3 of “weight” contains “23,4” instead of a number." in said
    assert table(at)["weight"] == [64, 59, 81, 50, 95]
    edit(at, edited_rows={1: {"weight": "59"}, 2: {"weight": "23.4"}})
    assert table(at)["weight"] == [64, 59, 23.4, 50, 95]


def test_cells_are_read_with_the_decimal_sign_of_their_file():
    at = paste(open_page("linear"), "x;y\n1,5;2\n2,5;3\n4,5;9\n")
    at.session_state["own_points"] = True
    assert list(run(at).data_editor[0].value["c0"]) == ["1,5", "2,5", "4,5"]
    edit(at, edited_rows={0: {"x": "1.234,5"}})
    assert table(at)["x"] == [1234.5, 2.5, 4.5]


def test_dates_are_edited_as_dates():
    at = paste(open_page("linear"), "day,v\n2020-01-01,2\n2020-01-03,3\n2020-02-01,9\n")
    at.session_state["own_points"] = True
    shown = run(at).data_editor[0].value
    assert list(shown["c0"]) == ["2020-01-01", "2020-01-03", "2020-02-01"]
    edit(at, edited_rows={1: {"day": "2020-01-08"}}, added_rows=[{"day": "2019-12-31"}])
    assert table(at)["day"] == [0, 7, 31, -1]
    column = own_table_of(at).columns[0]
    assert (column.unit, column.origin.year) == ("days", 2020)


@pytest.mark.parametrize("name", ["_index", "index", "0", "", "x" * 300, "__proto__"])
def test_a_column_may_have_any_name(name):
    at = paste(open_page("linear"), f"{name or ' '},b\n1,2\n3,5\n4,4\n")
    at.session_state.own_points = at.session_state.own_how_read = True
    run(at)
    assert len(at.data_editor) == 1 and len(at.dataframe) == 3
    rows = "\n".join(f"{k * k},{k % 7}" for k in range(1001))
    at = paste(at, f"{name or ' '},b\n{rows}")
    assert len(at.data_editor) == 0 and len(at.dataframe) == 3


def test_a_row_that_is_not_filled_yet_is_kept_but_not_used():
    at = click(open_page("linear"), "linear edit")
    edit(at, added_rows=[{"x": "4.5"}])
    assert np.isnan(table(at)["y"][-1])
    edit(at, added_rows=[{}])
    assert len(table(at)["x"]) == 10


def test_edits_are_kept_across_pages_and_columns():
    at = paste(open_page("linear"), ROWS)
    at.session_state["own_points"] = True
    edit(run(at), edited_rows={1: {"weight": "59"}})
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
    edit(run(at), edited_rows={0: {"x": "2"}})
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
    at = paste(open_page("linear"), "a,b,c\n1,2,9\n2,5,7\n4,4,1\n")
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
    assert "$y$ is 1 where `acid ≥ 4`" in formulas(at)


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
    edit(run(at), edited_rows={0: {"quality": "9"}})
    assert drawn(at).cut == 7


def test_a_column_that_cannot_be_used_is_refused_and_the_last_stays():
    at = paste(open_page("linear"), "a,b,c\n1,2,5\n2,5,5\n4,4,5\n")
    choose(at, "linear_x_column", 3)
    assert_shows(at, fresh("linear"))
    assert at.selectbox(key="linear_x_column").value == 1
    [said] = refusals(at)
    assert "there is no slope" in said


def test_a_link_with_columns_that_are_not_there_says_so_and_offers_others():
    at = open_page("linear", [("source", "tips"), ("x_col", "99")])
    assert told(at)["absent"] == "points"
    [said] = refusals(at)
    assert "no column 99" in said
    click(at, "own_columns")
    assert_shows(at, LinearScenario(data="tips"))


def test_what_is_said_of_a_column_is_said_until_one_is_chosen():
    at = open_page("linear", [("source", "tips"), ("x_col", "x"), ("lr", "x")])
    assert len(warning(at)) == 2
    choose(at, "linear_x_column", 2)
    [line] = warning(at)
    assert line.startswith("`lr=x`")


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


FAULTY = ROWS.replace("\t58", "\tabc")  # in row 3


def test_where_a_page_needs_a_faulty_column_its_cells_are_left_out_on_request():
    at = paste(open_page("linear"), FAULTY)
    [said] = refusals(at)
    assert "Row 3 of “weight” contains “abc”" in said
    click(at, "own_faults_of_new")
    assert np.isnan(table(at)["weight"][1])
    assert not refusals(at)


def test_a_column_with_a_fault_blocks_no_others():
    rows = "a,b,c\n1,2,5\n2,5,9 cm\n4,4,5\n5,9,1\n"
    at = paste(open_page("linear"), rows)
    assert (drawn(at).x_column, drawn(at).y_column) == (1, 2)
    choose(at, "linear_y_column", 3)
    [said] = refusals(at)
    assert "Row 3 of “c” contains “9 cm”" in said and "Nothing was changed." in said
    assert drawn(at).y_column == 2
    click(at, "own_faults")
    assert (drawn(at).x_column, drawn(at).y_column) == (1, 3)
    np.testing.assert_equal(table(at)["c"], [5, np.nan, 5, 1])
    assert not refusals(at)


# What is in doubt


DOUBTFUL = "x\ty\n1,234\t1\n2,345\t2\n3,456\t7\n"


def pressed(at, key, option):
    at.button_group(key=key).set_value(option)
    return run(at)


def buttons(at):
    return {button.key for button in at.button}


def test_what_is_in_doubt_is_asked_and_nothing_is_used_before():
    at = paste(open_page("linear"), ROWS)
    before = drawn(at), table(at)
    paste(at, DOUBTFUL)
    assert (drawn(at), table(at)) == before
    [asked] = [h.proto.body for h in at.get("html") if "What does" in h.proto.body]
    assert "What does “1,234” mean?" in asked
    answers = at.button_group(key="own_new_decimal")
    assert (answers.options, answers.value) == (["1234", "1.234"], "1234")
    click(at, "own_use")
    assert table(at)["x"] == [1234, 2345, 3456]
    assert "own_use" not in buttons(at)


def test_another_answer_is_shown_and_then_used():
    at = paste(open_page("linear"), DOUBTFUL)
    pressed(at, "own_new_decimal", "1.234")
    assert told(at)["token"] is None
    assert list(at.dataframe[0].value.iloc[:, 0]) == ["1,234", "2,345", "3,456"]
    pressed(at, "own_new_decimal", "1234")
    assert list(at.dataframe[0].value.iloc[:, 0]) == ["1234", "2345", "3456"]
    pressed(at, "own_new_decimal", "1.234")
    click(at, "own_use")
    assert table(at)["x"] == [1.234, 2.345, 3.456]


def test_what_is_asked_need_not_be_answered():
    at = paste(open_page("linear"), ROWS)
    before = table(at)
    click(paste(at, DOUBTFUL), "own_others")
    assert table(at) == before and "own_use" not in buttons(at)
    assert len(shelf._shelf) == 1
    paste(at, ROWS.replace("172", "173"))
    assert table(at)["height"][0] == 173


def test_several_questions_are_asked_at_once():
    rows = "d,v\n" + "".join(f"{k}/3/2020,{k * k}\n" for k in range(1, 12))
    at = paste(open_page("linear"), rows + "12/3/2020,-9999\n")
    assert at.button_group(key="own_new_codes").value == "a missing value"
    pressed(at, "own_new_day_first", "the day")
    pressed(at, "own_new_codes", "a number")
    assert at.button_group(key="own_new_day_first").value == "the day"
    click(at, "own_use")
    assert table(at)["d"] == list(range(12)) and table(at)["v"][-1] == -9999


def test_a_wrong_guess_is_mended_where_it_is_refused():
    at = paste(open_page("linear"), "sep=;\nx,y\n1,2\n2,3\n5,9\n")
    assert "A line needs two columns of numbers" in refusals(at)[0]
    assert at.selectbox(key="own_new_separator").value == ";"
    choose(at, "own_new_separator", ",")
    assert table(at) == {"x": [1, 2, 5], "y": [2, 3, 9]}


def test_a_file_without_a_table_shows_its_first_rows():
    at = paste(open_page("linear"), "x;y\na;b\nc;<b>d</b>\n")
    assert "No column contains numbers" in refusals(at)[0]
    assert at.dataframe[0].value.values.tolist() == [
        ["x", "y"],
        ["a", "b"],
        ["c", "<b>d</b>"],
    ]
    choose(at, "own_new_separator", "|")
    assert "No column contains numbers" in refusals(at)[0]
    assert at.selectbox(key="own_new_separator").value == "|"
    assert at.dataframe[0].value.values.tolist() == [["x;y"], ["a;b"], ["c;<b>d</b>"]]


# How the data in use were read


def opened(at):
    at.session_state["own_how_read"] = True
    return run(at)


def shown_columns(at):
    return at.dataframe[-1].value


def test_how_data_were_read_is_shown_and_chosen_otherwise():
    at = opened(paste(open_page("linear"), "x;y;z\n1,5;2;a\n2,5;3;b\n4,5;9;b\n"))
    shown = shown_columns(at)
    assert list(shown["column"]) == ["x", "y", "z"]
    assert list(shown["kind"]) == ["number", "number", "category"]
    assert list(shown["used as"]) == ["x", "y", ""]
    assert list(shown["values"]) == [3, 3, 3] and list(shown["missing"]) == [0, 0, 0]
    assert list(shown["distribution"][2]) == [2, 1]
    assert at.selectbox(key="own_in_use_separator").value == ";"
    assert at.button_group(key="own_in_use_decimal").value == "comma"
    pressed(at, "own_in_use_decimal", "point")
    assert "one holds numbers. The data stay as they were read." in refusals(at)[0]
    assert at.button_group(key="own_in_use_decimal").value == "comma"
    assert table(at)["x"] == [1.5, 2.5, 4.5]


def test_columns_in_use_are_kept_by_name():
    rows = "title\na,b,c\n1,2,9\n2,5,7\n4,4,1\n7,-7,5\n"
    at = opened(paste(open_page("linear"), rows))
    choose(at, "linear_x_column", 3)
    at.text_input(key="own_in_use_codes").set_value("7 -7")
    run(at)
    assert not refusals(at)
    np.testing.assert_equal(table(at)["c"], [9, np.nan, 1, 5])
    np.testing.assert_equal(table(at)["b"], [2, 5, 4, np.nan])
    assert drawn(at).x_column == 3
    assert at.text_input(key="own_in_use_codes").value == "7  -7"


def test_a_choice_that_cannot_be_used_is_refused_and_the_last_reading_stays():
    at = opened(paste(open_page("linear"), ROWS))
    before = drawn(at), table(at)
    for key, value, words in (
        ("skip", 5, "at least two rows"),
        ("skip", 99, "nothing below line 99: skip fewer"),
    ):
        at.number_input(key=f"own_in_use_{key}").set_value(value)
        run(at)
        assert words in refusals(at)[0] and "stay as they were" in refusals(at)[0]
        assert (drawn(at), table(at)) == before
        assert at.number_input(key=f"own_in_use_{key}").value == 0
    at.text_input(key="own_in_use_codes").set_value("-99, x")
    assert "“x” is not a number" in refusals(run(at))[0]
    assert (drawn(at), table(at)) == before


def test_the_class_stays_when_the_file_is_read_anew():
    at = opened(paste(open_page("logistic"), ROWS))
    choose(at, "logistic_positive", 1)
    at.text_input(key="own_in_use_codes").set_value("158")
    run(at)
    assert np.isnan(table(at)["height"][3])
    assert (drawn(at).label_column, drawn(at).positive) == (3, 1)


def test_another_reading_takes_edits_away_and_they_can_be_had_back():
    at = click(paste(open_page("linear"), ROWS), "linear edit")
    edit(at, edited_rows={0: {"height": "250"}})
    opened(at)
    at.text_input(key="own_in_use_codes").set_value("95")
    run(at)
    np.testing.assert_equal(table(at)["weight"], [64, 58, 81, 50, np.nan])
    assert table(at)["height"][0] == 172
    click(at, "own_before")
    assert table(at)["height"][0] == 250 and table(at)["weight"][4] == 95


def test_the_notes_open_how_it_was_read():
    at = paste(open_page("linear"), "a title\n" + ROWS)
    notes = [h.proto.body for h in at.get("html") if "jr-note" in h.proto.body]
    assert any("a title" in note for note in notes)
    assert not at.dataframe
    click(at, "own_check")
    assert len(at.dataframe) == 2


def test_of_many_columns_fifty_are_shown_those_in_use_first():
    names = ",".join(f"v{k}" for k in range(300))
    rows = "".join(
        ",".join(str(k * j % 7) for k in range(300)) + "\n" for j in range(9)
    )
    at = opened(paste(open_page("linear"), f"{names}\n{rows}"))
    choose(at, "linear_y_column", 300)
    shown = shown_columns(at)
    assert len(shown) == 50 and "v299" in list(shown["column"])[:2]
    assert len(at.dataframe[0].value.columns) == 50


# Progress, and a stop


def test_a_stop_ends_the_reading_and_lets_others_read(monkeypatch):
    """A press ends a run where it next draws, which AppTest does not: its exception."""
    at = paste(open_page("linear"), ROWS)
    before = table(at)

    def read_until_stopped(content, asked, progress):
        progress(0.5)
        raise StopException

    for _ in range(5):  # more than may read at once
        with monkeypatch.context() as slow:
            slow.setattr(own_reading, "read", read_until_stopped)
            paste(at, ROWS.replace("172", "173"))
        assert "own_stop" in buttons(at)
        click(at, "own_stop")
        assert "Stopped" in refusals(at)[0]
        assert table(at) == before
    paste(at, ROWS.replace("172", "174"))
    assert table(at)["height"][0] == 174


def test_the_data_before_can_be_had_back():
    at = paste(open_page("linear"), ROWS)
    show(at, PRESETS["Zig-zag"].scenario)
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
    at = paste(open_page("linear"), FAULTY.replace("weight", name))
    [said] = refusals(at)
    assert "&lt;b&gt;" in said and "<b>" not in said
    click(at, "own_faults_of_new")
    assert f"`{name}`" in formulas(at)
    assert at.selectbox(key="linear_y_column").options[1] == name


# Faults that were


@pytest.mark.parametrize(("name", "positive"), [("O-rings", 1), ("gapminder", 3)])
def test_to_choose_a_class_moves_no_column(name, positive):
    at = set_values(open_page("logistic"), "logistic", data=name)
    before = with_columns(drawn(at), own=None)
    for chosen in (positive, before.positive):
        choose(at, "logistic_positive", chosen)
        assert drawn(at) == replace(before, positive=chosen)


def test_to_open_the_table_changes_nothing():
    at = paste(open_page("linear"), "a,b,c\n1,2,3\n,,5\n2,4,6\n4,5,9\n")
    before = table(at)
    at.session_state["own_points"] = True
    run(at)
    np.testing.assert_equal(table(at), before)
    edit(at, edited_rows={0: {"a": "9"}})
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
    at = paste(open_page("linear"), "n,a,b\np,1,2\nq,2,7\nr,5,4\n")
    paste(at, "a,b\n1,2\n2,4\n")
    click(at, "own_before")
    assert list(table(at)) == ["n", "a", "b"]
    assert (drawn(at).x_column, drawn(at).y_column) == (2, 3)
    show(at, PRESETS["Zig-zag"].scenario)
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
    edit(run(at), added_rows=[{"x": "1", "y": "2"}])
    assert len(table(at)["x"]) == 1000
    assert "1,000 rows" in refusals(at)[0]
    assert len(at.data_editor) == 1


@pytest.mark.parametrize("way", ["closed", "another source", "another page"])
def test_edits_are_kept_when_the_table_is_drawn_anew(way):
    at = paste(open_page("linear"), ROWS)
    click(at, "linear edit")
    edit(at, edited_rows={0: {"height": "250"}})
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
    assert at.data_editor[0].value["c0"][0] == "250"
    edit(at, edited_rows={1: {"height": "99"}})
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
    click(at, "own_faults_of_new")
    assert any("there is no slope" in said for said in refusals(at))


def test_a_link_of_other_columns_says_so():
    at = open_page("linear", [("source", "own"), ("x_col", "9"), ("y_col", "1")])
    paste(at, ROWS)
    assert_shows(at, fresh("linear"))
    assert "columns in the link do not fit" in refusals(at)[0]
