"""The controls that both models have, each written once: what differs is given."""

from jaxreg.settings.control import Control

NUM_POINTS = (5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000)
EPOCHS = (
    *(0, 1, 2, 3, 5, 7, 10, 14, 20, 30, 50, 70, 100, 140, 200, 300, 500, 700),
    *(1000, 1400, 2000, 3000, 5000, 7000, 10_000),
)
MAX_COLUMNS = 1000
OWN = "own"
"""The name, as a source of data, of those that a person has brought along."""
SETS = ("tips", "iris", "gapminder")


def num_points(key: str, where: str) -> Control:
    """How many points are made; ``where`` ends the sentence on them."""
    return Control(
        group="generator",
        key=key,
        label="Number of points",
        options=NUM_POINTS,
        help=f"How many points, {where}.",
    )


def seed(key: str, chooses: str) -> Control:
    """What the points are drawn from; ``chooses`` says what it decides."""
    return Control(
        group="seed", key=key, label="Seed", low=0, high=999, step=1, help=chooses
    )


def learning_rate(key: str, first: int, last: int, help: str) -> Control:
    """Rates 10^(k/40), three significant digits, for k = first..last."""
    rates = tuple(float(f"{10 ** (k / 40):.3g}") for k in range(first, last + 1))
    return Control(key=key, label="Learning rate", options=rates, help=help)


def epochs(key: str) -> Control:
    """How long training goes on."""
    return Control(
        key=key,
        label="Epochs",
        options=EPOCHS,
        help="How many times all points are used for one update of W and b. "
        "0 shows the start, before any training.",
    )


def loss_axis(key: str) -> Control:
    """The scale of the loss curve."""
    return Control(
        group="charts",
        key=key,
        label="Loss axis",
        options=("linear", "log"),
        help="The scale of the loss axis. A logarithmic axis shows how fast "
        "the loss still falls when it is small.",
    )


def landscape(key: str) -> Control:
    """How the loss over the weights is drawn."""
    return Control(
        group="charts",
        key=key,
        label="Landscape",
        options=("contours", "surface"),
        help="The loss over the weights, seen from above as lines of equal loss, or "
        "as a surface that can be turned. A click on it chooses where training starts.",
    )


def digits(key: str) -> Control:
    """How exactly the page writes its numbers."""
    return Control(
        group="charts",
        key=key,
        label="Digits",
        options=("four", "all"),
        help="Show numbers with four significant digits, or with all that float32 "
        "holds.",
    )


def scaling(key: str, also: str = "") -> Control:
    """Whether training sees standardised points; ``also`` adds which."""
    return Control(
        key=key,
        label="Standardise x",
        options=("off", "on"),
        help="Train on (x − mean) / standard deviation: the valley of the loss becomes "
        "round, and far larger rates are stable. W and b are always shown for x as "
        "it is; only the landscape, and a start that is chosen there, are of the "
        f"standardised x{also}.",
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
        help=f"A value of {name}: the model answers with its prediction, beside the "
        "other numbers and as a star in the chart.",
    )


_ENTRIES = {
    "off": "",
    "prediction": "the path of the squared error, known before training",
    "squares": "the residuals as squares",
    "gradient": "what each point asks for, and the gradient computed three ways",
    "rates": "all learning rates at once",
    "separable": "whether a line separates the classes, and Newton's method",
    "code": "the code that runs, and how long it takes here",
}


def explain(key: str, *names: str) -> Control:
    """The Explain menu of a page, its entries by ``names``."""
    explained = "; ".join(f"{name}: {_ENTRIES[name]}" for name in names)
    return Control(
        group="explain",
        key=key,
        label="Explain",
        options=("off", *names),
        help=f"One thing at a time, from the run that is shown. {explained}.",
    )


def start(key: str) -> Control:
    """Where training starts."""
    return Control(
        group="start",
        key=key,
        label="Start of training",
        options=("seed", "zero", "chosen"),
        help="From W drawn by a seed and b = 0, from W = 0 and b = 0, or from the "
        "values below; of standardised points, in their units. A click on the "
        "landscape chooses them too.",
    )


def start_seed(key: str) -> Control:
    """What the start is drawn from."""
    return Control(
        group="start",
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


def start_value(key: str, name: str) -> Control:
    """Where the parameter ``name`` starts, if that is chosen."""
    return Control(
        group="chosen start",
        key=key,
        label=f"{name} at the start",
        low=-1e15,
        high=1e15,
        typed=True,
        help=f"Where {name} starts when the start is chosen.",
    )


def data(key: str, made: list[str], sets: tuple[str, ...], help: str) -> Control:
    """Where points come from: ``made`` by us, a person's own, or shipped ``sets``."""
    return Control(
        group="data",
        key=key,
        label="Data",
        options=(*made, OWN, *sets),
        help=f"{help}, a data set on board, or your own data. Each data set comes with "
        "a learning rate and epochs at which it arrives.",
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
        help="Which column of the table is used. The link holds its number, never its "
        "name.",
    )
