"""Static files: addressed by content, compressed once."""

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for

COMPRESSIBLE = frozenset({".css", ".js", ".svg"})
STATIC = Path(__file__).parent / "static"


@cache
def digest(name: str) -> str:
    """Return a short hash of a static file's content."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    return url_for("static", filename=name, v=digest(name))


@cache
def _compressed(name: str, _digest: str) -> bytes:
    return gzip.compress((STATIC / name).read_bytes(), 9, mtime=0)


def compress(response: Response) -> Response:
    """Send text files of the static folder compressed to browsers that say they can read it."""
    name: Any = (request.view_args or {}).get("filename", "")
    if (
        request.endpoint == "static"
        and response.status_code == 200
        and Path(name).suffix in COMPRESSIBLE
        and request.accept_encodings["gzip"] > 0
        and "Range" not in request.headers
    ):
        response.direct_passthrough = False
        response.response.close()  # type: ignore[union-attr]  # the file that would have been sent as it is
        response.set_data(_compressed(name, digest(name)))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers.pop("ETag", None)
    return response


def serve(app: Flask) -> None:
    """Make templates address assets by content, and compress them."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(compress)
