"""The same figure from raw attendance, as it would be counted had finalising stored nothing."""

from datetime import date
from typing import Any

from sqlalchemy import text

from lms.extensions import db

# Sessions of the generated data are equally long, so that minutes need not be added up.
PERSONS = """
WITH marked AS (
    SELECT n.person_id, n.category_id, n.sex, n.country, v.ends_on, v.id AS event_id, v.min_attendance_percent AS least,
           count(s.id) AS held, sum(CASE WHEN a.mark IN ('present', 'late', 'left_early') THEN 1 ELSE 0 END) AS seen
    FROM event v
    JOIN session s ON s.event_id = v.id
    JOIN enrolment n ON n.event_id = v.id AND n.role = 'participant' AND n.status <> 'withdrawn'
    LEFT JOIN attendance a ON a.enrolment_id = n.id AND a.session_id = s.id AND a.is_current
    WHERE v.counts_as_training AND v.finalised_at IS NOT NULL AND v.cancelled_at IS NULL {funded} {period}
    GROUP BY n.id, n.person_id, n.category_id, n.sex, n.country, v.ends_on, v.id, v.min_attendance_percent
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY ends_on DESC, event_id DESC) AS place
    FROM marked WHERE seen * 100 >= least * held AND seen > 0
)
SELECT count(*) AS number, category_id, sex, country FROM ranked WHERE place = 1 GROUP BY category_id, sex, country
"""
FUNDED = "AND EXISTS (SELECT 1 FROM event_project p WHERE p.event_id = v.id AND p.project_id = :project)"
PERIOD = "AND v.ends_on BETWEEN :first AND :last"


def persons(project_id: int | None = None, first: date | None = None, last: date | None = None) -> int:
    """Count the persons trained by category, sex and country from their marks; return the total."""
    sql = PERSONS.format(funded=FUNDED if project_id else "", period=PERIOD if first else "")
    given: dict[str, Any] = {"project": project_id, "first": str(first), "last": str(last)}
    if db.engine.dialect.name == "postgresql":
        given |= {"first": first, "last": last}
    asked = {name: value for name, value in given.items() if f":{name}" in sql}
    return sum(row.number for row in db.session.execute(text(sql), asked))
