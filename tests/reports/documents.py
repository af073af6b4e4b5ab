"""A report's document made by hand: what the project of the newsletter of December 2011 told, small enough to read."""

from collections import Counter
from typing import Any

from lms.audit.rules import ranged
from lms.reports.document import COLUMNS, CROSSED, FORMAT, Document

Row = dict[str, Any]


def enrolment(number: int, event: int, person: int, category: str | None, sex: str, **more: Any) -> Row:
    """Return a row of somebody who completed an event."""
    row: Row = dict.fromkeys(COLUMNS["enrolment"])
    row |= {"id": number, "event": event, "person": person, "role": "participant", "category": category, "sex": sex}
    return row | {"country": "TM", "region": None, "attended": 4, "completed": True} | more


def people(basis: str, rows: list[Row], heads: list[Row], groups: dict[str, str]) -> dict[str, Any]:
    """Return what a figure of people counts and how it is told by cells; headcounts add their number."""
    cells: dict[str, Counter[str]] = {kind: Counter() for kind in ("group", "category", "sex", "country", "region")}
    crossed: Counter[tuple[str, ...]] = Counter()
    for row, number in [(row, row["attended"] if basis == "attendances" else 1) for row in rows] + [(h, h["number"]) for h in heads]:
        told = {**row, "group": groups.get(row["category"])}
        for kind, counter in cells.items():
            counter[told[kind] or "not_stated"] += number
        crossed[tuple(told[kind] or "not_stated" for kind in CROSSED)] += number
    counted = [{"table": "enrolment", "ids": ranged(row["id"] for row in rows)}]
    if heads:
        counted.append({"table": "headcount", "ids": ranged(row["id"] for row in heads)})
    return {
        "basis": basis, "value": sum(crossed.values()), "cells": {kind: dict(counter) for kind, counter in cells.items()},
        "crossed": [dict(zip(CROSSED, key, strict=True)) | {"number": n} for key, n in sorted(crossed.items())], "counted": counted,
    }  # fmt: skip


def figure(key: str, en: str, ru: str, counted: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a figure of a document; `more` takes the place of what is usual."""
    usual: dict[str, Any] = {
        "key": key, "indicator": None, "name": {"en": en, "ru": ru}, "rule": {"basis": counted["basis"]}, "parts": {},
        "cells": {}, "crossed": [], "cumulative": None, "baseline": None, "target": None,
    }  # fmt: skip
    return usual | counted | more


LABELS: dict[str, Any] = {
    "category": {
        "prosecutor": ("law_enforcement", "Prosecutor", "Прокурор", "Prosecutors", "Прокуроры"),
        "police": ("law_enforcement", "Police officer", "Сотрудник полиции", "Police officers", "Сотрудники полиции"),
        "advocate": ("civil_society", "Advocate", "Адвокат", "Advocates", "Адвокаты"),
        "judge": ("judiciary", "Judge", "Судья", "Judges", "Судьи"),
        "prosecution_police_other_le": (
            "law_enforcement", "Prosecution, police and other law enforcement (not split)",
            "Прокуратура, полиция и другие правоохранительные органы (без разбивки)",
            "Prosecution, police and other law enforcement (not split)",
            "Прокуратура, полиция и другие правоохранительные органы (без разбивки)",
        ),
    },
    "region": {"TM-M": ("Mary", "Марыйский велаят"), "TM-B": ("Balkan", "Балканский велаят"), "TM-A": ("Ahal", "Ахалский велаят")},
    "country": {"TM": ("Turkmenistan", "Туркменистан"), "TR": ("Türkiye", "Турция")},
    "event": {
        "1": ("Legislative framework of counter-trafficking, Mary", "Законодательная база противодействия торговле людьми, Мары"),
        "2": ("Study tour to Türkiye", "Учебная поездка в Турцию"),
    },
    "material": {"CT-GUIDE": ("Guide for investigators", "Руководство для следователей")},
    "project": {"TM-INL-2009": ("Counter-trafficking in Turkmenistan", "Противодействие торговле людьми в Туркменистане")},
    "organisation": {"7": ("General Prosecutor's Office of Turkmenistan", "Генеральная прокуратура Туркменистана")},
}  # fmt: skip


def _labels() -> dict[str, Any]:
    made: dict[str, Any] = {
        kind: {code: {"name": {"en": en, "ru": ru}} for code, (en, ru) in names.items()}
        for kind, names in LABELS.items() if kind != "category"
    }  # fmt: skip
    made["category"] = {
        code: {"group": group, "name": {"en": en, "ru": ru}, "plural": {"en": plural_en, "ru": plural_ru}}
        for code, (group, en, ru, plural_en, plural_ru) in LABELS["category"].items()
    }
    return made


def content(*, prosecutors: int = 10, officers: int = 237, judges: int = 17) -> dict[str, Any]:
    """Return a document's content: officers and judges of one training, five of them on a study tour, 4,000 pieces.

    Of the officers, `prosecutors` are told as such (the first is a woman, from Mary, Balkan and Ahal in turn), the rest
    not split.
    """
    groups = {code: told[0] for code, told in LABELS["category"].items()}
    regions = ["TM-M", "TM-B", "TM-A"]
    rows = [
        enrolment(number, 1, number, "prosecutor" if number <= prosecutors else "prosecution_police_other_le",
                  "female" if number == 1 else "male", region=regions[number % 3], organisation=7)
        for number in range(1, officers + 1)
    ]  # fmt: skip
    after = max(1000, officers)
    rows += [
        enrolment(after + number, 1, after + number, "judge", "female" if number % 2 else "male", region="TM-M")
        for number in range(1, judges + 1)
    ]
    tour = [enrolment(after + 1000 + number, 2, number, "police", "male", attended=0, completed=False) for number in range(1, 6)]
    heads = [{"id": 1, "event": 1, "category": None, "sex": "not_stated", "country": "TM", "region": None, "number": 6,
              "estimate": True, "reconstructed": False}]  # fmt: skip
    pieces = [
        [1, "CT-GUIDE", "brochure", 2600, "TM-INL-2009", 7, "TM", None, "2010-05-01", "12-A"],
        [2, "CT-GUIDE", "cd", 600, "TM-INL-2009", 7, "TM", None, "2010-05-01", "12-A"],
        [3, "CT-GUIDE", "manual", 800, "TM-INL-2009", 7, "TM", "TM-M", "2010-06-01", None],
    ]
    events = [
        [1, "TM-T02", "training", "2009-12-08", "2009-12-09", "TM", "TM-M", "Mary", True, None, False],
        [2, "TM-ST1", "study_tour", "2010-06-07", "2010-06-11", "TR", None, "Ankara", False, None, False],
    ]
    trained = people("persons", rows, [], groups)
    by_kind = {"training": len(rows), "study_tour": len(tour)}
    figures = [
        figure("persons", "Persons trained", "Обучено человек", trained,
               parts={"named": len(rows), "new": len(rows), "returning": 0, "evidenced": len(rows)}),
        figure("completions", "Completions", "Успешных завершений", people("completions", rows, heads, groups),
               parts={"named": len(rows), "from_headcounts": 6, "reconstructed": 0}),
        figure("attendances", "Attendances", "Посещений", people("attendances", rows, [], groups), parts={"claimed": 0}),
        figure("participants", "People who took part", "Приняли участие",
               people("participants", rows + tour, [], groups) | {"cells": {"kind": by_kind}}),
        figure("events", "Events", "Мероприятия", {
            "basis": "events", "value": 2, "cells": {"kind": {"training": 1, "study_tour": 1}},
            "counted": [{"table": "event", "ids": "1–2"}],
        }),
        figure("materials", "Materials distributed", "Распространено материалов", {
            "basis": "materials", "value": 4000, "cells": {"carrier": {"brochure": 2600, "manual": 800, "cd": 600}},
            "counted": [{"table": "distribution", "ids": "1–3"}],
        }),
        figure("1.1", "Law-enforcement officers trained", "Обучено сотрудников правоохранительных органов",
               people("persons", rows[:officers], [], groups),
               rule={"basis": "persons", "groups": ["law_enforcement"], "disaggregations": ["sex", "category"]},
               indicator={"id": 1, "code": "1.1", "version": 2, "vocabulary": "3", "reference": "PS.5.3-15"},
               cumulative=officers, baseline={"year": 2009, "value": "0"},
               target={"first": "2009-09-22", "last": "2011-09-21", "value": "230"}),
    ]  # fmt: skip
    return {
        "format": FORMAT,
        "report": {"id": 7, "version": 1, "restates": None, "title": {"en": "Final report", "ru": "Итоговый отчёт"}},
        "scope": {
            "project": {
                "code": "TM-INL-2009", "name": {"en": "Counter-trafficking in Turkmenistan", "ru": "Противодействие торговле людьми в Туркменистане"},
                "first": "2009-09-22", "last": "2011-09-21",
                "donors": [{"code": "INL", "reference": "S-INLEC-09-GR-0071", "name": {
                    "en": "Bureau of International Narcotics and Law Enforcement Affairs, US Department of State",
                    "ru": "Бюро по международной борьбе с наркотиками и правоохранительной деятельности Государственного департамента США"}}],
            },
            "donor": None, "country": None, "region": None,
            "office": {"code": "TM", "name": {"en": "Office in Turkmenistan", "ru": "Представительство в Туркменистане"}, "country": "TM"},
        },
        "period": {"first": "2009-09-22", "last": "2011-09-21", "as_of": "2011-10-01"},
        "figures": figures,
        "rows": {
            "enrolment": [[row[name] for name in COLUMNS["enrolment"]] for row in rows + tour],
            "headcount": [[row[name] for name in COLUMNS["headcount"]] for row in heads],
            "event": events, "distribution": pieces, "certificate": [], "trainer_status": [],
        },
        "labels": _labels(),
        "evidence": [{"table": "event", "owner": 1, "id": 4, "sha256": "ab" * 32}],
        "narrative": {"en": "The project reached its targets.\n\nSecond paragraph.", "ru": "Проект достиг целевых показателей."},
        "attachments": [{"name": "Annex.pdf", "size": 2048, "sha256": "cd" * 32}],
        "prepared": {"by": "officer@example.org", "at": "2011-10-01T09:00:00+00:00"},
        "audit": {"seq": 4211, "hash": "0f" * 32},
    }  # fmt: skip


def with_numbers_beside(content: dict[str, Any]) -> dict[str, Any]:
    """Add to a document's content what is told beside values: persons with an earlier one, attendances claimed and signed."""
    made = {one["key"]: one for one in content["figures"]}
    persons, attendances = made["persons"], made["attendances"]
    persons |= {
        "cumulative": persons["value"] + 1,
        "beside": {"cumulative": [{"table": "enrolment", "ids": f"{persons['counted'][0]['ids']}, 5000"}]},
    }  # fmt: skip
    attendances |= {
        "parts": {"claimed": 2, "signed": 1},
        "beside": {"claimed": [{"table": "waiting", "ids": "70–71"}], "signed": [{"table": "waiting", "ids": "72"}]},
    }
    beside = {
        "enrolment": [[5000, 9, 5000, 4]], "event": [[9, True, None], [8, True, None]],
        "waiting": [[70, 3000, 5, 8, 3000, False], [71, 3000, 6, 8, 3000, False], [72, 3001, 5, 8, 3001, True]],
    }  # fmt: skip
    changed = {"persons": persons, "attendances": attendances}
    figures = [changed.get(one["key"], one) for one in content["figures"]]
    return {**content, "figures": figures, "beside": beside, "period": {**content["period"], "since": None}}


def document(**sizes: int) -> Document:
    """Return a document of `content`."""
    return Document(content(**sizes))
