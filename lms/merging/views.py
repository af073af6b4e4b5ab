"""People who stand in the register twice: the list of them, two side by side, merges and their undoing."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from lms import clock
from lms.accounts.guard import account, requires
from lms.accounts.permissions import Permission
from lms.errors import Conflict, Refused
from lms.extensions import db, may_write, writing
from lms.language import N_
from lms.merging import belongings, effects, queries, rules, services, showing
from lms.merging.forms import DoublesFilterForm, problems, read_answers
from lms.merging.models import Merge, PossibleDouble
from lms.participants import queries as people
from lms.participants import reasons
from lms.participants import services as participants
from lms.participants.apart import ToldApart, of_pair
from lms.participants.models import Person
from lms.web import Listing, back, found, leave_for, listing, load, sentence, today

bp = Blueprint("merging", __name__, url_prefix="/people")

MOST_AT_ONCE = 5000  # people whom a page compares with each other, in about a second
Page = str | Response | tuple[str, int]


@bp.get("/doubles")
@requires(Permission.EDIT_PEOPLE)
def doubles() -> Page:
    """List the pairs of people who are or may be one."""
    form = DoublesFilterForm(request.args)
    level = form.level.data if form.validate() else None
    order = (PossibleDouble.level, PossibleDouble.score, -PossibleDouble.one_id, -PossibleDouble.other_id)
    page = listing(queries.doubles(level), {"score": order}, default="-score")
    number = db.session.scalar(queries.compared()) or 0
    return render_template(
        "merging/doubles.html", listing=page, rows=_rows(page), form=form, number=number, most=MOST_AT_ONCE,
        found_at=db.session.scalar(select(func.max(PossibleDouble.found_at))), today=today(),
    )  # fmt: skip


def _rows(page: Listing) -> list[dict[str, Any]]:
    """Return what the list says of each pair today."""
    pairs = [(one.one_id, one.other_id) for one in page.rows]
    known, verdicts = queries.people({number for pair in pairs for number in pair}), queries.verdicts(pairs)
    words = reasons.told_all([verdicts[pair] for pair in pairs])
    return [
        {"one": known[a], "other": known[b], "verdict": verdicts[a, b], "reasons": said}
        for (a, b), said in zip(pairs, words, strict=True)
    ]


@bp.post("/doubles/find")
@requires(Permission.EDIT_PEOPLE)
def find() -> Page:
    """Compare everybody whom one sees with everybody, where they are few enough for a page."""
    if (db.session.scalar(queries.compared()) or 0) > MOST_AT_ONCE:
        raise Refused(N_("There are too many people to compare while you wait. It is done every night."))
    db.session.rollback()  # the request began with the right to write
    with writing(False):  # others may write meanwhile
        pairs = services.compare_everybody()
        db.session.rollback()
    number = services.keep_doubles(pairs, at=clock.now())
    db.session.commit()
    flash(ngettext("%(num)s possible duplicate was found.", "%(num)s possible duplicates were found.", number), "success")
    return redirect(url_for("merging.doubles"), 303)


@bp.get("/apart")
@requires(Permission.EDIT_PEOPLE)
def apart() -> Page:
    """List the pairs that were seen to be two people."""
    page = listing(queries.told_apart(), {"told": (ToldApart.told_at, ToldApart.id)}, default="-told")
    return render_template("merging/apart.html", listing=page)


@bp.post("/<int:person_id>/apart/<int:other_id>")
@requires(Permission.EDIT_PEOPLE)
def tell_apart(person_id: int, other_id: int) -> Page:
    """Record that two people are two."""
    one, other = _pair(person_id, other_id)
    participants.tell_apart(one, other, by=account(), at=clock.now())
    db.session.commit()
    flash(_("%(one)s and %(other)s are two people. They are offered as one no more.", one=one.full_name, other=other.full_name), "success")
    onward = request.form.get("next") == "doubles"
    return redirect(url_for("merging.doubles"), 303) if onward else back(url_for("merging.doubles"))


@bp.post("/<int:person_id>/together/<int:other_id>")
@requires(Permission.EDIT_PEOPLE)
def take_back(person_id: int, other_id: int) -> Page:
    """Take back that two people are two."""
    one, other = _pair(person_id, other_id)
    told = db.session.scalar(of_pair(one.id, other.id))
    if told is not None:
        participants.tell_apart_no_more(told, by=account(), at=clock.now())
        db.session.commit()
        flash(_("Taken back. They may be offered as one again."), "success")
    return back(url_for("merging.apart"))


@bp.route("/<int:person_id>/merge/<int:other_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def merge(person_id: int, other_id: int) -> Page:
    """Show two people side by side, what a merge of them changes, and merge them."""
    kept, gone = _pair(person_id, other_id)
    _leave_erased(kept, gone)
    asked = _Asked(kept, gone)
    if request.method == "GET":
        return asked.page()
    by, at, seen = account(), clock.now(), request.form.get("seen", "")
    try:
        if request.form.get("confirm") == asked.digest:
            made = services.merge(kept, gone, asked.answers, by=by, at=at, seen=seen)
            db.session.commit()
            flash(_("They are one person now."), "success")
            return redirect(url_for("merging.merged", merge_id=made.id), 303)
        difference = effects.difference(kept, gone, asked.answers, today=today(), by=by, at=at, seen=seen)
    except Conflict:
        raise
    except Refused as refusal:
        db.session.rollback()
        return asked.page(refusal=refusal), 422
    db.session.rollback()
    may_write(False)  # others may write while the figures are counted
    return _Asked(*_pair(person_id, other_id)).page(effects.of(difference, today=today(), reader=by))


def _leave_erased(kept: Person, gone: Person) -> None:
    """Go to the page of whichever of two was erased, which says that they are merged with nobody."""
    erased = next((one for one in (kept, gone) if one.erased_at), None)
    if erased and (reason := services.reason_refused(kept, gone)):
        leave_for(url_for("participants.person", person_id=erased.id), reason)


class _Asked:
    """What the page of two people asks, and what was chosen there."""

    def __init__(self, kept: Person, gone: Person) -> None:
        self.kept, self.gone = kept, gone
        self.questions, self.shared = rules.of_person(kept, gone), queries.doubles_of(kept.id, gone.id)
        self.asked = rules.asked(self.questions, self.shared)
        self.answers = read_answers(self.asked, request.form)
        self.digest = belongings.digest_of(request.form.get("seen", ""), self.answers)
        self.seen = request.form.get("seen") or belongings.digest([kept, gone])

    def page(self, changes: list[effects.Effect] | None = None, *, refusal: Refused | None = None) -> str:
        """Return the page; with `changes` the figures are shown and the merge is offered."""
        missing = rules.unanswered(self.asked, self.answers) if request.method == "POST" else []
        wrong: Mapping[str, str] = problems(missing)
        reason, verdict = services.reason_refused(self.kept, self.gone), queries.verdict(self.kept, self.gone)
        return render_template(
            "merging/merge.html", kept=self.kept, gone=self.gone, seen=self.seen, digest=self.digest, changes=changes,
            rows=showing.of_people(self.kept, self.gone, self.questions, self.answers),
            shared=[showing.of_event(one, self.answers, dict(wrong)) for one in self.shared], wrong=bool(wrong),
            numbers=queries.numbers_of(self.kept.id, self.gone.id), reason=sentence(reason) if reason else None,
            refusal=sentence(refusal) if refusal and not wrong and not reason else None,
            told=db.session.scalar(of_pair(self.kept.id, self.gone.id)), today=today(),
            why=[[reasons.sentence(one, {}) for one in each.reasons] for each in changes or ()],
            verdict=reasons.told(verdict) if verdict.level else None,
        )  # fmt: skip


def _pair(person_id: int, other_id: int) -> tuple[Person, Person]:
    """Return two people; whoever was merged meanwhile is a conflict that is told, where the other is seen."""
    for number in (person_id, other_id):
        if db.session.scalar(people.merged_into(number)):
            raise Conflict(services.MERGED_MEANWHILE)
    return found(people.person(person_id)), found(people.person(other_id))


@bp.get("/merges")
@requires(Permission.EDIT_PEOPLE)
def merges() -> Page:
    """List the merges, undone ones too."""
    page = listing(queries.merges(), {"merged": (Merge.merged_at, Merge.id)}, default="-merged")
    return render_template("merging/merges.html", listing=page)


@bp.get("/merges/<int:merge_id>")
@requires(Permission.EDIT_PEOPLE)
def merged(merge_id: int) -> Page:
    """Show a merge: who was made one, by whom, and whether it can be undone."""
    shown = found(queries.merge(merge_id))
    later = queries.later(shown) if shown.stands else None
    reason = services.reason_stays(shown, later)
    return render_template(
        "merging/merged.html", merge=shown, reason=sentence(reason) if reason else None,
        later=db.session.scalar(queries.merge(later)) if later else None,
    )  # fmt: skip


@bp.post("/merges/<int:merge_id>/undo")
@requires(Permission.EDIT_PEOPLE)
def undo(merge_id: int) -> Page:
    """Make two people again of one."""
    of = load(Merge, merge_id)
    left = services.undo(of, by=account(), at=clock.now())
    db.session.commit()
    for words in showing.left_words(left, of.kept_id):
        flash(words, "info")
    return redirect(url_for("merging.merged", merge_id=merge_id), 303)
