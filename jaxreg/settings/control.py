"""What one setting may be, and how labels and links write it."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, isnan, log10, nan
from numbers import Integral

Value = float | int | str | None

DIGITS = 7
"""The significant digits of float32."""

_LEAST = 1.2e-38  # float32 has no smaller ones: they are 0


@dataclass(frozen=True)
class Control:
    """What one field may be: one of its ``options`` or, if it has none, any number
    from low to high of at most ``DIGITS`` significant digits, whole if ``low`` is.

    ``key`` names the widget and the parameter in a link. ``group`` is what it belongs
    to: "generator" (what points are made from), "seed", "training", "method", "start",
    "chosen start", "held out", "features", "loss", "charts", "ask", "explain",
    "mistake" (of the bug lab), "data", "column" (of a table) or "class" (of a label).
    Its slider halts at the ``stops``, or at multiples of ``step``, and goes as far as
    ``reach`` while its value does, or, at 0, to ``high``. ``optional``: it may be None,
    and is then in no link. ``typed``: it is no slider.
    """

    key: str
    label: str
    help: str
    group: str = "training"
    low: float = 0
    high: float = 0
    step: float = 0
    reach: float = 0
    options: tuple[Value, ...] = ()
    stops: tuple[float, ...] = ()
    optional: bool = False
    typed: bool = False

    def text(self, value: Value) -> str:
        """The one way a value is written, in a label and in a link: 0.0335, 100000,
        3e-7, as JavaScript's String writes it."""
        if value is None:
            return "nothing"
        if isinstance(value, str):
            return value
        number = Decimal(f"{value:.12g}").normalize()
        return format(number, "f" if number.adjusted() > -7 else "e")

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
        number = 0.0 if abs(number) < _LEAST else number
        if self.options or isnan(number) or (value := self.nearest(number)) != number:
            raise ValueError(self.allowed)
        return value

    def checked(self, value: object) -> Value:
        """A value from Python, as a plain word or number.

        Words are those of a link. A number may have any digits: an experiment may need
        a rate of 0.99 of the limit. NumPy's numbers are taken as they are written, so
        that a float32 of 0.01 is 0.01.

        Raises:
            ValueError: it is no value of this control; the message says what is.
        """
        if value is None and self.optional:
            return None
        if self.is_choice:
            is_text = isinstance(value, str | Integral)  # 10 is "10" of "all, 1, 10"
            if is_text and str(value) in self.options:
                return str(value)
            raise ValueError(self.allowed)
        low, high = self.limits
        try:
            number = nan if isinstance(value, bool | str) else float(str(value))
        except ValueError:
            number = nan
        if not low <= number <= high or (self._is_whole and number % 1):
            raise ValueError(self._range)
        return int(number) if self._is_whole else number + 0.0  # never "-0"

    def nearest(self, number: float) -> float:
        """The value nearest to a number, of a control without options.

        Raises:
            ValueError: it is NaN.
        """
        if isnan(number):
            raise ValueError("NaN is not a number")
        number = min(max(number, self.low), self.high)
        if self._is_whole:
            return round(number)
        rounded = float(f"{number:.{DIGITS}g}")
        return 0.0 if abs(rounded) < _LEAST else rounded  # never "-0"

    def track(self, value: float) -> tuple[float, float]:
        """The ends of the slider's scale while it stands at a value: its first and last
        stop, or its reach; or, beyond them, the power of ten beyond the value."""
        low, high = (self.stops[0], self.stops[-1]) if self.stops else self.limits
        high = self.reach or high
        if value < low:
            low = max(10.0 ** floor(log10(value)), self.low)
        if value > high:
            high = min(10.0 ** ceil(log10(value)), self.high)
        return low, high

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
        """What a link may say: "a number from -10 to 10 with at most 7 digits"."""
        if self.options:
            return "one of " + ", ".join(map(self.text, self.options))
        return self._range + f" with at most {DIGITS} digits" * (not self._is_whole)

    @property
    def _range(self) -> str:
        """Its limits in words, 1e15 in short."""
        kind = "a whole number" if self._is_whole else "a number"
        limits = " to ".join(f"{limit:g}" for limit in self.limits)
        return f"{kind} from {limits}".replace("e+", "e").replace("e-0", "e-")

    @property
    def _is_whole(self) -> bool:
        return isinstance(self.limits[0], int)
