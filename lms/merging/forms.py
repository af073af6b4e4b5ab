"""What is asked about two people who may be one."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.forms import Form, KeyField
from lms.language import N_
from lms.merging.rules import Question, Side
from lms.participants.evidence import Level

LEVELS = {Level.CERTAIN: N_("Certain"), Level.MAYBE: N_("Maybe")}


class DoublesFilterForm(Form):
    """Which pairs the list shows."""

    class Meta(Form.Meta):
        csrf = False

    level = KeyField(_l("How sure"), blank=_l("Certain or maybe"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level.offer([(level, _(words)) for level, words in LEVELS.items()])


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
