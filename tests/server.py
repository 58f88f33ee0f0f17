"""A Streamlit server in its own process, and a browser, for tests and benchmark."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
BROWSER = next(filter(None, map(shutil.which, ["chromium", "google-chrome"])), None)


class Server:
    """``streamlit run script`` on a free port of this machine, with our settings."""

    def __init__(self, script="app.py"):
        with socket.socket() as free:
            free.bind(("localhost", 0))
            self.port = free.getsockname()[1]
        self.script = script
        self.url = f"http://localhost:{self.port}"

    def start(self):
        command = [sys.executable, "-m", "streamlit", "run", self.script]
        options = [f"--server.port={self.port}", "--server.headless=true"]
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command + options, cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(f"the server did not start: {self.stop()}")

    def stop(self):
        """End it, and return what it logged."""
        self.process.terminate()
        self.process.wait(20)
        with self.log:
            self.log.seek(0)
            return self.log.read().decode(errors="replace")
