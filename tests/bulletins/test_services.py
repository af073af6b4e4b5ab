"""An issue is written, published once, and never changes afterwards, whatever becomes of the events."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.rules import sha256
from lms.audit.services import act
from lms.bulletins import making, services
from lms.bulletins.issue import Issue
from lms.bulletins.models import Article, Bulletin
from lms.errors import Refused
from lms.extensions import db
from lms.participants.models import Sex
from tests import factories
from tests.bulletins import issues
from tests.bulletins.issues import LATER
from tests.merging import pairs

ON = {"by": None, "at": LATER}


def headings(of: Bulletin) -> list[str]:
    db.session.expire(of)
    return [one.heading_en for one in of.articles]


def three(app: Flask) -> Bulletin:
    made = issues.draft(factories.office(), articles=0)
    for name in ("First", "Second", "Third"):
        issues.article(made, heading_en=name)
    return made


def test_articles_move_by_one_place_and_never_beyond_the_ends(app: Flask) -> None:
    issue = three(app)
    services.move_article(issue.articles[2], up=True, **ON)
    assert headings(issue) == ["First", "Third", "Second"]
    services.move_article(issue.articles[0], up=True, **ON)
    services.move_article(issue.articles[2], up=False, **ON)
    assert headings(issue) == ["First", "Third", "Second"]
    services.move_article(issue.articles[0], up=False, **ON)
    assert headings(issue) == ["Third", "First", "Second"]


def test_a_removed_article_leaves_the_others_in_order(app: Flask) -> None:
    issue = three(app)
    services.remove_article(issue.articles[1], **ON)
    assert headings(issue) == ["First", "Third"]


def test_an_issue_without_articles_is_not_published(app: Flask) -> None:
    issue = issues.draft(factories.office(), articles=0)
    with pytest.raises(Refused, match="no article yet"):
        making.publish(issue, **ON)


@pytest.mark.parametrize(("language", "said"), [("en", "“A seminar” has no text in English"), ("ru", "“Семинар” has no text in Russian")])
def test_an_article_that_lacks_a_language_is_not_published(app: Flask, language: str, said: str) -> None:
    issue = issues.draft(factories.office(), articles=0)
    issues.article(issue, **{f"text_{language}": None})
    with pytest.raises(Refused, match=said):
        making.publish(issue, **ON)


def test_publishing_keeps_the_document_its_hash_and_four_files(app: Flask) -> None:
    issue = issues.published(factories.office())
    assert issue.document and issue.sha256 == sha256(issue.document.body) == Issue.of(issue.document.body).digest
    assert {(one.kind, one.language) for one in issue.files} == {(kind, one) for kind in ("pdf", "docx") for one in ("en", "ru")}
    assert all(one.sha256 == sha256(one.content.body) for one in issue.files)
    assert len(Issue.of(issue.document.body).content["figures"]["digest"]) == 64


def kept(of: Bulletin) -> tuple[Any, ...]:
    assert of.document
    return of.document.body, *(one.content.body for one in of.files)


def test_later_changes_of_events_people_and_donors_move_nothing_of_it(app: Flask) -> None:
    project = factories.project()
    event = issues.seminar(("police", Sex.MALE, 7), ("police", Sex.FEMALE, 6), projects=(project,))
    issue = issues.published(None, events=[event.id])
    before, shown = kept(issue), issues.told(issue).articles
    people = [one.person for one in db.session.scalars(select(factories.Enrolment).where(factories.Enrolment.event_id == event.id))]
    with act("test.change", by=None, at=LATER):
        event.title_en, event.finalised_at = "Another", None
        project.funding[0].donor.name_en = "Another donor"
    pairs.merge(people[0], people[1], **{f"event-{event.id}-post": pairs.Side.KEPT})
    db.session.commit()
    db.session.expire_all()
    assert kept(issue) == before and issues.told(issue).articles == shown
    assert "13" not in str(issues.told(issues.draft(None, events=[event.id])).articles)


def test_nothing_is_done_to_what_is_published(app: Flask) -> None:
    issue = issues.published(factories.office())
    article = issue.articles[0]
    verbs: list[Any] = [
        lambda: services.edit(issue, title_en="X", **ON), lambda: services.discard(issue, **ON),
        lambda: services.add_article(issue, events=[], **issues.TEXTS, **ON),
        lambda: services.edit_article(article, events=[], **ON), lambda: services.move_article(article, up=True, **ON),
        lambda: services.remove_article(article, **ON), lambda: making.publish(issue, **ON),
    ]  # fmt: skip
    for verb in verbs:
        with pytest.raises(Refused, match="never changes"):
            verb()


@pytest.mark.parametrize("statement", [
    "UPDATE bulletin SET title_en = 'X'", "UPDATE bulletin SET sha256 = NULL, state = 'draft', published_at = NULL, audit_seq = NULL",
    "UPDATE bulletin SET number = 9", "UPDATE bulletin SET introduction_ru = 'X'", "DELETE FROM bulletin_file_content",
    "UPDATE bulletin_document SET body = ''", "DELETE FROM bulletin_document", "UPDATE bulletin_file SET size = 1",
    "UPDATE bulletin_file_content SET body = x'00'", "UPDATE bulletin_article SET text_en = 'X'", "DELETE FROM bulletin_article_event",
    "UPDATE bulletin_article SET position = 7",
])  # fmt: skip
def test_the_database_itself_refuses_to_change_what_is_published(app: Flask, statement: str) -> None:
    event = issues.seminar()
    issues.published(factories.office(), events=[event.id])
    if db.engine.dialect.name == "postgresql":
        statement = statement.replace("x'00'", "'\\x00'")
    with pytest.raises(DBAPIError, match="never"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_a_draft_is_free_to_change_beside_a_published_issue(app: Flask) -> None:
    issues.published(factories.office())
    draft = issues.draft(factories.office())
    services.edit(draft, title_en="Changed", **ON)
    services.discard(draft, **ON)
    assert db.session.get(Bulletin, draft.id) is None


def test_a_correction_is_a_new_version_and_the_published_one_stays(app: Flask) -> None:
    event = issues.seminar(("police", Sex.MALE, 8))
    issue = issues.published(factories.office(), events=[event.id])
    before = kept(issue)
    made = services.correct(issue, **ON)
    db.session.commit()
    assert (made.version, made.corrects_id, made.number, made.state.value) == (2, issue.id, issue.number, "draft")
    assert [[link.event_id for link in one.links] for one in made.articles] == [[event.id]]
    services.edit_article(made.articles[0], events=[], text_en="Put right.", **ON)
    making.publish(made, **ON)
    db.session.commit()
    assert kept(issue) == before and issues.told(made).correction == "This is a corrected issue; it takes the place of version 1."
    assert issues.told(made).number == "Issue No. 1 (corrected)"
    with pytest.raises(Refused, match="Version 2 corrects it already"):
        services.correct(issue, **ON)


def test_a_draft_is_not_corrected(app: Flask) -> None:
    with pytest.raises(Refused, match="changed, not corrected"):
        services.correct(issues.draft(None), **ON)


def test_the_record_of_changes_tells_who_published_what(app: Flask) -> None:
    who, issue = factories.account(), issues.draft(factories.office())
    making.publish(issue, by=who, at=LATER)
    services.given(issue.files[0], by=who, at=LATER)
    db.session.commit()
    rows = select(AuditEntry.action, AuditEntry.actor_id, AuditPayload.body).join(AuditPayload, AuditPayload.seq == AuditEntry.seq)
    told = db.session.execute(rows.where(AuditEntry.object_type == "bulletin", AuditEntry.object_id == str(issue.id))).all()
    assert [(one.action, one.actor_id) for one in told] == [("bulletin.begin", None), ("bulletin.publish", who.id), ("bulletin.give", who.id)]
    assert f'"sha256":"{issue.sha256}"' in told[1].body and issue.files[0].name in told[2].body


def test_equal_issues_have_equal_files(app: Flask) -> None:
    issue = issues.draft(factories.office())
    compiled = making.issue(issue, maker=None, at=LATER)
    assert [one.body for one in making.files(compiled)] == [one.body for one in making.files(compiled)]


def test_links_that_stay_are_not_written_again(app: Flask) -> None:
    event, other = issues.seminar(), issues.seminar()
    issue = issues.draft(None, events=[event.id])
    services.edit_article(issue.articles[0], events=[event.id, other.id], **ON)
    db.session.commit()
    assert [one.event_id for one in db.session.get_one(Article, issue.articles[0].id).links] == [event.id, other.id]
