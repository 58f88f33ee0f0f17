"""What the page cannot start without is said in one sentence, in the terminal and, by a
Streamlit so old that it takes app.py for the page, on the page; never a traceback."""

import os
import re
import subprocess
import sys

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from tests.server import ROOT, free_port

REQUIREMENTS = (ROOT / "requirements-run.txt").read_text(encoding="utf-8")
[NEEDED] = re.findall(r"^streamlit.*$", REQUIREMENTS, re.M)
IMPORT = ["-c", "import app"]
RUN = ["-m", "streamlit", "run", "app.py", "--server.headless=true"]
NOTEBOOK = "from jaxreg import LinearScenario, run_linear; run_linear(LinearScenario())"


def last_line(*arguments, **settings):
    """The last line that a Python process says, which fails."""
    others = {name: kind for name, kind in os.environ.items() if "JAX" not in name}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=others | settings,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 1
    if "jaxreg" not in arguments[-1]:
        assert "Traceback" not in done.stdout + done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("setting", "kind", "arguments"),
    [
        ("JAX_PLATFORMS", "cuda", [*RUN, f"--server.port={free_port()}"]),
        ("JAX_PLATFORMS", "nonsense", IMPORT),
        ("JAX_PLATFORM_NAME", "gpu", IMPORT),
        ("JAX_PLATFORMS", "cuda", ["-c", NOTEBOOK]),
    ],
)
def test_a_device_that_is_not_here(setting, kind, arguments):
    said = last_line(*arguments, **{setting: kind})
    assert said.removeprefix("RuntimeError: ") == (
        f"JAX finds no device here for {setting}={kind}: set {setting}=cpu, or leave "
        "it unset to use the device that is here."
    )


@pytest.mark.parametrize("version", ["0.89.0", "1.50.0", "1.66.2"])
def test_an_older_streamlit(version):
    as_if = f"import streamlit; streamlit.__version__ = {version!r}; import app"
    assert last_line("-c", as_if) == (
        f"This page needs Streamlit 1.67 or newer, not {version}: run "
        f'{sys.executable} -m pip install "{NEEDED}".'
    )


def test_a_streamlit_that_takes_app_for_the_page(monkeypatch, capsys):
    monkeypatch.setattr(streamlit, "__version__", "1.50.0")
    at = AppTest.from_file(ROOT / "app.py", default_timeout=300).run()
    assert not at.exception
    [said] = at.error
    assert said.value.endswith(f'-m pip install "{NEEDED}".')
    assert said.value in capsys.readouterr().err


@pytest.mark.parametrize("version", ["1.67.0", "1.68.0.dev20261101", "2.0.0rc1"])
def test_a_newer_streamlit(version):
    as_if = (
        f"import streamlit; streamlit.__version__ = {version!r}; import app; app.app"
    )
    subprocess.run([sys.executable, "-c", as_if], cwd=ROOT, check=True, timeout=300)
