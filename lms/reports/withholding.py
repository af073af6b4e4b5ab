"""What is kept back from donors in every period that they may ask for, so that no answer tells what another leaves out.

All numbers of all these periods are one system of sums (disclosure.py). Completions, attendances and those who took part in
a period add up from its least parts, which are told nowhere but follow from several periods by adding and taking away; new
persons of all years add up to all persons; and who is counted in a longer period alone is the rest of it. So a small number
makes others go in the years around it, and in the whole only where nothing else helps. By organisation the whole alone is
told; where too many numbers are small, so are all parts of figures. What remains open is said in docs/decisions/0019.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any
from weakref import WeakKeyDictionary

from lms.accounts.scope import current_scope
from lms.extensions import db
from lms.projects.models import Project
from lms.reports import ledgers, narrowing, queries, services, suppression
from lms.reports.disclosure import Key, Numbers, is_small, kept_back
from lms.reports.ledger import Ledger
from lms.reports.narrowing import Stretch
from lms.reports.rules import Figure, Figures, Filters
from lms.reports.suppression import Kept

LeftOut = Callable[[Key], bool]
PERSONS = Figure.PERSONS.value
NEW, RETURNING = (PERSONS, "new"), (PERSONS, "returning")
MOST_SMALL = 75  # numbers; were more of all periods small, working them out together would take more than seconds
OF_WHOLE = 10  # how much dearer the totals of the whole are than those of other periods
# By the ledger that was counted in, which another one follows after every change that is recorded.
_known: WeakKeyDictionary[Ledger, dict[Any, "Withheld"]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Withheld:
    """What is kept back in each period that donors may ask for, by the first and last of the days on which something took place."""

    days: Sequence[date]
    by_stretch: Mapping[Stretch, Kept]

    def of(self, first: date | None, last: date | None) -> Kept | None:
        """Return what is kept back in a period; None for one that they may not ask for, of which nothing is told."""
        found = narrowing.stretch(self.days, (first, last))
        return self.by_stretch.get(found) if found else suppression.NOTHING


def kept(told: Figures) -> Kept:
    """Return what of figures is not shown to donors."""
    f = told.filters
    found = withheld(f).of(f.first, f.last)
    return Kept(frozenset(suppression.numbers_of(told).values)) if found is None else found


def withheld(f: Filters) -> Withheld:
    """Return what is not shown to donors under the filters, whatever their period."""
    every = replace(f, first=None, last=None)
    known = _known.setdefault(ledgers.present(), {})
    asked = (every, current_scope())
    if asked not in known:
        known[asked] = _withheld(every)
    return known[asked]


def _withheld(every: Filters) -> Withheld:
    project = db.session.get(Project, every.project_id) if every.project_id else None
    days = db.session.scalars(queries.days(every)).all()
    pages, parts = narrowing.stretches(days, services.set_periods(project))
    told = {
        (first, last): suppression.numbers_of(services.figures(replace(every, first=first, last=last)))
        for first, last in dict.fromkeys([*pages, *parts])
    }  # fmt: skip
    left_out: LeftOut = _of_organisation
    numbers = system(told, pages, parts, narrowing.years(days), left_out)
    if sum(map(is_small, numbers.values.values())) > MOST_SMALL:
        left_out = _of_part
        numbers = system(told, pages, parts, narrowing.years(days), left_out)
    hidden = kept_back(numbers)
    return Withheld(days, {
        stretch: Kept(frozenset(key for key in told[stretch].values if (*_name(stretch), *key) in hidden or (n and left_out(key))))
        for n, stretch in enumerate(pages)
    })  # fmt: skip


def _name(stretch: Stretch) -> Key:
    return stretch[0].isoformat(), stretch[1].isoformat()


def system(
    told: Mapping[Stretch, Numbers], pages: Sequence[Stretch], parts: Sequence[Stretch], years: Sequence[Sequence[Stretch]], left_out: LeftOut
) -> Numbers:
    """Return the numbers of all periods as one system; the first of `pages` is the whole, which `years` of each kind make up.

    `left_out` says what is told of the whole only.
    """
    every, across = Numbers(), {stretch: _without(numbers, left_out) for stretch, numbers in told.items()}
    for stretch in pages:
        is_whole = stretch == pages[0]
        _add_page(every, stretch, told[stretch] if is_whole else across[stretch], is_whole=is_whole)
    _add_parts(every, across, pages, parts)
    for of in years:
        if of and of != [pages[0]]:
            every.add((*_name(pages[0]), PERSONS), [(*_name(year), *NEW) for year in of])
    for long, short in product(pages, pages):
        if long != short and _within(short, long):
            _add_rests(every, across, long, short)
    return every


def _without(told: Numbers, left_out: LeftOut) -> Numbers:
    gone = {key for key in told.values if left_out(key)}
    return Numbers(
        {key: number for key, number in told.values.items() if key not in gone},
        [(total, keys) for total, keys in told.sums if gone.isdisjoint((total, *keys))], told.unpublished - gone,
        [pair for pair in told.not_above if gone.isdisjoint(pair)], told.dear, [pair for pair in told.together if gone.isdisjoint(pair)],
    )  # fmt: skip


def _add_page(every: Numbers, stretch: Stretch, told: Numbers, *, is_whole: bool) -> None:
    def named(key: Key) -> Key:
        return (*_name(stretch), *key)

    every.values |= {named(key): number for key, number in told.values.items()}
    every.unpublished |= set(map(named, told.unpublished))
    every.sums += [(named(total), tuple(map(named, keys))) for total, keys in told.sums]
    every.not_above += [(named(one), named(other)) for one, other in told.not_above]
    every.together += [(named(one), named(other)) for one, other in told.together]
    dear = dict.fromkeys(told.values, 0) if is_whole else {}
    every.dear |= {named(key): rank + (OF_WHOLE if is_whole else 1) for key, rank in (dear | told.dear).items()}


def _add_parts(every: Numbers, told: Mapping[Stretch, Numbers], pages: Sequence[Stretch], parts: Sequence[Stretch]) -> None:
    for part in parts:
        if part not in pages:
            for key in _adding_up(told[part]):
                every.rest((*_name(part), *key), told[part].values[key])
    for page in pages:
        within = [_name(part) for part in parts if _within(part, page)] if page not in parts else []
        for key in _adding_up(told[page]) if within else ():
            if told[page].values[key]:
                every.add((*_name(page), *key), [one for name in within if (one := (*name, *key)) in every.values])


def _adding_up(told: Numbers) -> Iterator[Key]:
    """Yield the keys of what adds up from the parts of a period: all that is told but persons, whom each period counts anew."""
    return (key for key in told.values if key[0] != PERSONS and key not in told.unpublished)


def _add_rests(every: Numbers, told: Mapping[Stretch, Numbers], long: Stretch, short: Stretch) -> None:
    """Add of how few more persons a longer period tells than one that lies in it."""
    for key, number in told[long].values.items():
        more = number - told[short].values.get(key, number)
        if key[0] == PERSONS and is_small(more) and key not in told[long].unpublished | told[short].unpublished:
            rest = every.rest((*_name(long), "without", *_name(short), *key), more)
            every.add((*_name(long), *key), [(*_name(short), *key), rest])


def _within(short: Stretch, long: Stretch) -> bool:
    return long[0] <= short[0] and short[1] <= long[1]


def _of_organisation(key: Key) -> bool:
    return key[1:2] == ("organisation",)


def _of_part(key: Key) -> bool:
    """Say whether a number is of a part of a figure, or told nowhere."""
    return len(key) > 1 and key not in {NEW, RETURNING}
