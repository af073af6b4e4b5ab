"""The list of projects: what its page was asked for, and what its file holds."""

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from lms import choices
from lms.lists import Asked, Column
from lms.projects import queries
from lms.projects.forms import ProjectFilterForm
from lms.projects.models import Project
from lms.web import local, today


def projects() -> Asked:
    """Return what the list of projects was asked for."""
    form = ProjectFilterForm(request.args)
    form.office.offer(choices.offices())
    form.donor.offer(choices.donors())
    title = Project.sort_key_ru if str(get_locale()) == "ru" else Project.sort_key_en
    rows = queries.projects() if not form.validate() else queries.projects(
        form.text.data or "", office_id=form.office.data, donor_id=form.donor.data,
        running_on=today() if form.running.data else None,
    )  # fmt: skip
    sorts = {"code": (Project.code,), "title": (title, Project.id), "starts": (Project.starts_on, Project.id)}
    return Asked(rows, sorts, "-starts", form)


def project_columns() -> list[Column]:
    """Return what a file of projects holds."""
    return [
        Column(_("Code"), lambda row: row.code),
        Column(_("Title in English"), lambda row: row.title_en),
        Column(_("Title in Russian"), lambda row: row.title_ru),
        Column(_("Office"), lambda row: local(row.office)),
        Column(_("Donors"), lambda row: ", ".join(sorted(local(one.donor) for one in row.funding))),
        Column(_("First day"), lambda row: row.starts_on),
        Column(_("Last day"), lambda row: row.ends_on),
    ]
