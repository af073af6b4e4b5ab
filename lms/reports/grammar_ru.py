"""Russian for figures: which form a number takes beside it, numbers in words, agreement of verbs, lists. Pure.

Plural categories are those of Unicode CLDR: one (1, 21, 101), few (2–4, 22), many (0, 5–20, 111). Agreement follows
Rosenthal: a lone subject with a number takes the singular after one, the plural after few, the neuter after many; a list
takes the plural.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

M, F, N, PLURAL = range(4)
# The sign between thousands, and between an abbreviation and its word.
NO_BREAK = "\u00a0"
WORDS = ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
OF_WORDS = ("нуля", "одного", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти")
IN_WORDS_BELOW = len(WORDS)


@dataclass(frozen=True)
class Noun:
    """What is counted: beside one, few and many; the genitive of one; the plural without a number.

    `tail` follows all of them, `tail_one` in its place where there is exactly one: 1 сотрудник международной организации,
    21 сотрудник международных организаций. `object` is the accusative beside one, where it is not the nominative.
    """

    one: str
    few: str
    many: str
    of_one: str
    plural: str
    gender: int = M
    tail: str = ""
    tail_one: str | None = None
    object: str | None = None

    def ended(self, number: int | None) -> str:
        """Return what follows the noun beside a number."""
        return self.tail_one if number == 1 and self.tail_one is not None else self.tail

    @property
    def all(self) -> str:
        """Return the plural without a number."""
        return self.plural + self.tail

    @property
    def of_all(self) -> str:
        """Return the genitive of the same: число судей, число лиц без указания категории."""
        return ("лиц" if self.plural == "лица" else self.many) + self.tail


def of_staff(tail: str, tail_one: str | None = None) -> Noun:
    """Return officers or staff of something."""
    return Noun("сотрудник", "сотрудника", "сотрудников", "сотрудника", "сотрудники", M, tail, tail_one)


def category(number: int) -> str:
    """Return the plural category of a whole number: one, few or many."""
    last, teens = abs(number) % 10, abs(number) % 100
    if last == 1 and teens != 11:
        return "one"
    return "few" if last in {2, 3, 4} and teens not in {12, 13, 14} else "many"


def digits(number: int) -> str:
    """Return a number in digits, thousands apart by a no-break space: 4 000; a minus before a correction."""
    return f"{number:,}".replace(",", NO_BREAK).replace("-", "−")


def counted(number: int, noun: Noun, *, words: bool = False) -> str:
    """Return a number with what is counted, as a subject: пять судей, одна учебная поездка, 21 прокурор."""
    return f"{said(number, noun.gender, words)} {_form(number, noun)}{noun.ended(number)}"


def counted_object(number: int, noun: Noun, *, words: bool = False) -> str:
    """Return the same as the object of a verb or of «включая», of things: одну брошюру, 2 брошюры."""
    one = category(number) == "one"
    form = noun.object if one and noun.object else _form(number, noun)
    alone = "одну" if words and number == 1 and noun.gender == F else said(number, noun.gender, words)
    return f"{alone} {form}{noun.ended(number)}"


def of_counted(number: int, noun: Noun, *, words: bool = False) -> str:
    """Return the same in the genitive: для пяти судей, для 21 судьи."""
    form = noun.of_one if category(number) == "one" else noun.many
    return f"{_genitive(number, noun.gender, words)} {form}{noun.ended(number)}"


def _form(number: int, noun: Noun) -> str:
    return {"one": noun.one, "few": noun.few, "many": noun.many}[category(number)]


def said(number: int, gender: int = M, words: bool = False) -> str:
    """Return a number in the nominative, below ten in words where these are asked for: две, 12."""
    if not words or not 0 <= number < IN_WORDS_BELOW:
        return digits(number)
    return {(1, F): "одна", (1, N): "одно", (2, F): "две"}.get((number, gender), WORDS[number])


def _genitive(number: int, gender: int, words: bool) -> str:
    if not words or not 0 <= number < IN_WORDS_BELOW:
        return digits(number)
    return "одной" if (number, gender) == (1, F) else OF_WORDS[number]


Verb = tuple[str, str, str, str]
WAS = ("был", "была", "было", "были")
TRAINED: Verb = ("обучен", "обучена", "обучено", "обучены")
HELD: Verb = ("проведён", "проведена", "проведено", "проведены")
TOOK_PLACE: Verb = ("состоялся", "состоялась", "состоялось", "состоялись")
ORGANISED: Verb = ("организован", "организована", "организовано", "организованы")
HANDED_OUT: Verb = ("распространён", "распространена", "распространено", "распространены")
RECORDED: Verb = ("зафиксирован", "зафиксирована", "зафиксировано", "зафиксированы")
TOOK_PART: Verb = ("принял участие", "приняла участие", "приняло участие", "приняли участие")


def agreed(verb: Verb, subjects: Sequence[tuple[int | None, int]], *, formal: bool = False) -> str:
    """Return a verb for subjects of (number, gender), None for a plural without a number; formal adds был."""
    place = _agreement(*subjects[0]) if len(subjects) == 1 else PLURAL
    return f"{WAS[place]} {verb[place]}" if formal else verb[place]


def _agreement(number: int | None, gender: int) -> int:
    if number is None:
        return PLURAL
    return {"one": gender, "few": PLURAL, "many": N}[category(number)]


def joined(items: Sequence[str], last: str = " и ") -> str:
    """Return a list: а, б и в."""
    return last.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def quoted(text: str) -> str:
    """Return a text in «…», with other marks inside."""
    inner = text.replace("«", "„").replace("»", "“")
    return f"«{inner}»"


PERSON = Noun("человек", "человека", "человек", "человека", "лица")
PARTICIPANT = Noun("участник", "участника", "участников", "участника", "участники")
WOMAN = Noun("женщина", "женщины", "женщин", "женщины", "женщины", F)
MAN = Noun("мужчина", "мужчины", "мужчин", "мужчины", "мужчины")
OFFICERS = of_staff(" правоохранительных органов", " правоохранительного органа")
UNSPLIT = " без разбивки по ведомствам"


def in_category(name: str) -> Noun:
    """Return people of a category of which only the name is known: 3 человека (категория «Инспектор труда»)."""
    return replace(PERSON, tail=f" (категория {quoted(name)})")


# By code of seeds/reference/categories.csv.
CATEGORIES: dict[str, Noun] = {
    "prosecutor": Noun("прокурор", "прокурора", "прокуроров", "прокурора", "прокуроры"),
    "police": of_staff(" полиции"),
    "judge": Noun("судья", "судьи", "судей", "судьи", "судьи"),
    "border_guard": of_staff(" пограничной службы"),
    "customs": of_staff(" таможенной службы"),
    "migration_service": of_staff(" миграционной службы"),
    "other_law_enforcement": of_staff(" иных правоохранительных органов", " иного правоохранительного органа"),
    "advocate": Noun("адвокат", "адвоката", "адвокатов", "адвоката", "адвокаты"),
    "consular": of_staff(" консульской службы"),
    "other_government": Noun(
        "иной государственный служащий", "иных государственных служащих", "иных государственных служащих",
        "иного государственного служащего", "иные государственные служащие",
    ),
    "ngo": of_staff(" НПО"),
    "media": of_staff(" СМИ"),
    "academia": Noun(
        "научный или педагогический работник", "научных и педагогических работника",
        "научных и педагогических работников", "научного или педагогического работника",
        "научные и педагогические работники",
    ),
    "international_organisation": of_staff(" международных организаций", " международной организации"),
    "other": replace(PERSON, tail=" иных категорий", tail_one=" иной категории"),
    "prosecution_police_other_le": of_staff(" прокуратуры, полиции и других правоохранительных органов" + UNSPLIT),
    "border_customs": of_staff(" пограничной и таможенной служб" + UNSPLIT),
    "not_stated": replace(PERSON, tail=" без указания категории"),
}  # fmt: skip
# Whose officers law enforcement is told of, in the genitive; picking.AGENCIES has their order.
AGENCIES = {
    "prosecution": "прокуратуры", "police": "полиции", "border": "пограничной службы", "customs": "таможенной службы",
    "migration": "миграционной службы", "other": "других правоохранительных органов",
}  # fmt: skip
EVENT = Noun("мероприятие", "мероприятия", "мероприятий", "мероприятия", "мероприятия", N)
OTHER_EVENT = replace(EVENT, tail=" иных видов", tail_one=" иного вида")
KINDS: dict[str, Noun] = {
    "training": Noun("тренинг", "тренинга", "тренингов", "тренинга", "тренинги"),
    "tot": Noun("тренинг", "тренинга", "тренингов", "тренинга", "тренинги", M, " для тренеров"),
    "seminar": Noun("семинар", "семинара", "семинаров", "семинара", "семинары"),
    "workshop": Noun(
        "практический семинар", "практических семинара", "практических семинаров", "практического семинара",
        "практические семинары",
    ),
    "study_tour": Noun("учебная поездка", "учебные поездки", "учебных поездок", "учебной поездки", "учебные поездки", F),
    "conference": Noun("конференция", "конференции", "конференций", "конференции", "конференции", F),
    "attestation": Noun("аттестация", "аттестации", "аттестаций", "аттестации", "аттестации", F),
    "consultation": Noun("консультация", "консультации", "консультаций", "консультации", "консультации", F),
    "media_event": Noun("медиамероприятие", "медиамероприятия", "медиамероприятий", "медиамероприятия", "медиамероприятия", N),
    "official_visit": Noun(
        "официальный визит", "официальных визита", "официальных визитов", "официального визита", "официальные визиты"
    ),
}  # fmt: skip
MATERIAL = Noun(
    "информационный материал", "информационных материала", "информационных материалов", "информационного материала",
    "информационные материалы",
)  # fmt: skip
CARRIERS: dict[str, Noun] = {
    "brochure": Noun("брошюра", "брошюры", "брошюр", "брошюры", "брошюры", F, object="брошюру"),
    "cd": Noun("CD-диск", "CD-диска", "CD-дисков", "CD-диска", "CD-диски"),
    "manual": Noun("руководство", "руководства", "руководств", "руководства", "руководства", N),
    "poster": Noun("плакат", "плаката", "плакатов", "плаката", "плакаты"),
    "other": Noun("прочий материал", "прочих материала", "прочих материалов", "прочего материала", "прочие материалы"),
}
ORGANISATION = Noun("организация", "организации", "организаций", "организации", "организации", F)
COMPLETION = Noun("завершение", "завершения", "завершений", "завершения", "завершения", N, " обучения")
ATTENDANCE = Noun("посещение", "посещения", "посещений", "посещения", "посещения", N, " занятий", " занятия")
# By what is counted (lms.projects.measures.Basis); another is told by its bare number.
UNITS: dict[str, Noun] = {
    "persons": PERSON, "headcount": PERSON, "participants": PERSON, "completions": COMPLETION, "attendances": ATTENDANCE,
    "events": EVENT, "materials": MATERIAL,
    "certificates": Noun("сертификат", "сертификата", "сертификатов", "сертификата", "сертификаты"),
    "trainers_certified": Noun("тренер", "тренера", "тренеров", "тренера", "тренеры"),
    "trainers_standing": Noun(
        "сертифицированный тренер", "сертифицированных тренера", "сертифицированных тренеров", "сертифицированного тренера",
        "сертифицированные тренеры",
    ),
}  # fmt: skip
