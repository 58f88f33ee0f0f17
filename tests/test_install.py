"""``pip install .`` brings all that the page needs, and ``python -m jaxreg`` starts it
in any folder, with its own settings: from a wheel as from the repository."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import urllib.request
import venv
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.server import ROOT, answers, free_port

SOURCES = ["app.py", "pyproject.toml", "README.md", "requirements-run.txt"]
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


def said(*command, **options):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=600, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The Python of a fresh environment that has the package, and all else from this
    one: nothing is downloaded."""
    folder = tmp_path_factory.mktemp("installed")
    copy = folder / "repository"  # building writes beside the sources
    for name in ("jaxreg", ".streamlit"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    for name in SOURCES:
        shutil.copy(ROOT / name, copy)
    venv.create(folder / "venv", symlinks=os.name != "nt")
    names = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    python = Path(sysconfig.get_path("scripts", "venv", names)) / Path(
        "python.exe" if os.name == "nt" else "python"
    )
    site = Path(sysconfig.get_path("purelib", "venv", names))
    (site / "others.pth").write_text(sysconfig.get_path("purelib"))
    install = ["install", "--no-deps", "--no-build-isolation", "--no-index", copy]
    said(sys.executable, "-m", "pip", "--python", python, *install)
    return python, site


def files_of(*places):
    """What lies in folders, or is a file, with its bytes."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for folder, pattern in places
        for file in folder.glob(pattern)
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_a_wheel_has_each_file_of_the_package_and_no_other(installed):
    _, site = installed
    brought = files_of((site, "jaxreg/**/*"))
    ours = files_of((ROOT, "jaxreg/**/*.*"))
    typed = {name for name in ours if name.endswith(".d.ts")}  # for the checks alone
    served = files_of((ROOT, "app.py"), (ROOT, ".streamlit/*"))
    assert brought == {
        **{name: ours[name] for name in ours.keys() - typed},
        **{f"jaxreg/server/{name}": content for name, content in served.items()},
    }


def test_it_asks_for_what_it_runs_with(installed):
    python, site = installed
    script = (
        "import importlib.metadata as m, json; print(json.dumps(m.requires('jaxreg')))"
    )
    asked = json.loads(said(python, "-c", script, cwd=site))
    lines = (ROOT / "requirements-run.txt").read_text("utf-8").splitlines()
    assert asked == [line for line in lines if not line.startswith("#")]


@contextlib.contextmanager
def started(python, folder, **environment):
    """``python -m jaxreg`` in a folder: the port that it serves."""
    port = free_port()
    options = [f"--server.port={port}", "--server.headless=true"]
    with open(folder / "log", "w+") as log:
        process = subprocess.Popen(
            [python, "-m", "jaxreg", *options],
            cwd=folder,
            env=os.environ | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            ready = answers(f"http://localhost:{port}/_stcore/health", process)
            assert ready, (folder / "log").read_text()
            yield port
        finally:
            process.terminate()
            process.wait(120)


def session(port):
    """What a new page is told first, once its script has run to a good end."""
    address = f"ws://localhost:{port}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None) as socket:
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        socket.send(ask.SerializeToString())
        told = None
        while True:
            message = ForwardMsg.FromString(socket.recv(timeout=300))
            if message.HasField("new_session"):
                told = told or message.new_session
            if message.HasField("script_finished"):
                assert message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                return told


def fetched(port, path):
    return urllib.request.urlopen(f"http://localhost:{port}/{path}", timeout=300).read()


@pytest.mark.parametrize("kind", ["wheel", "repository"])
def test_it_starts_in_any_folder_with_its_settings(kind, installed, tmp_path):
    python, path = {
        "wheel": (installed[0], ""),
        "repository": (sys.executable, str(ROOT)),
    }[kind]
    with started(python, tmp_path, PYTHONPATH=path) as port:
        document = fetched(port, "").decode()
        [script] = [s for s in document.split('"') if s.endswith("/elements.js")]
        source = ROOT / "jaxreg" / "live" / "browser" / "elements.js"
        assert fetched(port, script) == source.read_bytes()
        assert json.loads(fetched(port, "figures/linear?W=2"))["figures"]
        assert json.loads(fetched(port, "_stcore/host-config"))["allowedOrigins"] == []
        told = session(port)
    theme = SETTINGS["theme"]
    assert told.custom_theme.light.primary_color == theme["light"]["primaryColor"]
    assert told.custom_theme.base_font_size == theme["baseFontSize"]
    assert told.config.toolbar_mode == told.config.ToolbarMode.Value("VIEWER")
    assert not told.config.gather_usage_stats
