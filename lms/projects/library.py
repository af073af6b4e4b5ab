"""Ready indicators, each with its source: a start for an indicator of one's own, whose wording and rule can be changed."""

from dataclasses import dataclass

from lms.language import N_
from lms.projects.measures import Basis, Disaggregation, Once, Rule

BY_SEX = (Disaggregation.SEX,)
WIDELY = (Disaggregation.GROUP, Disaggregation.CATEGORY, Disaggregation.SEX, Disaggregation.REGION)
# The codelist IndicatorVocabulary of the IATI standard 2.03, as far as training is reported by it.
VOCABULARIES = {
    "3": N_("US Foreign Assistance Framework"),
    "9": N_("Sustainable Development Goals"),
    "99": N_("The reporting organisation’s own"),
}
US = "3"


@dataclass(frozen=True)
class Ready:
    """A ready indicator: its key in addresses, its wording, its rule, the donor's number for it, and where it is from."""

    key: str
    name_en: str
    name_ru: str
    rule: Rule
    source: str
    vocabulary: str | None = None
    reference: str | None = None


READY = (
    Ready(
        "ps-5-3-15", "Number of people trained in the prevention of human trafficking",
        "Число лиц, обученных предупреждению торговли людьми",
        Rule(Basis.PERSONS, disaggregations=BY_SEX),
        N_("US standard foreign assistance indicator PS.5.3-15: people who completed a learning event, told by sex; the same person once in a reporting period."),
        US, "PS.5.3-15",
    ),
    Ready(
        "ps-5-1-28", "Number of first responders trained on victim identification",
        "Число специалистов первичного реагирования, обученных выявлению жертв торговли людьми",
        Rule(Basis.PERSONS, groups=("civil_society", "government", "law_enforcement"), disaggregations=BY_SEX),
        N_("US standard foreign assistance indicator PS.5.1-28: first responders who completed a learning event, told by sex. Choose the categories that respond first in your country."),
        US, "PS.5.1-28",
    ),
    Ready(
        "completed-once", "Persons who fully completed at least one course", "Лица, полностью прошедшие хотя бы один учебный курс",
        Rule(Basis.PERSONS, once=Once.PROJECT, disaggregations=WIDELY),
        N_("Usual wording of grant agreements: whoever fully completed at least one course counts once in the whole project, in the period of the first completion, so that periods add up."),
    ),
    Ready(
        "trainet", "Persons trained in programmes of three days or fifteen contact hours and more",
        "Лица, обученные по программам продолжительностью не менее трёх дней или пятнадцати учебных часов",
        Rule(Basis.PERSONS, min_days=3, min_hours=15, disaggregations=BY_SEX),
        N_("USAID ADS 253, in-country training (TraiNet): programmes of less than three days or fifteen contact hours need not be reported; participants are told by sex."),
    ),
    Ready(
        "law-enforcement", "Law-enforcement officers trained", "Обучено сотрудников правоохранительных органов",
        Rule(Basis.PERSONS, groups=("law_enforcement",), disaggregations=WIDELY),
        N_("Reports of international organisations in Central Asia; prosecutors, police and other services, told by category."),
    ),
    Ready(
        "judges", "Judges trained", "Обучено судей", Rule(Basis.PERSONS, categories=("judge",), disaggregations=WIDELY),
        N_("Reports of international organisations in Central Asia; judges apart from law enforcement."),
    ),
    Ready(
        "completions", "Completions of training courses", "Успешное завершение учебных курсов",
        Rule(Basis.COMPLETIONS, disaggregations=WIDELY),
        N_("Person and event, with those known as a number only; for donors that count places, not people."),
    ),
    Ready(
        "trainers-certified", "National trainers certified", "Сертифицировано национальных тренеров",
        Rule(Basis.TRAINERS_CERTIFIED, disaggregations=()),
        N_("Trainers who completed a training of trainers and were certified in a course for the first time in the period."),
    ),
    Ready(
        "cascade", "Officers trained by graduates of trainings of trainers", "Обучено сотрудников выпускниками тренингов для тренеров",
        Rule(Basis.PERSONS, generation=1, disaggregations=WIDELY),
        N_("Events of graduates, told apart and never added to direct figures."),
    ),
    Ready(
        "materials", "Information materials distributed", "Распространено информационных материалов",
        Rule(Basis.MATERIALS, disaggregations=()),
        N_("Pieces handed over by an act or a distribution line; corrections are taken off."),
    ),
    Ready(
        "events", "Training events held", "Проведено учебных мероприятий",
        Rule(Basis.EVENTS, kinds=("seminar", "study_tour", "tot", "training", "workshop"), disaggregations=()),
        N_("Finalised events of the kinds that count as training; an event that several projects fund counts for each."),
    ),
)  # fmt: skip


def ready(key: str | None) -> Ready | None:
    """Return the ready indicator with a key, None where there is none."""
    return next((one for one in READY if one.key == key), None)
