"""Points that a person places by hand, as a link has them: "0_1.5 2_3", x and y of each
or, of two classes, "0_1.5_1 2_3_0 4_2_1", x₁, x₂ and the class. No link has to escape
these signs, nor does a pin, where commas and colons mean something else."""

from dataclasses import dataclass

from jaxreg.settings.control import DIGITS, Control, Value

BY_HAND = "by hand"
"""The name of such points, as a source of data."""
MOST = 50
"""How many points a link has at most."""

_NUMBER = Control(key="", label="", help="", low=-1e15, high=1e15)
_CLASS = Control(key="", label="", help="", options=(0, 1))


@dataclass(frozen=True)
class PointsControl(Control):
    """Points as one text: ``columns`` names the numbers of each, the last a class if it
    is called one."""

    columns: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Control, ...]:
        """What each number of a point may be."""
        return tuple(_CLASS if c == "class" else _NUMBER for c in self.columns)

    @property
    def least(self) -> int:
        """How few points there may be: fewer would fit in more than one way."""
        return len(self.columns)

    def value(self, text: str) -> Value:
        """The points of a text, as they are written plainly.

        Raises:
            ValueError: these are none; the message says what is allowed.
        """
        rows = [point.split("_") for point in text.split(" ") if point]
        if not self.least <= len(rows) <= MOST:
            are = "is" if len(rows) == 1 else "are"
            raise ValueError(f"{self.allowed}, but there {are} {len(rows):,}")
        for k, row in enumerate(rows, 1):
            try:
                self._written(row)
            except ValueError as error:
                said = "_".join(row)[:40]
                raise ValueError(
                    f"{self.allowed}; “{said}”, number {k}, is no point: {error}"
                ) from None
        return " ".join(map(self._written, rows))

    def checked(self, value: object) -> Value:
        """Points from Python, which are a text, too; raises as ``value``."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValueError(f"a text, as in “{self._example}”")
        return self.value(value)

    def rows(self, text: str) -> list[list[float]]:
        """The points of a text that is allowed, each as its numbers."""
        return [list(map(float, point.split("_"))) for point in text.split()]

    @property
    def allowed(self) -> str:
        """What a link may say."""
        return f"{self.least} to {MOST} points, as in “{self._example}”"

    @property
    def _example(self) -> str:
        return "0_1.5_1 2_3_0 4_2_1" if "class" in self.columns else "0_1.5 2_3"

    def _written(self, row: list[str]) -> str:
        """A point's numbers, each as its control writes it.

        Raises:
            ValueError: one is not allowed, or there are too few or too many.
        """
        if len(row) != len(self.columns):
            raise ValueError(f"it needs {' and '.join(self.columns)}")
        texts = []
        for name, part, text in zip(self.columns, self.parts, row, strict=True):
            try:
                texts.append(part.text(part.value(text)))
            except ValueError as error:
                raise ValueError(f"{name} must be {error}") from None
        return "_".join(texts)


def points(key: str, *columns: str) -> PointsControl:
    """The points of a page's data that were placed by hand."""
    return PointsControl(
        group="points",
        key=key,
        label="Points",
        optional=True,
        typed=True,
        columns=columns,
        help=f"The points that were placed by hand, at most {MOST}. The link holds all "
        f"of them, each number with at most {DIGITS} digits.",
    )
