"""A file on its way through the pages of a test."""

import io
import re
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.courses.models import Event
from lms.extensions import db
from lms.imports.models import ImportBatch, ImportRow
from lms.imports.plans import Standing

HEADS = ("№", "ФИО", "Дата рождения", "Организация", "Должность")
LIST = (
    HEADS,
    (1, "Аманова Огулджан Батыровна", date(1980, 5, 1), "Полиция города Мары", "следователь"),
    (2, "Мередов Батыр Назарович", date(1975, 12, 24), "Полиция города Мары", "инспектор"),
)


def sent(browser: FlaskClient, body: bytes, event: Event, *, on_event: bool = True, name: str = "list.xlsx") -> ImportBatch:
    data = {"file": (io.BytesIO(body), name), "office": str(event.office_id), "event": str(event.id) if on_event else ""}
    answer = browser.post("/imports/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    batch = db.session.get(ImportBatch, int(re.search(r"/imports/(\d+)", answer.location)[1]))
    assert batch
    return batch


def standings(batch: ImportBatch) -> list[Standing]:
    rows = select(ImportRow).where(ImportRow.batch_id == batch.id).order_by(ImportRow.sheet_row)
    return [row.standing for row in db.session.scalars(rows)]
