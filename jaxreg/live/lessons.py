"""Lessons on their way to the browser, and a lecturer's file on its way to be read."""

import json
from typing import Any

import anyio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from jaxreg.lessons.checks import LessonError
from jaxreg.lessons.lesson import MAX_LETTERS, Lesson, read_lesson
from jaxreg.lessons.shipped import lessons

_MAX_BYTES = 4 * MAX_LETTERS


def lessons_json() -> bytes:
    """All lessons of the server, in their order."""
    return json.dumps([_told(lesson) for lesson in lessons()]).encode()


def _told(lesson: Lesson) -> dict[str, Any]:
    cards = [card._asdict() for card in lesson.cards]
    return lesson._asdict() | {"cards": cards}


async def take_lesson(request: Request) -> Response:
    """The lesson that a file is, which the server does not keep; 400 and what is wrong
    with it; 413 if it is too large."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > _MAX_BYTES:
                return JSONResponse({"error": "It is too large."}, 413)
        lesson = await anyio.to_thread.run_sync(read_lesson, "own", body.decode())
    except ClientDisconnect:
        return Response(status_code=499)
    except UnicodeDecodeError:
        return JSONResponse({"error": "It is no text in UTF-8."}, 400)
    except LessonError as error:
        return JSONResponse({"error": str(error)}, 400)
    return JSONResponse(_told(lesson))
