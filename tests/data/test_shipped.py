"""The data on board against the numbers that others have published of them, and against
NumPy and SciPy; each run arrives, and a link brings it back."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from jaxreg.data.shipped import data_set
from jaxreg.data.source import points_of, table_of, with_columns
from jaxreg.data.table import Column, DataError, Table
from jaxreg.settings import (
    BY_HAND,
    CONTROLS,
    LINEAR_SETS,
    LOGISTIC_SETS,
    OWN,
    OWN_DATA,
    PAGES,
    LinearScenario,
    LogisticScenario,
    from_query,
    to_query,
)
from jaxreg.training.gradient_descent import first_nonfinite_epoch
from jaxreg.training.runs import run

ON_BOARD = [
    *(("linear", name) for name in LINEAR_SETS),
    *(("logistic", name) for name in LOGISTIC_SETS),
]
SIZES = ("length", "width")
EACH = pytest.mark.parametrize(("page", "name"), ON_BOARD)


def scenario_of(page, name):
    return data_set(name).scenarios[page]


def params(found):
    """W and b, one after the other, float64."""
    return np.append(found.W, found.b).astype(float)


def columns_of(name):
    return {column.name: column.values for column in data_set(name).table.columns}


# What each set says


@EACH
def test_a_set_says_what_to_look_for_in_one_sentence_and_where_it_is_from(page, name):
    found = data_set(name)
    sentence = found.look_for[page]
    assert sentence.endswith(".") and sentence.count(". ") == 0
    assert sentence[0].isupper() and 40 < len(sentence) < 200
    assert found.source and not found.source.endswith(".")
    assert found.table.notes == ()


def test_the_controls_offer_the_sets_of_their_page():
    sources = {page: set(CONTROLS[page]["data"].options) for page in PAGES}
    assert sources["linear"] == {"generated", *LINEAR_SETS, BY_HAND, OWN}
    made = {"generated", "circle", "lecture"}
    assert sources["logistic"] == {*made, *LOGISTIC_SETS, BY_HAND, OWN}
    for name in {*LINEAR_SETS, *LOGISTIC_SETS}:
        pages = {page for page in PAGES if name in sources[page]}
        assert set(data_set(name).scenarios) == set(data_set(name).look_for) == pages


def test_each_set_is_its_own_table():
    names = {*LINEAR_SETS, *LOGISTIC_SETS}
    tables = {id(data_set(name).table): name for name in names}
    assert len(tables) == len(names) == 8


@pytest.mark.parametrize("name", ["", "generated", "circle", "lecture", OWN, "None"])
def test_there_is_no_set_of_another_name(name):
    with pytest.raises(KeyError):
        data_set(name)


@EACH
def test_a_set_is_whole(page, name):
    points = points_of(scenario_of(page, name), None)
    assert points.left_out == 0
    for values in columns_of(name).values():
        assert len(values) == len(points.y)


# Each run arrives


def oracle(result):
    """Where the loss is least, by NumPy or SciPy: W and b in units of the points."""
    X, y = result.data.X.astype(float), result.data.y.astype(float)
    if result.scenario.page == "linear":
        A = np.column_stack([X, np.ones(len(X))])
        return np.linalg.lstsq(A, y, rcond=None)[0]
    mean, deviation = X.mean(axis=0), X.std(axis=0)
    A = np.column_stack([(X - mean) / deviation, np.ones(len(X))])

    def loss(theta):
        return np.logaddexp(0, (1 - 2 * y) * (A @ theta)).mean()

    def gradient(theta):
        return A.T @ (1 / (1 + np.exp(-(A @ theta))) - y) / len(y)

    def hessian(theta):
        p = 1 / (1 + np.exp(-(A @ theta)))
        return A.T @ (A * (p * (1 - p))[:, None]) / len(y)

    start = np.zeros(A.shape[1])
    options = {"gtol": 1e-12}
    found = minimize(loss, start, method="trust-exact", jac=gradient, hess=hessian)
    found = minimize(
        *(loss, found.x),
        method="trust-exact",
        jac=gradient,
        hess=hessian,
        options=options,
    )
    W = found.x[:-1] / deviation
    return np.append(W, found.x[-1] - W @ mean)


@EACH
def test_a_run_arrives_where_numpy_or_scipy_does(page, name):
    result = run(scenario_of(page, name))
    expected = oracle(result)
    best = result.closed_form if page == "linear" else result.optimum
    np.testing.assert_allclose(params(best), expected, rtol=1e-6)
    np.testing.assert_allclose(params(result.history.at(-1)), expected, rtol=1e-3)


@EACH
def test_a_run_has_something_to_learn_and_ends_without_a_jump(page, name):
    loss = run(scenario_of(page, name)).history.loss.astype(float)
    assert loss[0] > 1.1 * loss[-1]
    assert (np.diff(loss) < 1e-6 * loss[0]).all()
    # What the first epochs do can be seen: the loss does not fall at a single blow.
    assert loss[1] > loss[-1] + 0.1 * (loss[0] - loss[-1])


@EACH
def test_a_link_brings_the_scenario_back(page, name):
    scenario = scenario_of(page, name)
    assert scenario.page == page and scenario.data == name
    assert from_query(page, to_query(scenario)) == (scenario, [])


# What others have found


def fitted(page, name):
    return params(run(scenario_of(page, name)).history.at(-1))


@pytest.mark.parametrize("name", LINEAR_SETS[:4])
def test_the_four_sets_of_anscombe_have_one_line(name):
    # Anscombe (1973), p. 17: n = 11, means 9.0 and 7.5, y = 3 + 0.5 x, R^2 = 0.667.
    # http://oxfordindex.oup.com/view/10.1093/oi/authority.20110803095415470
    result = run(scenario_of("linear", name))
    x, y = result.data.X.ravel(), result.data.y
    assert len(x) == 11 and x.mean() == 9 and round(float(y.mean()), 2) == 7.5
    assert np.sum((x - 9) ** 2) == 110
    slope, intercept = params(result.history.at(-1))
    assert (round(slope, 3), round(intercept, 2)) == (0.5, 3.0)
    assert round(result.r_squared, 2) == 0.67


def test_the_sets_of_anscombe_are_four():
    x = {name: columns_of(name)["x"] for name in LINEAR_SETS[:4]}
    y = {tuple(columns_of(name)["y"]) for name in LINEAR_SETS[:4]}
    assert len(y) == 4
    # "x1 == x2 == x3 are the integers 4:14, specially arranged; x4 is values 8 and 19":
    # R's help of anscombe, in its package datasets.
    for name in LINEAR_SETS[:3]:
        np.testing.assert_array_equal(np.sort(x[name]), np.arange(4, 15))
        np.testing.assert_array_equal(x[name], x["Anscombe I"])
    np.testing.assert_array_equal(np.unique(x["Anscombe IV"]), [8, 19])
    assert np.sum(x["Anscombe IV"] == 19) == 1


def test_what_is_said_of_the_outliers_of_anscombe_holds():
    # The other ten points of III lie on one line, which is flatter.
    x, y = columns_of("Anscombe III").values()
    rest = y < 12
    A = np.column_stack([x[rest], np.ones(10)])
    slope, intercept = np.linalg.lstsq(A, y[rest], rcond=None)[0]
    assert np.abs(A @ [slope, intercept] - y[rest]).max() < 0.02
    assert (round(slope, 2), round(intercept, 1)) == (0.35, 4.0)
    # In IV all other x are one.
    x, _ = columns_of("Anscombe IV").values()
    assert len(set(x[x < 19])) == 1


def test_the_o_rings_as_by_dalal_fowlkes_and_hoadley():
    # Binary logistic regression of the 23 launches: 15.043 and -0.232; the paper is at
    # https://docslib.org/doc/4294437, its data as R has them, of which glm makes these
    # numbers, at https://github.com/szcf-weiya/MonteCarlo (MH/IMH/logit_imh.R).
    temperature, distress = columns_of("O-rings").values()
    assert len(temperature) == 23
    hurt = np.sort(temperature[distress == "yes"])
    np.testing.assert_array_equal(hurt, [53, 57, 58, 63, 70, 70, 75])
    whole = np.sort(temperature[distress == "no"])
    expected = [66, 67, 67, 67, 68, 69, 70, 70, 72, 73, 75, 76, 76, 78, 79, 81]
    np.testing.assert_array_equal(whole, expected)
    slope, intercept = fitted("logistic", "O-rings")
    assert (round(slope, 4), round(intercept, 2)) == (-0.2322, 15.04)
    assert 0.999 < 1 / (1 + np.exp(-(slope * 31 + intercept))) < 1
    names = points_of(scenario_of("logistic", "O-rings"), None).names
    assert names.classes == ("no", "yes")


def test_the_tips_as_statsmodels_prints_them():
    # tip ~ total_bill: 0.9203 + 0.1050 x, R-squared 0.457, 244 observations.
    # https://blog.csdn.net/qq_45286306/article/details/130881791
    result = run(scenario_of("linear", "tips"))
    assert len(result.data.y) == 244
    slope, intercept = params(result.history.at(-1))
    assert (round(slope, 4), round(intercept, 4)) == (0.1050, 0.9203)
    assert round(result.r_squared, 3) == 0.457
    assert result.names.features[0].name == "total bill ($)"
    assert result.names.target.name == "tip ($)"


def test_of_lunch_and_dinner_the_bill_says_little():
    result = run(scenario_of("logistic", "tips"))
    assert result.names.classes == ("Lunch", "Dinner")
    # 176 dinners and 68 lunches: seaborn's tips. The model calls nearly all dinner.
    assert result.data.y.sum() == 176
    W, b = result.history.at(-1)
    called_dinner = result.data.X @ W + b > 0
    assert called_dinner.mean() > 0.95
    assert abs(result.correct.sum() - 176) <= 3


def test_the_line_through_the_irises_as_scikit_learn_prints_it():
    # Of the copy of UCI: 0.41641913 and -0.36651405, in a post of 2016 when scikit-
    # learn still had that copy (yphuang.github.io, "使用Python进行线性回归"). R's own
    # copy, which has two flowers right, gives 0.4158 and -0.3631:
    # https://warwick.ac.uk/fac/sci/moac/people/students/peter_cock/r/iris_lm/
    result = run(scenario_of("linear", "iris"))
    assert len(result.data.y) == 150
    slope, intercept = params(result.history.at(-1))
    assert (round(slope, 4), round(intercept, 4)) == (0.4164, -0.3665)
    assert result.names.features[0].name == "petal length (cm)"
    assert result.names.target.name == "petal width (cm)"
    # Flowers 35 and 38 are wrong in UCI's copy: Bezdek and others, "Will the real Iris
    # data please stand up?" (1999), https://docslib.org/doc/2865371
    columns = columns_of("iris")
    length, width = (columns[f"petal {size} (cm)"].copy() for size in SIZES)
    width[34], length[37] = 0.2, 1.4
    A = np.column_stack([length, np.ones(150)])
    right = np.linalg.lstsq(A, width, rcond=None)[0]
    np.testing.assert_allclose(right, [0.4157554, -0.3630755], atol=5e-8)


def test_virginica_against_the_rest_is_nearly_virginica_against_versicolor():
    # -45.272, 5.7545 and 10.4467 is what the two species alone give.
    *W, b = fitted("logistic", "iris")
    np.testing.assert_allclose([*W, b], [5.7545, 10.4467, -45.272], rtol=1e-4)
    result = run(scenario_of("logistic", "iris"))
    assert result.names.classes == ("not virginica", "virginica")
    assert result.data.y.sum() == 50
    two = columns_of("iris")["species"] != "setosa"
    data = result.data._replace(X=result.data.X[two], y=result.data.y[two])
    alone = oracle(result._replace(data=data))
    np.testing.assert_allclose(alone, [5.7545, 10.4467, -45.272], rtol=1e-4)


def test_against_setosa_the_weights_would_grow_for_ever():
    scenario = replace(scenario_of("logistic", "iris"), positive=1, epochs=10)
    assert run(scenario).optimum is None
    assert run(replace(scenario, positive=3)).optimum is not None


def test_gapminder_as_r_prints_it():
    # lm(lifeExp ~ gdpPercap) of 2007: 5.957e+01 + 6.371e-04 x, R-squared 0.4606, 140
    # degrees of freedom.
    # https://ml4ds.com/weeks/01-introduction-foundations/notebooks/gapminder.html
    result = run(scenario_of("linear", "gapminder"))
    assert len(result.data.y) == 142
    slope, intercept = params(result.history.at(-1))
    assert (f"{slope:.3e}", f"{intercept:.3e}") == ("6.371e-04", "5.957e+01")
    assert round(result.r_squared, 4) == 0.4606
    assert result.names.target.name == "life expectancy (years)"
    # From the head of the table as R prints it:
    # https://rstudio-pubs-static.s3.amazonaws.com/1384757_4ec8c42aa3f34220bdcf3a657d8547f8.html
    columns = {name: values[:3] for name, values in columns_of("gapminder").items()}
    assert list(columns["country"]) == ["Afghanistan", "Albania", "Algeria"]
    life = columns["life expectancy (years)"]
    np.testing.assert_array_equal(life, [43.828, 76.423, 72.301])
    money = columns["GDP per person ($)"]
    np.testing.assert_allclose(money, [974.5803, 5937.0295, 6223.3675], atol=5e-5)


def test_in_africa_life_expectancy_tells_more_than_money():
    result = run(scenario_of("logistic", "gapminder"))
    assert result.names.classes == ("not Africa", "Africa")
    assert result.data.y.sum() == 52  # countries of Africa
    W = result.training.history.at(-1).W  # of standardised features
    assert W[0] < 2 * W[1] < 0


def test_gapminder_without_scaling_diverges_at_every_rate_of_the_slider():
    scenario = replace(scenario_of("linear", "gapminder"), scaling="off")
    for rate in CONTROLS["linear"]["learning_rate"].stops:
        result = run(replace(scenario, learning_rate=rate))
        assert result.max_learning_rate < rate
        assert first_nonfinite_epoch(result.history.loss) is not None


def test_gapminder_without_scaling_is_stable_up_to_the_rate_that_is_said():
    assert (
        "no learning rate above 3.33e-9 is" in data_set("gapminder").look_for["linear"]
    )
    scenario = replace(scenario_of("linear", "gapminder"), scaling="off", epochs=10_000)
    losses = [
        run(replace(scenario, learning_rate=rate)).history.loss
        for rate in (3.32e-9, 3.33e-9)
    ]
    assert losses[0][-1] < losses[0][0] and losses[1][-1] > 100 * losses[1].min()


# Which table is meant


def test_which_scenarios_are_of_a_table():
    for page in PAGES:
        for name in CONTROLS[page]["data"].options:
            expected = name in (*LINEAR_SETS, *LOGISTIC_SETS, BY_HAND, OWN)
            assert PAGES[page](data=name).is_of_table == expected


@pytest.mark.parametrize("page", PAGES)
def test_own_data_are_the_persons_and_sets_are_not(page):
    own = Table((Column("a", np.arange(3.0)),))
    assert table_of(PAGES[page](data=OWN), own) is own
    assert table_of(PAGES[page](data="tips"), own) is data_set("tips").table
    with pytest.raises(DataError) as caught:
        points_of(PAGES[page](data=OWN), None)
    assert str(caught.value).endswith("that are not on this server.")


@pytest.mark.parametrize("page", PAGES)
def test_own_data_are_run_standardised_and_arrive(page):
    scenario = OWN_DATA[page]
    assert from_query(page, to_query(scenario)) == (scenario, [])
    rng = np.random.default_rng(0)
    x = rng.normal(5e4, 3e3, 200)
    y = 3 - 2e-4 * x + rng.normal(size=200)
    if page == "logistic":
        y = (y > -7).astype(float)
    own = Table((Column("x", x), Column("y", y)))
    result = run(scenario, own)
    np.testing.assert_allclose(params(result.history.at(-1)), oracle(result), rtol=1e-3)


def test_of_points_that_a_scenario_does_not_name_the_first_that_fit_are_taken():
    for scenario in (LinearScenario(data="tips"), LogisticScenario(data="iris")):
        points = points_of(scenario, None)
        assert points.names.target.name in ("tip ($)", "species")


@EACH
def test_with_its_columns_a_scenario_names_all_and_is_the_same_run(page, name):
    scenario = replace(scenario_of(page, name), epochs=3)
    named = with_columns(scenario, None)
    fields = {
        "linear": ("x_column", "y_column"),
        "logistic": ("x1_column", "x2_column", "label_column", "positive"),
    }[page]
    assert None not in [getattr(named, field) for field in fields]
    kept = {field: getattr(scenario, field) for field in fields}
    assert replace(named, **kept) == scenario
    assert with_columns(named, None) == named
    found, expected = run(named), run(scenario)
    assert found.names == expected.names
    np.testing.assert_array_equal(found.history.loss, expected.history.loss)


def test_the_columns_of_own_data_that_are_not_there_cannot_be_named():
    for page in PAGES:
        with pytest.raises(DataError):
            with_columns(OWN_DATA[page], None)
