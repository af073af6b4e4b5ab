"""The names of codes in a spreadsheet, in both languages, and what people type in place of them. Pure.

The Russian names are those of the catalogue; a test compares them, since a file is read without any request.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from babel import Locale

from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind, Mark, OrganisationRole
from lms.language import LANGUAGES, Labelled
from lms.materials.models import Carrier
from lms.participants.models import Sex
from lms.text import folded, tidy
from lms.workbooks import list_values

Code = TypeVar("Code", bound=Labelled)


@dataclass(frozen=True)
class Words:
    """A wording in both languages; a sentence that holds one shows it in the reader's."""

    title_en: str
    title_ru: str

    def __getitem__(self, language: str) -> str:
        """Return the wording in a language (en, ru)."""
        return self.title_ru if language == "ru" else self.title_en


_BETWEEN_WORDS = re.compile(r"[\s_.,:;*%()\[\]/\"«»\-\u2010-\u2015\u2212]+")

RUSSIAN: Mapping[type[Labelled], Mapping[str, str]] = {
    EventKind: {
        EventKind.TRAINING: "Тренинг", EventKind.TOT: "Тренинг для тренеров (ТОТ)", EventKind.SEMINAR: "Семинар",
        EventKind.WORKSHOP: "Практический семинар", EventKind.STUDY_TOUR: "Учебная поездка",
        EventKind.CONFERENCE: "Конференция", EventKind.ATTESTATION: "Аттестация",
        EventKind.CONSULTATION: "Консультация", EventKind.MEDIA_EVENT: "Медиамероприятие",
        EventKind.OFFICIAL_VISIT: "Официальный визит",
    },
    OrganisationRole: {
        OrganisationRole.ORGANISER: "Организатор", OrganisationRole.CO_ORGANISER: "Соорганизатор",
        OrganisationRole.HOST: "Принимающее ведомство", OrganisationRole.DONOR: "Донор",
        OrganisationRole.PARTNER: "Партнёр", OrganisationRole.COMMISSION: "Член комиссии", OrganisationRole.MEDIA: "СМИ",
    },
    EnrolmentRole: {
        EnrolmentRole.PARTICIPANT: "Участник", EnrolmentRole.TRAINER: "Тренер", EnrolmentRole.CO_TRAINER: "Со-тренер",
        EnrolmentRole.OBSERVER: "Наблюдатель", EnrolmentRole.INTERPRETER: "Переводчик",
        EnrolmentRole.ORGANISER: "Организатор", EnrolmentRole.SPEAKER: "Докладчик",
        EnrolmentRole.ALTERNATE: "Резервный участник",
    },
    EnrolmentStatus: {
        EnrolmentStatus.NOMINATED: "Кандидатура выдвинута", EnrolmentStatus.INVITED: "Приглашение направлено",
        EnrolmentStatus.CONFIRMED: "Подтверждено", EnrolmentStatus.WITHDRAWN: "Участие отменено",
    },
    Mark: {
        Mark.PRESENT: "Присутствие", Mark.LATE: "Опоздание", Mark.LEFT_EARLY: "Ранний уход", Mark.ABSENT: "Отсутствие",
        Mark.EXCUSED: "Уважительная причина",
    },
    Carrier: {
        Carrier.BROCHURE: "Брошюра", Carrier.CD: "Компакт-диск", Carrier.MANUAL: "Руководство", Carrier.POSTER: "Плакат",
        Carrier.OTHER: "Прочее",
    },
    Sex: {Sex.FEMALE: "Женский", Sex.MALE: "Мужской", Sex.NOT_STATED: "Не указано"},
}  # fmt: skip

# What else people write, by the glossary and by habit.
ALSO: Mapping[type[Labelled], Mapping[str, Labelled]] = {
    EventKind: {
        "обучение": EventKind.TRAINING, "тренинг для тренеров": EventKind.TOT, "тот": EventKind.TOT,
        "воркшоп": EventKind.WORKSHOP, "медиа-мероприятие": EventKind.MEDIA_EVENT, "рабочий визит": EventKind.OFFICIAL_VISIT,
    },
    OrganisationRole: {
        "host": OrganisationRole.HOST, "принимающая сторона": OrganisationRole.HOST,
        "принимающая организация": OrganisationRole.HOST, "со-организатор": OrganisationRole.CO_ORGANISER,
        "coorganiser": OrganisationRole.CO_ORGANISER, "organizer": OrganisationRole.ORGANISER,
        "co-organizer": OrganisationRole.CO_ORGANISER,
    },
    EnrolmentRole: {
        **{said: EnrolmentRole(role) for said, role in list_values.ROLES.items()},
        "эксперт": EnrolmentRole.SPEAKER, "expert": EnrolmentRole.SPEAKER,
    },
    EnrolmentStatus: {
        "выдвинут": EnrolmentStatus.NOMINATED, "кандидат": EnrolmentStatus.NOMINATED, "приглашен": EnrolmentStatus.INVITED,
        "подтвержден": EnrolmentStatus.CONFIRMED, "отменен": EnrolmentStatus.WITHDRAWN, "отказ": EnrolmentStatus.WITHDRAWN,
        "снят": EnrolmentStatus.WITHDRAWN,
    },
    Mark: {},
    Carrier: {"cd-диск": Carrier.CD, "диск": Carrier.CD, "пособие": Carrier.MANUAL, "другое": Carrier.OTHER},
    Sex: {
        **dict.fromkeys(list_values.FEMALE, Sex.FEMALE), **dict.fromkeys(list_values.MALE, Sex.MALE),
    },
}  # fmt: skip

# The letters that a workbook writes, the same in both languages.
LETTERS: Mapping[Mark, str] = {
    Mark.PRESENT: "P", Mark.LATE: "L", Mark.LEFT_EARLY: "E", Mark.EXCUSED: "X", Mark.ABSENT: "A",
}  # fmt: skip

# Marks as typed, folded: Latin letters, the Cyrillic ones that look like them (х а е), those of the Russian legend (п о у
# н; on a Latin keyboard h), and what else means one thing only: я (явка) for present, б (болел) for excused. Left out on
# purpose: the Latin o and y, and в. TWO_FACED is refused.
MARKS: Mapping[str, Mark] = {
    **dict.fromkeys(("p", "п", "я", "1", "+", "да", "yes", "true", "истина", "✓", "✔", "был", "была"), Mark.PRESENT),
    **dict.fromkeys(("присутствовал", "присутствовала"), Mark.PRESENT),
    **dict.fromkeys(("l", "о", "л", "опоздал", "опоздала"), Mark.LATE),
    **dict.fromkeys(("e", "е", "ушел раньше", "ушла раньше"), Mark.LEFT_EARLY),
    **dict.fromkeys(("x", "х", "у", "б", "болел", "болела", "уваж", "уважительная"), Mark.EXCUSED),
    **dict.fromkeys(("a", "а", "н", "h", "0", "-", "\u2010", "\u2013", "\u2014", "\u2212"), Mark.ABSENT),
    **dict.fromkeys(("нет", "no", "false", "ложь", "неявка", "не был", "не была", "отсутствовал", "отсутствовала"), Mark.ABSENT),
}  # fmt: skip
# The Cyrillic letter that stands for an early leave in the Russian legend, and looks like the Latin one for present.
TWO_FACED = "р"

YES_OR_NO: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "y", "да", "д", "true", "истина", "1", "+"), True),
    **dict.fromkeys(("no", "n", "нет", "н", "false", "ложь", "0", "-", "\u2013"), False),
}  # fmt: skip
YES_AND_NO: Mapping[str, Mapping[bool, str]] = {"en": {True: "Yes", False: "No"}, "ru": {True: "Да", False: "Нет"}}


def key_of(text: str) -> str:
    """Return what a name is compared by: case, spacing, underscores, hyphens and signs around it do not count."""
    return tidy(_BETWEEN_WORDS.sub(" ", folded(text)))


@cache
def languages() -> Mapping[str, str]:
    """Return the codes of two letters that languages have, by the keys of the code and of the names in either language."""
    named = {"кыргызский": "ky"}  # beside the library's name for it
    for locale in LANGUAGES:
        for code, name in Locale(locale).languages.items():
            if len(code) == 2:
                named |= {code: code, key_of(name): code}
    return named


def name_of(code: Labelled, language: str) -> str:
    """Return the name that a file in one of the languages (en, ru) has for a code."""
    return RUSSIAN[type(code)][code] if language == "ru" else code.label


def names_of(codes: type[Labelled], language: str) -> tuple[str, ...]:
    """Return the names of all codes of an enum, in its order."""
    return tuple(name_of(code, language) for code in codes)


def meanings(codes: type[Code]) -> dict[str, Code]:
    """Return what each spelling of an enum's codes means, by its key: the code and its name in either language."""
    spelled = {key_of(word): codes(code) for word, code in ALSO[codes].items()}
    for code in codes:
        spelled |= dict.fromkeys((key_of(code), key_of(code.label), key_of(RUSSIAN[codes][code])), code)
    return spelled
