"""What stands around every answer: scripts compressed once."""

import gzip

from starlette.testclient import TestClient

from jaxreg.live.middleware import compress_scripts


def test_scripts_are_compressed_once():
    calls = []

    async def app(scope, receive, send):
        calls.append(scope["path"])
        script = scope["path"].startswith("/static/js/")
        kind = b"text/javascript" if script else b"text/html"
        status = 404 if "missing" in scope["path"] else 200
        start = {"type": "http.response.start", "status": status}
        await send(start | {"headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": b"let a = 1;" * 100})

    wrapped = TestClient(compress_scripts(app))
    for _ in range(2):
        script = wrapped.get("/static/js/a.js")
        assert script.headers["content-encoding"] == "gzip"
        assert script.content == b"let a = 1;" * 100
        assert int(script.headers["content-length"]) == len(
            gzip.compress(script.content, 6)
        )
    assert calls == ["/static/js/a.js"]
    assert wrapped.get("/static/js/missing.js").status_code == 404
    plain = wrapped.get("/static/js/a.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for _ in range(2):  # a page in place of one is not kept
        assert wrapped.get("/static/page.js").status_code == 200
    assert calls[-2:] == ["/static/page.js"] * 2
