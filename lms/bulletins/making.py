"""Making of a bulletin what its readers get: the issue in their language, and its files.

Nothing is decided here: documents are made by compiling.py, kept by services.py, and put into files by pdf.py and word.py.
"""

from collections.abc import Iterator
from datetime import datetime

from lms.accounts.models import Account
from lms.accounts.scope import EVERYTHING, looking
from lms.audit.services import SYSTEM
from lms.bulletins import compiling, services
from lms.bulletins.issue import Issue, ToldIssue
from lms.bulletins.models import Bulletin
from lms.bulletins.pdf import bulletin_pdf
from lms.bulletins.pdf import unprintable as unprintable_of
from lms.bulletins.services import Made
from lms.bulletins.word import bulletin_docx
from lms.errors import Refused
from lms.language import LANGUAGES, N_

MAKERS = {"pdf": bulletin_pdf, "docx": bulletin_docx}
KINDS = tuple(MAKERS)


def issue(bulletin: Bulletin, *, maker: Account | None, at: datetime) -> Issue:
    """Return what an issue tells: as it was published, or a draft as the database stands now."""
    if bulletin.is_published:
        with looking(EVERYTHING):  # anybody may read it
            assert bulletin.document is not None
            return Issue.of(bulletin.document.body)
    return compiling.compiled(bulletin, maker=maker.email if maker else SYSTEM, at=at)


def told(bulletin: Bulletin, language: str, *, maker: Account | None, at: datetime) -> ToldIssue:
    """Return an issue as it is told in a language."""
    return ToldIssue(issue(bulletin, maker=maker, at=at), language, bulletin.sha256)


def unprintable(of: Issue) -> list[str]:
    """Return the characters that no page of an issue can show, in either language, each once."""
    return list(dict.fromkeys(letter for language in LANGUAGES for letter in unprintable_of(ToldIssue(of, language))))


def files(of: Issue) -> Iterator[Made]:
    """Make every file that is kept of a published issue."""
    for language in LANGUAGES:
        for kind, made in MAKERS.items():
            yield Made(kind, language, made(ToldIssue(of, language, of.digest)))


def publish(bulletin: Bulletin, *, by: Account | None, at: datetime) -> None:
    """Freeze an issue with its files. Raises Refused as `services.freeze` does, before anything is counted."""
    if reason := services.reason_not_to_publish(bulletin, at=at):
        raise reason
    frozen = compiling.compiled(bulletin, maker=by.email if by else SYSTEM, at=at)
    services.freeze(bulletin, frozen, files(frozen), by=by, at=at)


def draft_file(bulletin: Bulletin, kind: str, language: str, *, maker: Account | None, at: datetime) -> bytes:
    """Make a file of a bulletin as it stands, which is not kept."""
    return MAKERS[kind](told(bulletin, language, maker=maker, at=at))


def exported(bulletin: Bulletin, kind: str, language: str, *, by: Account | None, at: datetime) -> bytes:
    """Return a file of a bulletin: that of a published one as it was made, which is recorded; that of a draft made now.

    Raises Refused where no such file was made of the published issue.
    """
    if not bulletin.is_published:
        return draft_file(bulletin, kind, language, maker=by, at=at)
    kept = next((one for one in bulletin.files if (one.kind, one.language) == (kind, language)), None)
    if kept is None:
        raise Refused(N_("No such file was made when the issue was published."))
    return services.given(kept, by=by, at=at)
