"""What a column of a participant list can mean. Pure."""

from dataclasses import dataclass

from lms.language import N_, Labelled


class Column(Labelled):
    """What the cells of a column tell; the code is the key of a row's values too."""

    NUMBER = "number", N_("Line number")
    FULL_NAME = "full_name", N_("Full name")
    SURNAME = "surname", N_("Surname")
    GIVEN_NAME = "given_name", N_("Given name")
    PATRONYMIC = "patronymic", N_("Patronymic")
    LATIN_NAME = "latin_name", N_("Latin name")
    SEX = "sex", N_("Sex")
    BIRTH_DATE = "birth_date", N_("Birth date or year")
    NATIONAL_ID = "national_id", N_("National ID")
    PASSPORT = "passport", N_("Passport")
    CATEGORY = "category", N_("Category")
    ORGANISATION = "organisation", N_("Organisation")
    UNIT = "unit", N_("Unit")
    POSITION = "position", N_("Position")
    RANK = "rank", N_("Rank")
    COUNTRY = "country", N_("Country")
    REGION = "region", N_("Region")
    CITY = "city", N_("City")
    PHONE = "phone", N_("Phone")
    EMAIL = "email", N_("E-mail")
    ROLE = "role", N_("Role")
    IGNORED = "ignored", N_("Not imported")


NAMES = frozenset({Column.FULL_NAME, Column.SURNAME, Column.GIVEN_NAME, Column.LATIN_NAME})


@dataclass(frozen=True)
class Guess:
    """What a column seems to mean, and how sure that is: 0 (no idea) to 1 (its header says so in these words)."""

    target: Column
    sure: float


NO_IDEA = Guess(Column.IGNORED, 0.0)
