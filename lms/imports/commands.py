"""`flask --app lms import-workbook`: a spreadsheet brought in from a shell, with the messages of the pages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from lms import clock
from lms.accounts.scope import EVERYTHING, looking
from lms.audit import queries as audit
from lms.courses.models import Event
from lms.errors import Refused
from lms.extensions import db, refresh_statistics, writing
from lms.imports import services
from lms.imports.contents import Contents, Layout, Target, opened, planned
from lms.imports.person_planning import people_at_once
from lms.imports.places import Written, digest, refuse_written, target_key, written_sheets
from lms.imports.planning import Decided
from lms.imports.plans import Plan, PlannedRow, Standing, Told
from lms.imports.seen import key_of
from lms.imports.telling import UNKNOWN_WORD, WRITTEN, worded
from lms.language import LANGUAGES, N_
from lms.participants.models import Person
from lms.projects.models import Office
from lms.workbooks.child import FILE_BYTES

NEW_ORGANISATION = N_("“%(text)s” is a new organisation; it is entered.")
KNOWN_AS = N_("%(name)s is known as %(known)s: %(reasons)s")
MAYBE_IS = N_("%(name)s may be %(known)s: %(reasons)s")
MAYBE_ROW = N_("%(name)s may be the same as in row %(row)s: %(reasons)s")
REPEATED = N_("%(name)s stands in this file already, in row %(row)s; the row is passed over.")
NUMBER = N_("No. %(number)s")
DECIDE = N_("Somebody must say who these are: import the file on its page, or correct it.")
ACCEPT = N_("Some people are known already. Run the command again with %(option)s to take them for the same.")
CHANGED_MEANWHILE = N_("The register has changed meanwhile, and nothing was written. Run the command again.")
NOTHING_WRITTEN = N_("Nothing was written.")
NO_CHANGE = N_("The register has all of this already. Nothing is changed.")


@click.command("import-workbook")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what the file would do, and write nothing.")
@click.option(
    "--office", "office_code", help="The office (code) of the people, and of a new event that no project pays for."
)
@click.option("--event", "event_code", help="The event (code) that the people of a plain list are put on.")
@click.option("--accept-matches", is_flag=True, help="Take everybody who is known for certain; stop at a maybe.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of what is said.")
@with_appcontext
def import_workbook(
    file: Path, dry_run: bool, office_code: str | None, event_code: str | None, accept_matches: bool, language: str
) -> None:
    """Bring an event workbook or a list of people into the register, all of it or nothing."""
    with looking(EVERYTHING), writing(False):
        try:
            said, failed = _import(file, _target(office_code, event_code), dry_run, accept_matches, language)
        except Written as written:
            said, failed = [worded(written.message, written.params, language)], False
        except Refused as refusal:
            db.session.rollback()
            raise click.ClickException(worded(refusal.message, refusal.params, language)) from refusal
    for line in said:
        click.echo(line, err=failed)
    if failed:
        raise SystemExit(1)


def _target(office_code: str | None, event_code: str | None) -> Target:
    office = db.session.scalar(select(Office).where(Office.code == office_code)) if office_code else None
    if office_code and office is None:
        raise Refused(N_("There is no office %(code)s."), code=office_code)
    event = db.session.scalar(select(Event).where(Event.code == event_code)) if event_code else None
    if event_code and event is None:
        raise Refused(N_("There is no event %(code)s."), code=event_code)
    return Target(office, event)


def _import(file: Path, target: Target, dry_run: bool, accept: bool, language: str) -> tuple[list[str], bool]:
    """Return what is to be said, and whether nothing could be written."""
    at = clock.now()
    with file.open("rb") as source:
        data = source.read(FILE_BYTES + 1)  # one byte too many is refused by its size
    sha256 = digest(data)
    contents = opened(data, file.name, Layout(), target.owner, done=written_sheets(sha256, target))
    key = target_key(target, contents)
    refuse_written(sha256, key)
    mark = db.session.scalar(audit.last())
    plan, _passed_over = planned(contents, target, Decided(), at)
    said = [*_preview(plan, contents, language)]
    known = any(row.standing is Standing.KNOWN for row in plan.rows)
    if not plan.is_ready or (known and not accept):
        if plan.undecided:
            said.append(worded(DECIDE, {}, language))
        elif known and not accept:
            said.append(worded(ACCEPT, {"option": "--accept-matches"}, language))
        return [*said, worded(NOTHING_WRITTEN, {}, language)], True
    if dry_run:
        return [*said, worded(NOTHING_WRITTEN, {}, language)], False
    db.session.rollback()
    with writing(True):
        if db.session.scalar(audit.last()) != mark:
            seen, (plan, _passed_over) = key_of(plan), planned(contents, target, Decided(), at)
            if key_of(plan) != seen:
                raise Refused(CHANGED_MEANWHILE)
        counts = _write(plan, data, file.name, target, key, language)
    return [*said, *_written(counts, language)], False


def _write(plan: Plan, data: bytes, name: str, target: Target, key: str, language: str) -> Counter[str]:
    at = clock.now()
    batch = services.take_in(data, name, target, language=language, by=None, at=at)
    batch.target = key
    counts = services.write(batch, plan, target, by=None, at=at)
    db.session.commit()
    refresh_statistics()
    db.session.commit()
    return counts


def _preview(plan: Plan, contents: Contents, language: str) -> Iterator[str]:
    for problem in plan.problems:
        where = f"{problem.sheet}!{problem.address}: " if problem.sheet else ""
        yield where + worded(problem.sentence, problem.params, language)
    for word, one in plan.words.items():
        place = one.origin.problem(one.column, "")
        yield f"{place.sheet}!{place.address}: " + worded(UNKNOWN_WORD, {"text": word.text}, language)
    people = people_at_once(number for row in plan.rows for number, _why in row.who.offers)
    for row in plan.rows:
        yield from _told(row, plan, people, language)
    for word, one in plan.new_words.items():
        place = one.origin.problem(one.column, "")
        yield f"{place.sheet}!{place.address}: " + worded(NEW_ORGANISATION, {"text": word.text}, language)
    counts = Counter(row.standing for row in plan.rows)
    counts[Standing.UNREADABLE] += len({(one.sheet, one.row) for one in plan.hindrances if one.sheet == contents.people[0]})
    yield ", ".join(f"{worded(standing.label, {}, language)}: {number}" for standing, number in counts.items() if number)


def _told(row: PlannedRow, plan: Plan, people: Mapping[int, Person], language: str) -> Iterator[str]:
    place = row.draft.origin.problem("surname", "")
    where = f"{place.sheet}!{place.address}: "
    if row.standing is Standing.REPEATED:
        first = plan.rows[row.repeats or 0].line
        yield where + worded(REPEATED, {"name": row.name, "row": first}, language)
    if row.standing not in {Standing.KNOWN, Standing.MAYBE}:
        return
    for number, why in row.who.offers:
        if row.standing is Standing.MAYBE or number == row.person_id:
            known = f"{people[number].full_name} ({worded(NUMBER, {'number': number}, language)})"
            sentence = KNOWN_AS if row.standing is Standing.KNOWN else MAYBE_IS
            yield where + worded(
                sentence, {"name": row.name, "known": known, "reasons": _listed(why, language)}, language
            )
    for number, why in row.who.rows:
        told = {"name": row.name, "row": plan.rows[number].line, "reasons": _listed(why, language)}
        yield where + worded(MAYBE_ROW, told, language)


def _listed(why: Iterable[Told], language: str) -> str:
    return "; ".join(one[language] for one in why)


def _written(counts: Counter[str], language: str) -> list[str]:
    done = [f"{worded(WRITTEN[key], {}, language)}: {number}" for key, number in counts.items() if number]
    return done or [worded(NO_CHANGE, {}, language)]
