"""Materials, editions and lines that the tests of this feature start from."""

from datetime import date
from typing import Any

from lms.courses.models import Event
from lms.materials.models import Carrier, Distribution, Edition, Material
from lms.participants.models import Organisation
from lms.projects.models import Project
from tests import factories


def edition(code: str | None = None, **more: Any) -> Edition:
    code = code or f"M-{factories.number()}"
    of = Material(code=code, title_en=f"Title {code}", title_ru=f"Название {code}")
    fields = {"language": "tk", "carrier": Carrier.BROCHURE, "year": 2010, "print_run": 500} | more
    return factories.keep(Edition(material=of, **fields))


def line(
    of: Project, quantity: int = 100, *, at: Event | None = None, to: Organisation | None = None,
    what: Edition | None = None, **more: Any,
) -> Distribution:
    """Keep a line directly; services.hand_over is what the application calls."""
    fields = {"handed_on": date(2011, 10, 5), "recorded_at": factories.AT} | more
    return factories.keep(
        Distribution(
            project_id=of.id, edition_id=(what or edition()).id, quantity=quantity, event_id=at.id if at else None,
            organisation_id=(to or factories.organisation()).id, **fields,
        )
    )
