"""Own data are forgotten with the page that they came with."""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from jaxreg.data.shelf import drop_all_of

LEFT = 499  # nobody reads it, but a proxy may log it: "client closed request"


async def forget_data(request: Request) -> Response:
    """204: all own data of the visitor are gone, whose page sends a token as it closes.
    A page that goes before it has sent it all is ignored."""
    token = b""
    try:
        async for part in request.stream():
            token += part
            if len(token) > 100:
                return Response(status_code=413)
    except ClientDisconnect:
        return Response(status_code=LEFT)
    drop_all_of(token.decode("latin-1"))
    return Response(status_code=204)
