"""What every answer tells the browser of itself: where its parts may come from, and how long it may be kept."""

from flask import Response, current_app, request

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "form-action 'self'", "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)  # fmt: skip
YEAR_SECONDS = 31_536_000


def add_headers(response: Response) -> Response:
    """Set the security headers of every answer; pages of signed-in people are never stored."""
    response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint == "static":
        versioned = "v" in request.args
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable" if versioned else "no-cache"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
    return response
