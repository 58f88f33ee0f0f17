"""What no log shall hold: whoever reads a session's id or a token could act as its
visitor."""

import logging
import re
from typing import Any

# Streamlit's ids of sessions and of files have 36 letters, tokens of ours 32.
_SECRET = re.compile(r"[\w-]{32,}", re.ASCII)


def hide_secrets() -> None:
    """Have every log write "…" in place of what looks like a session's id or a
    token."""
    make = logging.getLogRecordFactory()

    def record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        made = make(*args, **kwargs)
        made.msg = _hidden(made.msg)
        if isinstance(made.args, tuple):
            made.args = tuple(map(_hidden, made.args))
        return made

    logging.setLogRecordFactory(record)


def _hidden(value: Any) -> Any:
    return _SECRET.sub("…", value) if isinstance(value, str) else value
