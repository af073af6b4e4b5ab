"""What is asked about two people who may be one."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.forms import CodeField, Form
from lms.language import N_, Labelled
from lms.merging.rules import Question, Side


class Sureness(Labelled):
    """How sure a verdict is, as a list is narrowed to it."""

    CERTAIN = "certain", N_("Certain")
    MAYBE = "maybe", N_("Maybe")


class DoublesFilterForm(Form):
    """Which pairs the list shows."""

    class Meta(Form.Meta):
        csrf = False

    level = CodeField(_l("How sure"), Sureness, blank=_l("Certain or maybe"))


def read_answers(questions: Iterable[Question], sent: Mapping[str, str]) -> dict[str, Side]:
    """Return what was chosen, by the keys of the questions; what was not, or makes no sense, is left out."""
    answers: dict[str, Side] = {}
    for one in questions:
        given = sent.get(one.key, "")
        if given in set(Side) and (given != Side.BOTH or one.takes_both):
            answers[one.key] = Side(given)
    return answers


def problems(questions: Iterable[Question]) -> dict[str, str]:
    """Return what is wrong with a choice that is missing, by the keys of the questions."""
    return {one.key: _("Choose one.") for one in questions}
