"""The issue of December 2011, from the facts of the newsletter of that month: a draft that somebody may publish.

Its articles about those who suffered are left out: victims are never recorded (R19).
"""

from collections.abc import Mapping
from datetime import datetime

from lms.bulletins import services
from lms.courses.models import Event
from lms.projects.models import Office
from seeds.tables import rows

TEXTS = ("heading_en", "heading_ru", "text_en", "text_ru")


def write(offices: Mapping[str, Office], events: Mapping[str, Event], *, at: datetime) -> None:
    """Begin the issue and add its articles, each linked to its events."""
    for row in rows("demo", "bulletins"):
        issue = services.begin(
            office=offices.get(row["office"]), year=int(row["year"]), quarter=int(row["quarter"]), number=int(row["number"]),
            title_en=row["title_en"], title_ru=row["title_ru"], introduction_en=row["introduction_en"],
            introduction_ru=row["introduction_ru"], by=None, at=at,
        )  # fmt: skip
        for article in rows("demo", "articles"):
            services.add_article(
                issue, events=[events[code].id for code in article["events"].split("|") if code],
                tells_figures=article["tells_figures"] == "yes", thanks_donors=article["thanks_donors"] == "yes",
                thanks_en=article["thanks_en"] or None, thanks_ru=article["thanks_ru"] or None, by=None, at=at,
                **{name: article[name] for name in TEXTS},
            )  # fmt: skip
