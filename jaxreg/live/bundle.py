"""Modules of the browser that are read together, as one script: a first visit asks for
it, and not for each of a hundred. ``browser/bundle.js`` does the same for a saved film.
"""

import re
from collections.abc import Mapping, Set

_IMPORT = re.compile(
    r'^import (\{[^}]*\}|\* as \w+) from "\./([\w.]+)"\n', re.MULTILINE
)
_EXPORT = re.compile(
    r"^export (?=(?:async )?(?:function\*?|const|class) (\w+))", re.MULTILINE
)

_OTHER = re.compile(r"^(?:import|export)\b", re.MULTILINE)


def reached(entry: str, sources: Mapping[str, str]) -> list[str]:
    """What a module needs, by the names of ``sources``, each after what it imports: the
    module itself comes last.

    Raises:
        ValueError: a module imports itself, over others.
    """
    found: list[str] = []

    def add(name: str, on_the_way: tuple[str, ...]) -> None:
        if name in on_the_way:
            raise ValueError(f"{name} imports itself")
        for _, other in _IMPORT.findall(sources[name]):
            if other not in found:
                add(other, (*on_the_way, name))
        if name not in found:
            found.append(name)

    add(entry, ())
    return found


def bundled(entry: str, sources: Mapping[str, str], apart: Set[str]) -> str:
    """A module, with what it needs but for the modules ``apart``: other scripts read
    them too, and there is one of each in a page, so they stay files of their own."""
    needed = reached(entry, sources)
    own = [name for name in needed if name not in apart]
    asked = {other for name in own for _, other in _IMPORT.findall(sources[name])}
    outside = [name for name in needed if name in apart and name in asked]
    return "\n".join(
        [
            *(f'import * as apart{k} from "./{n}"' for k, n in enumerate(outside)),
            "const modules = {}",
            *(f'modules["{n}"] = apart{k}' for k, n in enumerate(outside)),
            *(_as_function(name, sources[name]) for name in own[:-1]),
            _with_modules(sources[entry]),
        ]
    )


def _as_function(name: str, source: str) -> str:
    """A module as a function that is called once, and answers what it exports."""
    exported = ", ".join(_EXPORT.findall(source))
    body = _EXPORT.sub("", _with_modules(source))
    if _OTHER.search(body):
        raise ValueError(f"{name} imports or exports in a form that is not known here")
    return f'modules["{name}"] = (() => {{\n{body}return {{ {exported} }}\n}})()'


def _with_modules(source: str) -> str:
    """A module that takes what it imports from ``modules``."""

    def taken(found: re.Match[str]) -> str:
        names = found[1].removeprefix("* as ").replace(" as ", ": ")
        return f'const {names} = modules["{found[2]}"]\n'

    return _IMPORT.sub(taken, source)
