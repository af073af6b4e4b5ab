"""Bulletins: begun, written, published, corrected, given."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import choices, clock
from lms.accounts.guard import account, can, requires
from lms.accounts.permissions import Permission
from lms.accounts.scope import EVERYTHING, looking, scope_of
from lms.answers import done
from lms.bulletins import linking, making, quarters, queries, services
from lms.bulletins.forms import ArticleForm, BulletinForm, BulletinsForm, NewBulletinForm, PublishForm
from lms.bulletins.issue import ToldIssue
from lms.bulletins.models import Article, Bulletin
from lms.errors import Refused
from lms.extensions import db
from lms.language import LANGUAGES, N_, say
from lms.projects.models import Office
from lms.web import attachment, found, listing, load, refuse, sentence, today

bp = Blueprint("bulletins", __name__, url_prefix="/bulletins")
Page = str | Response | tuple[str, int]
SORTS = {
    "quarter": (Bulletin.year, Bulletin.quarter, Bulletin.number, Bulletin.version, Bulletin.id),
    "title": (Bulletin.title_en, Bulletin.id),
}  # fmt: skip
USUAL_TITLE = N_("Counter-trafficking in Central Asia")


@bp.get("")
@requires(Permission.SEE_REPORTS)
def bulletins() -> Page:
    """List the bulletins; those who only read see what is published."""
    form = BulletinsForm(request.args)
    form.office.offer(choices.offices())
    valid, reach = form.validate(), scope_of(account(), Permission.EDIT_REPORTS)
    rows = queries.bulletins(
        drafts=reach, office_id=form.office.data if valid else None,
        state=form.state.data if valid else None,
    )  # fmt: skip
    with looking(EVERYTHING):
        listed = listing(rows, SORTS, default="-quarter")
    return render_template("bulletins/bulletins.html", listing=listed, form=form, reaches_all=reach.everything)


@bp.get("/<int:bulletin_id>")
@requires(Permission.SEE_REPORTS)
def bulletin(bulletin_id: int) -> Page:
    """Show an issue as it will look: a draft as it counts now, a published one as it was published."""
    shown = _bulletin(bulletin_id)
    told = making.told(shown, str(get_locale()), maker=account(), at=clock.now())
    notes = {} if shown.is_published else _notes(shown, told)
    return render_template("bulletins/bulletin.html", bulletin=shown, told=told, publish_form=PublishForm(), **notes)


def _notes(draft: Bulletin, told: ToldIssue) -> dict[str, Any]:
    """Return what an editor ought to know of a draft before it is published."""
    at = clock.now()
    wait, why_not = services.reason_to_wait(draft, at=at), services.reason_not_to_publish(draft, at=at)
    return {
        "wait": wait and sentence(wait), "why_not": why_not and sentence(why_not),
        "open_events": db.session.scalar(queries.unfinished(draft, services.today_at(draft, at))),
        "unfinished": linking.unfinished(draft), "unprintable": making.unprintable(told.issue),
    }  # fmt: skip


def _bulletin(bulletin_id: int) -> Bulletin:
    """Return a bulletin that the reader sees; a draft only where they may change it."""
    with looking(EVERYTHING):
        shown: Bulletin = found(queries.bulletin(bulletin_id))
    if not shown.is_published and not can(Permission.EDIT_REPORTS, shown):
        abort(404)
    return shown


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_REPORTS)
def begin() -> Page:
    """Begin an issue."""
    form = _begun()
    if form.validate_on_submit():
        try:
            office = load(Office, form.office.data) if form.office.data else None
            made = services.begin(office=office, **form.fields(), by=account(), at=clock.now())
            db.session.commit()
            flash(_("The issue is begun. Add its articles."), "success")
            return redirect(url_for("bulletins.bulletin", bulletin_id=made.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return render_template("bulletins/bulletin_new.html", form=form), 422 if form.is_submitted() else 200


def _begun() -> NewBulletinForm:
    """Return the form of a new issue, for the last quarter."""
    year, quarter = quarters.quarter_before(today())
    pairs, reaches_all = choices.editable_offices(), scope_of(account(), Permission.EDIT_REPORTS).everything
    office = None if reaches_all or not pairs else pairs[0][0]
    number = (db.session.scalar(queries.last_number(office)) or 0) + 1
    titles: dict[str, Any] = {f"title_{one}": say(USUAL_TITLE, one) for one in LANGUAGES}
    form = NewBulletinForm(data={"year": year, "quarter": quarter, "office": office, "number": number, **titles})
    form.offer_offices(pairs, all_of_them=reaches_all)
    return form


@bp.route("/<int:bulletin_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_REPORTS)
def edit(bulletin_id: int) -> Page:
    """Change a draft."""
    changed = _draft(bulletin_id)
    form = BulletinForm(obj=changed)
    if form.validate_on_submit():
        try:
            services.edit(changed, **form.fields(), seen=form.revision.data, by=account(), at=clock.now())
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("bulletins.bulletin", bulletin_id=bulletin_id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse_beside(refusal, _draft(bulletin_id))
    return render_template("bulletins/bulletin_form.html", form=form, bulletin=changed), 422 if form.is_submitted() else 200


def _draft(bulletin_id: int) -> Bulletin:
    """Return a draft; what is published says on its own page that it never changes."""
    of = _bulletin(bulletin_id)
    if not can(Permission.EDIT_REPORTS, of):
        abort(404)
    if of.is_published:
        refuse(Refused(services.NEVER_CHANGES))
        abort(redirect(url_for("bulletins.bulletin", bulletin_id=bulletin_id), 303))
    return of


def _article(bulletin_id: int, article_id: int) -> Article:
    _draft(bulletin_id)
    of: Article = found(queries.article(bulletin_id, article_id))
    return of


@bp.route("/<int:bulletin_id>/articles/new", methods=["GET", "POST"])
@requires(Permission.EDIT_REPORTS)
def add_article(bulletin_id: int) -> Page:
    """Add an article."""
    return _written(_draft(bulletin_id), None)


@bp.route("/<int:bulletin_id>/articles/<int:article_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_REPORTS)
def edit_article(bulletin_id: int, article_id: int) -> Page:
    """Change an article."""
    article = _article(bulletin_id, article_id)
    return _written(article.bulletin, article)


def _written(bulletin: Bulletin, article: Article | None) -> Page:
    form = ArticleForm(obj=article, data=linking.kept(bulletin, article))
    form.events.offer(linking.offered(bulletin, article))
    if form.validate_on_submit():
        try:
            events = linking.chosen(form.events.data or (), form.other_codes)
            if article:
                services.edit_article(article, events=events, **form.fields(), seen=form.revision.data, by=account(), at=clock.now())
            else:
                services.add_article(bulletin, events=events, **form.fields(), by=account(), at=clock.now())
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("bulletins.bulletin", bulletin_id=bulletin.id), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse_beside(refusal, article)
    known = {"usual": linking.usual_thanks(article), "unfinished": linking.unfinished(bulletin).get(article.id, 0)} if article else {}
    page = render_template("bulletins/article_form.html", form=form, bulletin=bulletin, article=article, **known)
    return page, 422 if form.is_submitted() else 200


@bp.post("/<int:bulletin_id>/articles/<int:article_id>/<any(up,down):way>")
@requires(Permission.EDIT_REPORTS)
def move_article(bulletin_id: int, article_id: int, way: str) -> Page:
    """Move an article by one place."""
    return _act(bulletin_id, services.move_article, _article(bulletin_id, article_id), _("Moved."), up=way == "up")


@bp.post("/<int:bulletin_id>/articles/<int:article_id>/remove")
@requires(Permission.EDIT_REPORTS)
def remove_article(bulletin_id: int, article_id: int) -> Page:
    """Remove an article."""
    return _act(bulletin_id, services.remove_article, _article(bulletin_id, article_id), _("The article is removed."))


@bp.post("/<int:bulletin_id>/discard")
@requires(Permission.EDIT_REPORTS)
def discard(bulletin_id: int) -> Page:
    """Remove a draft."""
    return _act(None, services.discard, _draft(bulletin_id), _("The draft is removed."))


@bp.post("/<int:bulletin_id>/publish")
@requires(Permission.SEAL_REPORTS)
def publish(bulletin_id: int) -> Page:
    """Freeze an issue with its files."""
    of = _draft(bulletin_id)
    if not PublishForm().validate_on_submit():
        refuse(Refused(services.READ_FIRST))
        return redirect(url_for("bulletins.bulletin", bulletin_id=bulletin_id), 303)
    return _act(bulletin_id, making.publish, of, _("The issue is published. Its text, figures and files can no longer change."))


@bp.post("/<int:bulletin_id>/correct")
@requires(Permission.EDIT_REPORTS)
def correct(bulletin_id: int) -> Page:
    """Begin a corrected version of a published issue."""
    of = _bulletin(bulletin_id)
    if not can(Permission.EDIT_REPORTS, of):
        abort(404)
    try:
        made = services.correct(of, by=account(), at=clock.now())
        db.session.commit()
    except Refused as refusal:
        db.session.rollback()
        refuse(refusal)
        return redirect(url_for("bulletins.bulletin", bulletin_id=bulletin_id), 303)
    flash(_("Version %(version)s is begun; the version before it stays as it was published.", version=made.version), "success")
    return redirect(url_for("bulletins.bulletin", bulletin_id=made.id), 303)


def _act(bulletin_id: int | None, verb: Any, on: Bulletin | Article, words: str, **more: Any) -> Response:
    after = url_for("bulletins.bulletin", bulletin_id=bulletin_id) if bulletin_id else url_for("bulletins.bulletins")
    return done(partial(verb, on, by=account(), at=clock.now(), **more), words, after)


@bp.get("/<int:bulletin_id>/files/<int:file_id>")
@requires(Permission.SEE_REPORTS)
def file(bulletin_id: int, file_id: int) -> Page:
    """Give a file of a published issue, as it was made."""
    of = _bulletin(bulletin_id)
    with looking(EVERYTHING):
        given = found(queries.file(of.id, file_id))
        body, name = services.given(given, by=account(), at=clock.now()), given.name
    db.session.commit()
    return attachment(body, name)


@bp.get("/<int:bulletin_id>/draft-<any(en,ru):language>.<any(pdf,docx):kind>")
@requires(Permission.EDIT_REPORTS)
def draft(bulletin_id: int, language: str, kind: str) -> Page:
    """Give a file of a draft, which says so on itself."""
    of = _draft(bulletin_id)
    body = making.draft_file(of, kind, language, maker=account(), at=clock.now())
    return attachment(body, f"draft-{of.file_name(language, kind)}")
