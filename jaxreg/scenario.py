"""What a person can set, and how it travels in a link.

A scenario is everything that decides a picture: the same scenario always gives the same
numbers. ``CONTROLS`` says what each field may be; the widgets, the links and the checks
of the figure route all read that one table.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from math import isnan, nan
from urllib.parse import parse_qsl, urlencode

Value = float | int | str | None


@dataclass(frozen=True)
class LinearScenario:
    """One run of linear regression, of y = true_W x + true_b + noise * normal or of two
    columns of a table, counted from 1; None: the first that fit."""

    true_W: float = 3.0
    true_b: float = 2.0
    noise: float = 1.0
    num_points: int = 10
    seed: int = 0
    targets: str = "noisy"
    learning_rate: float = 0.01
    epochs: int = 1000
    loss_axis: str = "linear"
    landscape: str = "contours"
    start: str = "seed"
    start_seed: int | None = None
    start_W: float = 0.0
    start_b: float = 0.0
    scaling: str = "off"
    insight: str = "off"
    ask_x: float | None = None
    data: str = "generated"
    x_column: int | None = None
    y_column: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is not allowed, see ``Control.checked``.

        Raises:
            ValueError: a value is not allowed; the message names the field.
        """
        _check(self)


@dataclass(frozen=True)
class LogisticScenario:
    """One run of logistic regression on two features and two classes, or on columns of
    a table, counted from 1; None: the first that fit; no ``x2_column``: 0."""

    data: str = "generated"
    true_W1: float = 2.0
    true_W2: float = -1.0
    true_b: float = 0.5
    num_points: int = 100
    seed: int = 0
    learning_rate: float = 0.1
    epochs: int = 1000
    loss_axis: str = "linear"
    landscape: str = "contours"
    start: str = "seed"
    start_seed: int | None = None
    start_W1: float = 0.0
    start_W2: float = 0.0
    start_b: float = 0.0
    scaling: str = "off"
    loss_form: str = "stable"
    l2: float = 0.0
    insight: str = "off"
    ask_x1: float | None = None
    ask_x2: float | None = None
    x1_column: int | None = None
    x2_column: int | None = None
    label_column: int | None = None
    positive: int | None = None

    def __post_init__(self) -> None:
        """As of a ``LinearScenario``."""
        _check(self)


Scenario = LinearScenario | LogisticScenario


def is_table(source: Value) -> bool:
    """Whether data of this name come from a table, not from a formula."""
    return source not in ("generated", "lecture")


def of_table(scenario: Scenario) -> bool:
    """Whether a scenario's points come from a table."""
    return is_table(scenario.data)


PAGES: dict[str, type[Scenario]] = {
    "linear": LinearScenario,
    "logistic": LogisticScenario,
}


DIGITS = 7
"""As many as float32 holds."""


@dataclass(frozen=True)
class Control:
    """What one field may be: a grid from low to high, or a list of options.

    ``key`` names the widget and the parameter in a link. ``optional``: it may also be
    None, and is then in no link. ``typed``: it is no slider; without a ``step`` it may
    be any number of at most ``DIGITS`` digits.
    """

    key: str
    label: str
    help: str
    low: float = 0
    high: float = 0
    step: float = 0
    options: tuple[Value, ...] = ()
    optional: bool = False
    typed: bool = False

    def text(self, value: Value) -> str:
        """The one way a value is written, in a label and in a link: 0.0335, 100000."""
        if value is None:
            return "nothing"
        if isinstance(value, str):
            return value
        return format(Decimal(f"{value:.12g}").normalize(), "f")

    def value(self, text: str) -> Value:
        """The value that a link's text stands for.

        Raises:
            ValueError: the text is no value of this control; the message says what is.
        """
        for option in self.options:
            if self.text(option) == text:
                return option
        try:  # float also takes "1_0" and the digits of other scripts
            number = float(text) if text.isascii() and "_" not in text else nan
        except ValueError:
            number = nan
        if self.options or not self.low <= number <= self.high:
            raise ValueError(self.allowed)
        nearest = self.nearest(number)
        if abs(nearest - number) > 1e-9 * max(abs(number), 1.0 if self.step else 0.0):
            raise ValueError(self.allowed)
        return nearest

    def checked(self, value: object) -> Value:
        """A value from Python, as a plain word or number.

        Words are those of a link. A number may also lie between the slider's stops:
        an experiment may need a rate that is 0.99 of the limit. NumPy's numbers are
        taken as they are written, so that a float32 of 0.01 is 0.01.

        Raises:
            ValueError: it is no value of this control; the message says what is.
        """
        if value is None and self.optional:
            return None
        if self.is_choice:
            if isinstance(value, str) and value in self.options:
                return str(value)
            raise ValueError(self.allowed)
        low, high = self.limits
        is_whole = isinstance(low, int)
        try:
            number = nan if isinstance(value, bool | str) else float(str(value))
        except ValueError:
            number = nan
        if not low <= number <= high or (is_whole and number % 1):
            kind = "a whole number" if is_whole else "a number"
            raise ValueError(f"{kind} from {self.text(low)} to {self.text(high)}")
        return int(number) if is_whole else number + 0.0  # never "-0"

    def nearest(self, number: float) -> float:
        """The value of this control that lies nearest to a number.

        Raises:
            ValueError: it is NaN.
        """
        if isnan(number):
            raise ValueError("NaN is no number")
        number = min(max(number, self.low), self.high)
        if not self.step:  # + 0.0: never "-0"
            return float(f"{number:.{DIGITS}g}") + 0.0 if abs(number) > 1e-15 else 0.0
        steps = round((number - self.low) / self.step)
        nearest = round(self.low + steps * self.step, 6) + 0.0  # + 0.0: never "-0"
        return type(self.step)(nearest)

    @property
    def limits(self) -> tuple[float, float]:
        """The smallest and the largest number that it may be."""
        if self.options:
            return self.options[0], self.options[-1]  # type: ignore[return-value]
        return self.low, self.high

    @property
    def is_choice(self) -> bool:
        """Whether its options are words to choose from, not numbers to slide along."""
        return bool(self.options) and isinstance(self.options[0], str)

    @property
    def allowed(self) -> str:
        """What is allowed, as a phrase: "-10 to 10 in steps of 0.1"."""
        if not self.options and not self.step:
            limits = f"{self.low:.0e} to {self.high:.0e}".replace("e+", "e")
            return f"{limits} with at most {DIGITS} digits"
        if not self.options:
            low, high, step = map(self.text, (self.low, self.high, self.step))
            return f"{low} to {high} in steps of {step}"
        texts = [self.text(option) for option in self.options]
        if len(texts) <= 30:
            return "one of " + ", ".join(texts)
        some = ", ".join(texts[:: len(texts) // 8])
        return f"one of {len(texts)} values from {texts[0]} to {texts[-1]}: {some}, ..."


def _learning_rates(first: int, last: int) -> tuple[float, ...]:
    """Rates 10^(k/40), three significant digits, for k = first..last."""
    return tuple(float(f"{10 ** (k / 40):.3g}") for k in range(first, last + 1))


NUM_POINTS = (5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000)
EPOCHS = (
    *(0, 1, 2, 3, 5, 7, 10, 14, 20, 30, 50, 70, 100, 140, 200, 300, 500, 700),
    *(1000, 1400, 2000, 3000, 5000, 7000, 10_000),
)
MAX_COLUMNS = 1000
OWN = "own"
"""The name, as a source of data, of those that a person has brought along."""
_SETS = ("tips", "iris", "gapminder")
LINEAR_SETS = ("Anscombe I", "Anscombe II", "Anscombe III", "Anscombe IV", *_SETS)
LOGISTIC_SETS = ("O-rings", *_SETS)
LINEAR_INSIGHTS = ("prediction", "squares", "gradient", "rates", "code")
LOGISTIC_INSIGHTS = ("gradient", "rates", "separable", "code")
_EPOCHS_HELP = (
    "How many times all points are used for one update of W and b. "
    "0 shows the start, before any training."
)
_LOSS_AXIS_HELP = (
    "The scale of the loss axis. A logarithmic axis shows how fast "
    "the loss still falls when it is small."
)


def _landscape(key: str) -> Control:
    return Control(
        key=key,
        label="Landscape",
        options=("contours", "surface"),
        help="The loss over the weights, seen from above as lines of equal loss, or "
        "as a surface that can be turned. A click on it chooses where training starts.",
    )


def _scaling(key: str, also: str = "") -> Control:
    return Control(
        key=key,
        label="Standardise x",
        options=("off", "on"),
        help="Train on (x − mean) / standard deviation: the valley of the loss becomes "
        "round, and far larger rates are stable. W and b are always shown for x as "
        "it is; only the landscape, and a start that is chosen there, are of the "
        f"standardised x{also}.",
    )


def _ask(key: str, name: str) -> Control:
    return Control(
        key=key,
        label=f"Ask at {name}",
        low=-1e15,
        high=1e15,
        optional=True,
        typed=True,
        help=f"A value of {name}: the model answers with its prediction, beside the "
        "other numbers and as a star in the chart.",
    )


_INSIGHTS = {
    "off": "",
    "prediction": "the path of the squared error, known before training",
    "squares": "the residuals as squares",
    "gradient": "what each point asks for, and the gradient computed three ways",
    "rates": "all learning rates at once",
    "separable": "whether a line separates the classes, and Newton's method",
    "code": "the code that runs, and how long it takes here",
}


def _insight(key: str, *names: str) -> Control:
    explained = "; ".join(f"{name}: {_INSIGHTS[name]}" for name in names)
    return Control(
        key=key,
        label="Explain",
        options=("off", *names),
        help=f"One thing at a time, from the run that is shown. {explained}.",
    )


def _start(key: str) -> Control:
    return Control(
        key=key,
        label="Start of training",
        options=("seed", "zero", "chosen"),
        help="From W drawn by a seed and b = 0, from W = 0 and b = 0, or from the "
        "values below; of standardised points, in their units. A click on the "
        "landscape chooses them too.",
    )


def _start_seed(key: str) -> Control:
    return Control(
        key=key,
        label="Seed of the start",
        low=0,
        high=999,
        step=1,
        optional=True,
        typed=True,
        help="Chooses the W that training starts from, and nothing else. Empty: the "
        "start follows the seed of the data, as in the lecture.",
    )


def _start_value(key: str, name: str) -> Control:
    return Control(
        key=key,
        label=f"{name} at the start",
        low=-1e15,
        high=1e15,
        typed=True,
        help=f"Where {name} starts when the start is chosen.",
    )


def _data(key: str, made: list[str], sets: tuple[str, ...], help: str) -> Control:
    return Control(
        key=key,
        label="Data",
        options=(*made, OWN, *sets),
        help=f"{help}, a data set on board, or your own data. Each data set comes with "
        "a learning rate and epochs at which it arrives.",
    )


def _column(key: str, label: str, low: int = 1) -> Control:
    return Control(
        key=key,
        label=label,
        low=low,
        high=MAX_COLUMNS,
        step=1,
        optional=True,
        typed=True,
        help="Which column of the table is used. The link holds its number, never its "
        "name.",
    )


CONTROLS: dict[str, dict[str, Control]] = {
    "linear": {
        "true_W": Control(
            key="W",
            label="True slope W",
            low=-10.0,
            high=10.0,
            step=0.1,
            help="The slope of the line that the points come from. "
            "Training does not know it and has to find it.",
        ),
        "true_b": Control(
            key="b",
            label="True intercept b",
            low=-10.0,
            high=10.0,
            step=0.1,
            help="Where the true line crosses x = 0.",
        ),
        "noise": Control(
            key="noise",
            label="Noise",
            low=0.0,
            high=5.0,
            step=0.1,
            help="The standard deviation of the normal noise that is added to each y. "
            "At 0 all points lie on the true line.",
        ),
        "num_points": Control(
            key="n",
            label="Number of points",
            options=NUM_POINTS,
            help="How many points, evenly spread over x = 0 to 9.",
        ),
        "seed": Control(
            key="seed",
            label="Seed",
            low=0,
            high=999,
            step=1,
            help="Chooses the noise of generated points, and the W that training "
            "starts from unless that has a seed of its own (see Start). The same seed "
            "always gives the same run.",
        ),
        "targets": Control(
            key="fit",
            label="Fit to",
            options=("noisy", "noise-free"),
            help="Train on the noisy points, or on the noise-free line as the "
            "lecture's code does.",
        ),
        "learning_rate": Control(
            key="lr",
            label="Learning rate",
            options=_learning_rates(-160, 0),
            help="How far each update steps down the gradient: an epoch multiplies "
            "what is left along each mode, an eigenvector of the Hessian, by "
            "1 − rate · λ. On the ruler: green, where no mode overshoots; orange, "
            "where the steepest can, yet shrinks; red, where it can grow.",
        ),
        "epochs": Control(
            key="epochs",
            label="Epochs",
            options=EPOCHS,
            help=_EPOCHS_HELP,
        ),
        "loss_axis": Control(
            key="loss",
            label="Loss axis",
            options=("linear", "log"),
            help=_LOSS_AXIS_HELP,
        ),
        "landscape": _landscape("land"),
        "start": _start("start"),
        "start_seed": _start_seed("start_seed"),
        "start_W": _start_value("W_0", "W"),
        "start_b": _start_value("b_0", "b"),
        "scaling": _scaling(
            "scale", also=", or for a table of x and y, both standardised"
        ),
        "insight": _insight("show", *LINEAR_INSIGHTS),
        "ask_x": _ask("x", "x"),
        "data": _data(
            "source",
            ["generated"],
            LINEAR_SETS,
            help="Points around a line that you set",
        ),
        "x_column": _column("x_col", "x"),
        "y_column": _column("y_col", "y"),
    },
    # Where the linear page has the same word, this page's key begins with "c_", for
    # classes: two pages that share a key would share its value.
    "logistic": {
        "data": _data(
            "data",
            ["generated", "lecture"],
            LOGISTIC_SETS,
            help="Points drawn from a true model that you set, the lecture's five",
        ),
        "true_W1": Control(
            key="W1",
            label="True weight W₁",
            low=-5.0,
            high=5.0,
            step=0.1,
            help="How strongly x₁ speaks for class 1 in the true model.",
        ),
        "true_W2": Control(
            key="W2",
            label="True weight W₂",
            low=-5.0,
            high=5.0,
            step=0.1,
            help="How strongly x₂ speaks for class 1 in the true model. "
            "At 0 the true boundary is vertical.",
        ),
        "true_b": Control(
            key="c_b",
            label="True bias b",
            low=-5.0,
            high=5.0,
            step=0.1,
            help="Shifts the true boundary; a large b makes class 1 more frequent.",
        ),
        "num_points": Control(
            key="c_n",
            label="Number of points",
            options=NUM_POINTS,
            help="How many points, uniform over the square from -3 to 3.",
        ),
        "seed": Control(
            key="c_seed",
            label="Seed",
            low=0,
            high=999,
            step=1,
            help="Chooses the points and their classes, and the W that training starts "
            "from unless that has a seed of its own (see Start). The lecture's own run "
            "starts from seed 10.",
        ),
        "learning_rate": Control(
            key="c_lr",
            label="Learning rate",
            options=_learning_rates(-120, 80),
            help="How far each update steps down the gradient; in Lecture 5.2 the loss "
            "first rises at 0.668, for this page's first points and the L2 penalty "
            "λ = 1 at 1.19. On the ruler: green, below 2 / (λmax(AᵀA) / 4n + λ) with "
            "A = [x 1], where the loss never rises, but for rounding; orange, where it "
            "may.",
        ),
        "epochs": Control(
            key="c_epochs",
            label="Epochs",
            options=EPOCHS,
            help=_EPOCHS_HELP,
        ),
        "loss_axis": Control(
            key="c_loss",
            label="Loss axis",
            options=("linear", "log"),
            help=_LOSS_AXIS_HELP,
        ),
        "landscape": _landscape("c_land"),
        "start": _start("c_start"),
        "start_seed": _start_seed("c_start_seed"),
        "start_W1": _start_value("W1_0", "W₁"),
        "start_W2": _start_value("W2_0", "W₂"),
        "start_b": _start_value("c_b_0", "b"),
        "scaling": _scaling("c_scale"),
        "loss_form": Control(
            key="form",
            label="Loss formula",
            options=("stable", "textbook"),
            help="The same cross-entropy in two forms: log(1 + exp(s)) of the logits, "
            "or −y log p − (1 − y) log(1 − p), which is no number in float32 once a "
            "logit z reaches 17.",
        ),
        "l2": Control(
            key="l2",
            label="L2 penalty λ",
            options=(0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
            help="Adds λ/2 (W₁² + W₂²) to the loss. Above 0 it has a minimum even "
            "where a line separates the classes.",
        ),
        "insight": _insight("c_show", *LOGISTIC_INSIGHTS),
        "ask_x1": _ask("x1", "x₁"),
        "ask_x2": _ask("x2", "x₂"),
        "x1_column": _column("x1_col", "x₁"),
        "x2_column": _column("x2_col", "x₂", low=0),
        "label_column": _column("label", "Label"),
        "positive": Control(
            key="class",
            label="Class 1",
            low=1,
            high=51,
            step=1,
            optional=True,
            typed=True,
            help="Which of the label's values, in order, is class 1. All others are "
            "class 0.",
        ),
    },
}


def page_of(scenario: Scenario) -> str:
    """The page that a scenario belongs to: "linear" or "logistic"."""
    return next(page for page, cls in PAGES.items() if isinstance(scenario, cls))


def _is_counted(scenario: Scenario, field: str, value: object) -> bool:
    """Whether it is how many points a table has: that is no choice of a person's."""
    return field == "num_points" and of_table(scenario) and isinstance(value, int)


def _check(scenario: Scenario) -> None:
    """Make a scenario's values plain, or refuse them."""
    controls = CONTROLS[page_of(scenario)]
    for field in fields(scenario):
        value = getattr(scenario, field.name)
        if value is field.default or _is_counted(scenario, field.name, value):
            continue
        try:
            plain = controls[field.name].checked(value)
        except ValueError as error:
            sentence = f"{field.name}={value!r}: allowed is {error}"
            raise ValueError(sentence) from None
        object.__setattr__(scenario, field.name, plain)


PRESETS: dict[str, Scenario] = {
    "Lecture 5.1": LinearScenario(targets="noise-free"),
    "Rate too small": LinearScenario(learning_rate=0.0001),
    "Rate just right": LinearScenario(learning_rate=0.0178, epochs=300),
    "Zig-zag": LinearScenario(learning_rate=0.0335, epochs=200, loss_axis="log"),
    "Rate too large": LinearScenario(learning_rate=0.0501),
    "Many noisy points": LinearScenario(num_points=1000, noise=5.0),
    "Lecture 5.2": LogisticScenario(data="lecture", seed=10, learning_rate=0.01),
    "Slow start": LogisticScenario(learning_rate=0.001),
    "Overlapping classes": LogisticScenario(
        true_W1=0.7, true_W2=0.7, true_b=0.0, num_points=500, learning_rate=1.0
    ),
    "Separable classes": LogisticScenario(
        true_W1=5.0, true_W2=-5.0, true_b=0.0, num_points=20, seed=2, learning_rate=1.0
    ),
    "Vertical boundary": LogisticScenario(true_W1=3.0, true_W2=0.0, true_b=-2.0),
    "Oscillating loss": LogisticScenario(learning_rate=50.1, epochs=100),
}


@dataclass(frozen=True)
class Problem:
    """A parameter of a link that could not be used, and what is used in its place."""

    key: str
    value: str
    allowed: str
    used: str


def to_query(scenario: Scenario) -> str:
    """The scenario as a link's query: each field that is not at its default."""
    page = page_of(scenario)
    pairs = []
    for field in fields(scenario):
        value = getattr(scenario, field.name)
        if value != field.default:
            control = CONTROLS[page][field.name]
            pairs.append((control.key, control.text(value)))
    return urlencode(pairs)


def from_query(
    page: str, query: str | Iterable[tuple[str, str]]
) -> tuple[Scenario, list[Problem]]:
    """The scenario that a link's query stands for, and what in it could not be used.

    A field that the query does not name, or names wrongly, keeps its default. What is
    no field of the page is ignored: who passes a link on may add "utm_source" to it.

    Args:
        page: "linear" or "logistic".
        query: "W=3&b=2", or its (key, text) pairs.
    """
    pairs = parse_qsl(query, True) if isinstance(query, str) else list(query)
    texts: dict[str, list[str]] = {}
    for key, text in pairs:
        texts.setdefault(key, []).append(text)
    default = PAGES[page]()
    values: dict[str, Value] = {}
    problems = []
    for field in fields(default):
        control = CONTROLS[page][field.name]
        found = texts.get(control.key, [])
        try:
            if len(found) > 1:
                raise ValueError(f"given {len(found)} times, allowed once")
            if found:
                values[field.name] = control.value(found[0])
        except ValueError as error:
            allowed = str(error)
            if len(found) == 1:
                allowed = "allowed is " + allowed
            used = f"{control.text(getattr(default, field.name))} is used instead."
            if control.optional:
                used = "It is ignored."
            problems.append(Problem(control.key, _short(found), allowed, used))
    return PAGES[page](**values), problems  # type: ignore[arg-type]


def _short(texts: list[str]) -> str:
    text = ", ".join(texts)
    return text if len(text) <= 40 else text[:39] + "…"
