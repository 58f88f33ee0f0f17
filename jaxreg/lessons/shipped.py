"""The lessons that a server offers: those of this folder, in the order of their names,
and a lecturer's own, from the folder that one setting names."""

import logging
import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from jaxreg.lessons.checks import LessonError
from jaxreg.lessons.lesson import Lesson, read_lesson

SETTING = "JAXREG_LESSONS"
"""The environment variable that names a folder of lessons."""

_log = logging.getLogger(__name__)


def shipped_lessons() -> list[Lesson]:
    """The lessons that come with the package."""
    return [_read(file) for file in _of(files("jaxreg.lessons") / "shipped")]


def lessons() -> list[Lesson]:
    """All lessons. A lecturer's file that cannot be read is left out, which the log
    says; one with the name of a shipped lesson stands in its place."""
    found = {lesson.name: lesson for lesson in shipped_lessons()}
    folder = os.environ.get(SETTING)
    for file in _of(Path(folder)) if folder else []:
        try:
            found[_name(file)] = _read(file)
        except (LessonError, UnicodeDecodeError) as error:
            _log.error("The lesson %s is left out. %s", file, error)
    return list(found.values())


def _of(folder: Traversable) -> list[Traversable]:
    every = (file for file in folder.iterdir() if file.name.endswith(".toml"))
    return sorted(every, key=lambda file: file.name)


def _name(file: Traversable) -> str:
    """A lesson's name in a link: its file's, without a number that orders it."""
    return file.name.removesuffix(".toml").lstrip("0123456789-")


def _read(file: Traversable) -> Lesson:
    return read_lesson(_name(file), file.read_text(encoding="utf-8"))
