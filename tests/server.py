"""A Streamlit server in its own process, and a browser, for tests and benchmark."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient
from streamlit.runtime import Runtime

ROOT = Path(__file__).parents[1]
# The first has no window, and so less to do than the others.
BROWSERS = ["chromium-headless-shell", "chromium", "google-chrome"]
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return free.getsockname()[1]


def answers(url, process):
    """Whether a process that was just started answers, now or within five minutes."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=30).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


# ``streamlit run`` without what app.py compiles in the background, before it is asked.
COLD = """
from jaxreg.live import sweeps, warm_up
from streamlit.web.cli import main
warm_up.every_shape = warm_up.every_slow_explanation = sweeps.compile_first = list
warm_up.every_other_loop = list
main(prog_name="streamlit")
"""


@contextmanager
def in_this_process(app):
    """A test client of a Streamlit app; its runtime, of which a process can have one,
    goes with it."""
    try:
        with TestClient(app) as client:
            yield client
    finally:
        Runtime._instance = None


class Server:
    """``streamlit run script`` on a port of this machine, if none is given a free one,
    with our settings; one that is soon stopped again need not be ``warm``."""

    def __init__(
        self,
        script="app.py",
        base="",
        port=None,
        options=(),
        environment=None,
        warm=True,
    ):
        self.code = ["-m", "streamlit"] if warm else ["-c", COLD]
        self.port = port or free_port()
        self.script = script
        self.base = base
        self.options = options
        self.environment = environment or {}
        self.url = f"http://localhost:{self.port}{base}"

    def start(self):
        command = [sys.executable, *self.code, "run", self.script]
        options = [f"--server.port={self.port}", "--server.headless=true"]
        options += [f"--server.baseUrlPath={self.base}"] * bool(self.base)
        options += self.options
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command + options,
            cwd=ROOT,
            env=os.environ | self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        if not answers(f"{self.url}/_stcore/health", self.process):
            raise TimeoutError(f"the server did not start: {self.stop()}")
        return self

    def logged(self):
        """What it has logged so far."""
        logged = os.pread(self.log.fileno(), os.fstat(self.log.fileno()).st_size, 0)
        return logged.decode(errors="replace")

    def stop(self):
        """End it, and return what it logged."""
        self.process.terminate()
        self.process.wait(120)
        with self.log:
            self.log.seek(0)
            return self.log.read().decode(errors="replace")


NGINX = next(filter(None, map(shutil.which, ["nginx", "/usr/sbin/nginx"])), None)
NGINX_SETTINGS = """
daemon off; pid {folder}/pid; error_log stderr;
events {{}}
http {{
  access_log off; proxy_max_temp_file_size 0;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location {prefix}/ {{
      proxy_pass http://localhost:{server_port}/;
      proxy_http_version 1.1;
      proxy_set_header Host {host};
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
    }}
  }}
}}
"""


class Proxy:
    """nginx before a server that does not know the prefix of its addresses."""

    def __init__(self, server_port, prefix, host="$http_host"):
        self.port = free_port()
        self.url = f"http://localhost:{self.port}{prefix}"
        self.folder = tempfile.TemporaryDirectory()
        self.settings = NGINX_SETTINGS.format(
            folder=self.folder.name,
            port=self.port,
            prefix=prefix,
            server_port=server_port,
            host=host,
        )

    def start(self):
        settings = Path(self.folder.name) / "nginx.conf"
        settings.write_text(self.settings)
        # Its workers are another user.
        Path(self.folder.name).chmod(0o755)
        command = [NGINX, "-e", "stderr", "-c", settings]
        self.process = subprocess.Popen(command)
        if not answers(f"{self.url}/_stcore/health", self.process):
            raise TimeoutError(f"nginx did not start: {self.stop()}")
        return self

    def stop(self):
        self.process.terminate()
        self.process.wait(120)
        self.folder.cleanup()
