"""The controls that both models have; what differs is a parameter."""

from math import log10

from jaxreg.settings.by_hand import BY_HAND
from jaxreg.settings.control import Control
from jaxreg.settings.glossary import define

NUM_POINTS = (5, 10, 20, 50, 80, 100, 200, 500, 1000, 10_000, 100_000)
EPOCHS = (
    *(0, 1, 2, 3, 5, 7, 10, 14, 20, 30, 50, 70, 100, 140, 200, 300, 500, 700),
    *(1000, 1400, 2000, 3000, 5000, 7000, 10_000),
)
MAX_COLUMNS = 1000
OWN = "own"
"""The name of a visitor's own data, as a source of data."""
SETS = ("tips", "iris", "gapminder")


def num_points(key: str, where: str) -> Control:
    """How many points are generated; ``where`` says where they lie."""
    # A list, unlike other numbers: each size compiles anew, which links must not do.
    return Control(
        group="generator",
        key=key,
        label="Number of points",
        options=NUM_POINTS,
        help=f"How many points there are, {where}.",
    )


def seed(key: str, picks: str) -> Control:
    """The seed of the points; ``picks`` is a sentence on what it decides."""
    return Control(
        group="seed",
        key=key,
        label="Seed",
        low=0,
        high=9999,
        step=1,
        reach=999,
        help=f"{define('seed')} {picks}",
    )


def rate_stops(low: float, high: float) -> tuple[float, ...]:
    """Learning rates 10^(k/40) from ``low`` to ``high``, powers of ten, rounded to
    three significant digits."""
    first, last = (round(40 * log10(end)) for end in (low, high))
    return tuple(float(f"{10 ** (k / 40):.3g}") for k in range(first, last + 1))


def learning_rate(key: str, low: float, high: float, help: str) -> Control:
    """The learning rate, whose slider goes from ``low`` to ``high``."""
    return Control(
        key=key,
        label="Learning rate",
        low=1e-9,
        high=1000.0,
        stops=rate_stops(low, high),
        help=help,
    )


def epochs(key: str) -> Control:
    """How long to train."""
    return Control(
        key=key,
        label="Epochs",
        low=EPOCHS[0],
        high=EPOCHS[-1],
        stops=EPOCHS,
        help=f"How long to train. {define('epoch')} At 0 you see the start, before any "
        "training.",
    )


def loss_axis(key: str) -> Control:
    """The scales of the loss curve."""
    return Control(
        group="charts",
        key=key,
        label="Loss axis",
        options=("linear", "log", "log-log"),
        help=f"{define('logarithmic axis')} With “log” the loss has one, which shows "
        "how fast it still falls when it is small; with “log-log” the epochs have one, "
        "too, which gives the first of them room.",
    )


def digits(key: str) -> Control:
    """How exactly the page writes its numbers."""
    return Control(
        group="charts",
        key=key,
        label="Digits",
        options=("four", "all"),
        help="How exactly numbers are shown: with four significant digits, or with all "
        "that float32 holds.",
    )


def scaling(key: str, also: str = "", instead: str = "") -> Control:
    """Whether training standardises x; ``also`` names what else it standardises, and
    ``instead`` another formula for it."""
    return Control(
        key=key,
        label="Standardise x",
        options=("off", "on"),
        help=f"{define('standardise')} Training then uses (x − mean) / deviation"
        f"{instead}: the valley of the loss becomes rounder, and larger rates are "
        "stable. W and b are shown for x in its own units or, with powers or products, "
        "for those of standardised x; only the landscape, and a start that you choose "
        f"there, use standardised x{also}.",
    )


def ask(key: str, name: str) -> Control:
    """A value of the feature ``name`` to predict at."""
    return Control(
        group="ask",
        key=key,
        label=f"Ask at {name}",
        low=-1e15,
        high=1e15,
        optional=True,
        typed=True,
        help=f"Type a value of {name}: the model's prediction appears among the "
        "numbers, and as a star in the chart.",
    )


_ENTRIES = {
    "off": "",
    "prediction": "the path of training, computed without training",
    "squares": "the residuals as squares",
    "residuals": "the residuals by x, and R²",
    "x on y": "the lines that predict x from y, and that are nearest to the points",
    "gradient": "the step that each point asks for, and the gradient computed in three "
    "ways",
    "influence": "how far each point moves the line",
    "accuracy": "the share of points on the right side, epoch by epoch",
    "threshold": "the confusion matrix and the ROC curve at any threshold",
    "odds": "logit, probability and class by one feature, and what a step in it does",
    "least squares": "a line fitted to the labels 0 and 1, and one point far away",
    "flips": "the boundary with each label flipped once",
    "rates": "all learning rates at once",
    "tune": "JAX picks the learning rate",
    "precision": "the same run with fewer digits, and with more",
    "bug lab": "the run beside one with a mistake in its code, for you to find",
    "separable": "whether a boundary separates the classes, and Newton's method",
    "code": "the code that runs, and how long it takes on this server",
}


def explain(key: str, *names: str) -> Control:
    """A page's Explain menu, with the entries ``names``."""
    explained = "; ".join(f"{name}: {_ENTRIES[name]}" for name in names)
    return Control(
        group="explain",
        key=key,
        label="Explain",
        options=("off", *names),
        help=f"Explains one thing at a time about the run that you see. {explained}.",
    )


def start(key: str) -> Control:
    """Where training starts."""
    return Control(
        group="start",
        key=key,
        label="Start of training",
        options=("seed", "zero", "chosen"),
        help="With “seed”, W is drawn at random, and b = 0; with “zero”, W = 0 and "
        "b = 0; with “chosen”, the values below, which belong to standardised x where "
        "that is on; weights that have none there start at 0. A click on the landscape "
        "chooses them, too, unless the model has more weights.",
    )


def start_seed(key: str) -> Control:
    """The seed of the start."""
    return Control(
        group="start",
        key=key,
        label="Seed of the start",
        low=0,
        high=999,
        step=1,
        optional=True,
        typed=True,
        help="Picks the W that training starts from, and nothing else. If this is "
        "empty, the start uses the seed of the data, as in the lecture.",
    )


def start_value(key: str, name: str) -> Control:
    """Where the parameter ``name`` starts, if that is chosen."""
    return Control(
        group="chosen start",
        key=key,
        label=f"{name} at the start",
        low=-1e15,
        high=1e15,
        typed=True,
        help=f"The value of {name} before training, if “chosen” is on.",
    )


def data(key: str, made: list[str], sets: tuple[str, ...], help: str) -> Control:
    """Where points come from: ``made``, a visitor's own, or built-in ``sets``."""
    return Control(
        group="data",
        key=key,
        label="Data",
        options=(*made, BY_HAND, OWN, *sets),
        help=f"{help}, points that you place by hand, a built-in data set, or your own "
        "data. Choosing a data set also sets a learning rate and a number of epochs "
        "that suit it.",
    )


def column(key: str, label: str, low: int = 1) -> Control:
    """Which column of a table, counted from ``low``."""
    return Control(
        group="column",
        key=key,
        label=label,
        low=low,
        high=MAX_COLUMNS,
        step=1,
        optional=True,
        typed=True,
        help="Which column of the table to use. The link holds the column's number, "
        "never its name.",
    )
