"""What came of the files of each kind, as Markdown."""

import re
from collections import Counter

from tests.corpus.file import ASKED, REFUSED, RIGHT, WRONG, File, Verdict

WORDS = (RIGHT, ASKED, REFUSED, WRONG)
_QUOTED = re.compile(r"“[^”]*”|\d[\d,]*")
MOST_REASONS = 12
"""Reasons that are listed for a kind."""


def markdown(verdicts: list[tuple[File, Verdict]]) -> str:
    """A row for each kind, and for all that the corpus holds, and all in packages."""
    words: dict[str, list[str]] = {}
    for file, verdict in verdicts:
        total = "all in packages" if file.kind.startswith("package ") else "all others"
        for row in (file.kind, f"**{total}**"):
            words.setdefault(row, []).append(verdict.word)
    lines = ["| kind | files | " + " | ".join(WORDS) + " |", "|---|" + "--:|" * 5]
    for kind in sorted(words, key=lambda kind: kind.startswith("*")):  # totals last
        counts = [f"{words[kind].count(word)}" for word in WORDS]
        counts[0] += f" ({words[kind].count(RIGHT) / len(words[kind]):.0%})"
        lines.append(f"| {kind} | {len(words[kind])} | {' | '.join(counts)} |")
    return "\n".join(lines)


def reasons(verdicts: list[tuple[File, Verdict]]) -> str:
    """Under each kind, why files were not right: alike ones together."""
    lines = []
    for kind in dict.fromkeys(file.kind for file, _ in verdicts):
        found = Counter()
        example: dict[tuple[str, str], tuple[str, str]] = {}
        for file, verdict in verdicts:
            if file.kind == kind and verdict.word != RIGHT:
                alike = verdict.word, _QUOTED.sub("…", verdict.why)
                found[alike] += 1
                example.setdefault(alike, (file.name, verdict.why))
        if found:
            lines += ["", f"### {kind}", ""]
        for alike, count in found.most_common(MOST_REASONS):
            name, why = example[alike]
            more = f" and {count - 1} more" if count > 1 else ""
            lines.append(f"- {alike[0]}: `{name}`{more}: {why.replace('|', '&#124;')}")
    return "\n".join(lines)
