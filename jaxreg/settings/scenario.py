"""A scenario: everything that decides a picture. The same one always gives the same
numbers."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from jaxreg.settings.control import Control, Value
from jaxreg.settings.method import DESCENT
from jaxreg.settings.mistake import NOT_YET

CIRCLE = "circle"
_DRAWN = ("generated", CIRCLE)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One run of a model: what all models have in common; each has a subclass.

    ``page`` names the model and its page, whose ``title`` and ``words`` say what it is;
    ``controls`` says what each field may be: the page, links and checks all read that
    one table.
    """

    page: ClassVar[str]
    title: ClassVar[str]
    words: ClassVar[str]
    controls: ClassVar[dict[str, Control]]

    data: str = "generated"
    points: str | None = None
    num_points: int = 10
    seed: int = 0
    learning_rate: float = 0.01
    epochs: int = 1000
    method: str = DESCENT
    momentum: float = 0.0
    momentum_kind: str = "heavy ball"
    schedule: str = "constant"
    batch: str = "all"
    shuffle: int = 0
    loss_axis: str = "log-log"
    landscape: str = "contours"
    across: str = "W1"
    up: str = "W2"
    digits: str = "four"
    start: str = "seed"
    start_seed: int | None = None
    start_b: float = 0.0
    held_out: int = 0
    split: int = 0
    scaling: str = "off"
    l2: float = 0.0
    explain: str = "off"
    mistake: str = "A"
    mistake_guess: str = NOT_YET

    def __post_init__(self) -> None:
        """Make the values plain, or refuse them: see ``Control.checked``.

        Raises:
            ValueError: a value is not allowed; the message names the field.
        """
        for name, control in self.controls.items():
            value = getattr(self, name)
            if value is self.default(name) or self._is_counted(name, value):
                continue
            try:
                plain = control.checked(value)
            except ValueError as error:
                sentence = f"{name}={value!r}: it must be {error}"
                raise ValueError(sentence) from None
            object.__setattr__(self, name, plain)

    @classmethod
    def fields(cls, *groups: str) -> list[str]:
        """The names of the fields whose controls are in ``groups``, in order."""
        return [name for name, c in cls.controls.items() if c.group in groups]

    @classmethod
    def default(cls, name: str) -> Value:
        """A field's default value."""
        return getattr(cls, name)  # type: ignore[no-any-return]

    @cached_property
    def is_of_table(self) -> bool:
        """Whether the points come from a table, not from a formula."""
        return is_table(self.data)

    @property
    def is_drawn(self) -> bool:
        """Whether the points are drawn: another seed draws others."""
        return self.data in _DRAWN

    @property
    def is_moved_by(self) -> list[str]:
        """The fields of the generator that its points depend on: of a circle, which is
        always the same, their number."""
        if self.data == CIRCLE:
            return ["num_points"]
        return self.fields("generator") if self.is_drawn else []

    @property
    def has_powers(self) -> bool:
        """Whether the features are powers of x."""
        return False

    @cached_property
    def has_intercept(self) -> bool:
        """Whether the model adds b; else b is 0, and no step moves it."""
        return True

    @property
    def level(self) -> float:
        """The logit above which a model of classes calls a point class 1."""
        return 0.0

    @property
    def has_rate(self) -> bool:
        """Whether its steps take a learning rate, and with it momentum, a schedule and
        mini-batches."""
        return self.method == DESCENT

    def _is_counted(self, name: str, value: object) -> bool:
        """Whether it is a table's number of points, which nobody chooses."""
        return name == "num_points" and self.is_of_table and isinstance(value, int)


def is_table(source: Value) -> bool:
    """Whether data of this name come from a table, not from a formula."""
    return source not in (*_DRAWN, "lecture")
