"""Headers, CSRF and the proxy in front: what every answer carries."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_tool.settings import Settings

COOKIE = "journal_session"


def init_security(app: Flask, settings: Settings) -> None:
    """Cookies that live in the LMS's frame, CSRF protection on everything that writes, headers on every answer."""
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_SAMESITE="None",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_PARTITIONED=True,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=8 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
    )
    app.extensions["csrf"] = CSRFProtect(app)
    app.after_request(_headers)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )


def allow_framing_by(*addresses: str) -> None:
    """Let the origins of these addresses (a registered platform's) frame this answer."""
    origins = {
        f"{parts.scheme}://{parts.netloc}" for address in addresses if (parts := urlsplit(address)).netloc
    }
    g.frame_origins = sorted(origins | set(g.get("frame_origins", ())))


def _headers(response: Response) -> Response:
    visitor = g.get("visitor")
    if visitor is not None and visitor.registration is not None:
        allow_framing_by(visitor.registration.issuer, visitor.registration.auth_login_url)
    is_unframed = g.get("is_unframed", False) or (visitor is not None and visitor.user.is_local)
    ancestors = "'none'" if is_unframed else " ".join(["'self'", *g.get("frame_origins", ())])
    if is_unframed:
        response.headers.setdefault("X-Frame-Options", "DENY")
    forms = "form-action 'self'" + "".join(f" {origin}" for origin in g.get("form_origins", ()))
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self'; {forms}; base-uri 'none'; frame-src 'self'; frame-ancestors {ancestors}",
    )
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static" and not response.cache_control.public:
        response.headers["Cache-Control"] = (
            "no-store"  # files sent as they are would say «no-cache»: kept on disk
        )
    return response
