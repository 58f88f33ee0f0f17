"""What one setting may be, and how labels and links write it."""

from dataclasses import dataclass
from decimal import Decimal
from math import isnan, nan

Value = float | int | str | None

DIGITS = 7
"""The significant digits of float32."""


@dataclass(frozen=True)
class Control:
    """What one field may be: a grid from low to high, or a list of options.

    ``key`` names the widget and the parameter in a link. ``group`` is what it belongs
    to: "generator" (what points are made from), "seed", "training", "start", "chosen
    start", "loss", "charts", "ask", "explain", "data", "column" (of a table) or "class"
    (of a label). ``optional``: it may be None, and is then in no link. ``typed``: it is
    no slider; without a ``step`` it may be any number of at most ``DIGITS`` digits.
    """

    key: str
    label: str
    help: str
    group: str = "training"
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
            ValueError: it is no value of this control; the message says what is.
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

        Words are those of a link. A number may lie between the slider's stops: an
        experiment may need a rate of 0.99 of the limit. NumPy's numbers are taken as
        they are written, so that a float32 of 0.01 is 0.01.

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
        """This control's value nearest to a number.

        Raises:
            ValueError: it is NaN.
        """
        if isnan(number):
            raise ValueError("NaN is not a number")
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
        """What is allowed, as a phrase: "a number from -10 to 10 in steps of 0.1"."""
        if not self.options and not self.step:
            limits = f"{self.low:.0e} to {self.high:.0e}".replace("e+", "e")
            return f"a number from {limits} with at most {DIGITS} digits"
        if not self.options:
            low, high, step = map(self.text, (self.low, self.high, self.step))
            if isinstance(self.step, int):
                return f"a whole number from {low} to {high}"
            return f"a number from {low} to {high} in steps of {step}"
        texts = [self.text(option) for option in self.options]
        if len(texts) <= 30:
            return "one of " + ", ".join(texts)
        sample = ", ".join(texts[:: len(texts) // 8])
        return (
            f"one of {len(texts)} values from {texts[0]} to {texts[-1]}: {sample}, ..."
        )
