"""What stands around every answer: scripts compressed once."""

import gzip

import pytest
from anyio.from_thread import start_blocking_portal
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


@pytest.mark.parametrize("sent", [0, 1, 2])
def test_an_answer_that_broke_off_is_not_kept(sent):
    """A browser that leaves while a script is compressed leaves the others theirs."""
    script = b"let a = 1;" * 1000
    ends = [sent, 3]

    async def app(scope, receive, send):
        headers = [(b"content-type", b"text/javascript")]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        part = {"type": "http.response.body", "body": script, "more_body": True}
        end = {"type": "http.response.body", "body": b""}
        for message in [start, part, end][: ends.pop(0)]:
            await send(message)

    wrapped = compress_scripts(app)
    headers = [(b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "GET", "path": "/static/a.js"}
    for _ in range(2):
        answer = []

        async def send(message, answer=answer):
            answer.append(message)

        with start_blocking_portal() as portal:  # another test's loop may run here
            portal.call(wrapped, scope | {"headers": headers}, None, send)
    body = b"".join(message.get("body", b"") for message in answer)
    assert gzip.decompress(body) == script
