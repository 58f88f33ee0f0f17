"""ARFF, in which the machine-learning program Weka keeps tables."""

import re

_DECLARED = re.compile(r"\s*@attribute\s+('[^']*'|\"[^\"]*\"|\S+)\s.*", re.IGNORECASE)
_QUOTES = "\"'"
_DATA = re.compile(r"^[ \t]*@data[ \t]*$", re.IGNORECASE | re.MULTILINE)


def without_declarations(text: str) -> str:
    """The data of ARFF below a line with their names, on lines of the same numbers; any
    other text as it is."""
    data = _DATA.search(text)
    if not data or not re.match(r"\s*[@%]", text):
        return text
    above = text[: data.start()]
    declared = filter(None, map(_DECLARED.fullmatch, above.splitlines()))
    quote = "'" if "'" in text[data.end() :] else '"'
    names = ",".join(f"{quote}{match[1].strip(_QUOTES)}{quote}" for match in declared)
    return "\n" * len(above.splitlines()) + names + text[data.end() :]
