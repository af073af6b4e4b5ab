"""How what an event tells is worded, in the reader's language: for pages and for files."""

from flask_babel import gettext as _

from lms.courses.models import Headcount
from lms.web import day


def cited(line: Headcount) -> str:
    """Show the document that a number comes from, with page and day where it has them."""
    page = _("p. %(page)s", page=line.source_page) if line.source_page else None
    return ", ".join(part for part in (line.source, page, line.source_on and day(line.source_on)) if part)
