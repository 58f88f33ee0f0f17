"""``python -m jaxreg``: start the page from any folder, with its own settings.

What follows is Streamlit's: ``python -m jaxreg --server.port=8600``.
"""

import sys
from pathlib import Path

from streamlit.web.cli import main as streamlit

_HERE = Path(__file__).resolve().parent
_APPS = _HERE / "server" / "app.py", _HERE.parent / "app.py"  # in a wheel, and here


def main() -> None:
    """Start the server, as ``streamlit run app.py`` does in the repository."""
    app = next(path for path in _APPS if path.exists())
    streamlit(["run", str(app), *sys.argv[1:]], prog_name="streamlit")


if __name__ == "__main__":
    main()
