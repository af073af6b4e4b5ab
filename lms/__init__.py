"""The application."""

import gc
from collections.abc import Mapping
from typing import Any

from flask import Flask, g, has_request_context, request, session
from flask_babel import get_locale
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from lms import answers, assets, cli, headers, navigation, web
from lms.accounts import views as accounts
from lms.accounts.guard import guard
from lms.audit import views as audit
from lms.audit.services import use_key
from lms.bulletins import views as bulletins
from lms.certificates import views as certificates
from lms.courses import views as courses
from lms.extensions import babel, csrf, db, engine_options, login_manager, migrate
from lms.imports import views as imports
from lms.language import LANGUAGES, use_reader
from lms.materials import act_views as acts
from lms.materials import views as materials
from lms.merging import views as merging
from lms.participants import sealing
from lms.participants import views as participants
from lms.projects import indicator_views as indicators
from lms.projects import views as projects
from lms.protection import views as protection
from lms.reports import api as reports_api
from lms.reports import checking_views as checks
from lms.reports import export_views as exports
from lms.reports import report_file_views as report_files
from lms.reports import report_views as reported
from lms.reports import series_views as series
from lms.reports import views as reports
from lms.tot import views as tot
from lms.workbooks import views as workbooks

BLUEPRINTS = (
    web.bp, accounts.bp, audit.bp, projects.bp, indicators.bp, participants.bp, *courses.BLUEPRINTS, *tot.BLUEPRINTS, materials.bp,
    acts.bp, certificates.bp, workbooks.bp, imports.bp, merging.bp, protection.bp, reports.bp, checks.bp, series.bp, reported.bp, report_files.bp,
    exports.bp,
    reports_api.bp, bulletins.bp,
)  # fmt: skip


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Return the application, set up from the environment and, over it, from `settings`."""
    app = Flask(__name__)
    app.config.update(config.from_environment())
    app.config.update(settings or {})
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    use_reader(lambda: str(get_locale()) if has_request_context() else "en")
    use_key(app.config["AUDIT_KEY"])
    sealing.use_key(app.config["IDENTIFIER_KEY"])
    if app.config["PROXIES"]:
        count = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    db.init_app(app)
    migrate.init_app(app, db, compare_type=True, render_as_batch=False)
    babel.init_app(app, locale_selector=_language, timezone_selector=lambda: str(web.zone()))
    csrf.init_app(app)
    login_manager.init_app(app)
    login_manager.session_protection = None  # the sign-in's token is what counts, not the address it came from
    guard(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    assets.serve(app)
    answers.register(app)
    cli.register(app)
    app.after_request(headers.add_headers)
    app.jinja_env.filters.update(show=web.show, percent=web.percent, share=web.share, local=web.local, sentence=web.sentence)
    app.jinja_env.globals.update(span=web.span)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_page)
    return app


def served() -> Flask:
    """Return the application as a server runs it."""
    app = create_app()
    keep_for_good()
    return app


def keep_for_good() -> None:
    """Never look for garbage among what is there by now: it lives as long as the process.

    To go through all that an application is made of took 0.15 to 0.2 s, in the middle of somebody's page.
    """
    gc.collect()
    gc.freeze()


def _language() -> str:
    """Return the reader's language: chosen for this browser, else the account's, else what the browser asks for."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    if current_user.is_authenticated:
        return str(current_user.language)
    return request.accept_languages.best_match(LANGUAGES, "en")


def _page() -> dict[str, Any]:
    return {
        "nav": navigation.menu(),
        "current_language": str(get_locale()),
        "is_demonstration": g.get("is_demonstration", False),
    }
