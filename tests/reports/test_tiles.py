"""The map of squares."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from lms.projects.queries import HOME_COUNTRIES
from lms.reports.tiles import BY_CODE, LONGEST, SIDE, TILES, countries, laid_out

REGIONS = Path(__file__).parents[2] / "seeds" / "reference" / "regions.csv"


def apart(one: str, other: str) -> int:
    """Return how many squares one is from the other, corners counted as neighbours."""
    a, b = BY_CODE[one], BY_CODE[other]
    return max(abs(a.column - b.column), abs(a.row - b.row))


def test_every_region_of_the_reference_data_has_one_square() -> None:
    with REGIONS.open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert Counter(tile.code for tile in TILES) == Counter(codes)


def test_no_two_squares_share_a_place() -> None:
    assert len({(tile.column, tile.row) for tile in TILES}) == len(TILES)


def test_no_two_regions_have_one_short_name_and_each_fits_its_square() -> None:
    for names in ([tile.short_en for tile in TILES], [tile.short_ru for tile in TILES]):
        assert len(set(names)) == len(names)
        assert all(0 < len(name) <= LONGEST for name in names)


@pytest.mark.parametrize(("one", "other"), [
    ("TM-S", "TM-A"), ("UZ-TK", "UZ-TO"), ("KG-GB", "KG-C"), ("KG-GO", "KG-O"), ("KZ-71", "KZ-11"), ("KZ-75", "KZ-19"),
    ("KZ-79", "KZ-61"), ("TJ-DU", "TJ-RA"), ("KG-B", "UZ-FA"), ("TM-D", "UZ-XO"), ("KG-T", "KG-C"), ("KZ-47", "UZ-QR"),
    ("TJ-SU", "UZ-JI"), ("TJ-GB", "KG-B"), ("KZ-27", "KZ-23"), ("TM-L", "UZ-BU"), ("TJ-KT", "TJ-DU"), ("KZ-10", "KZ-63"),
])  # fmt: skip
def test_neighbours_stand_side_by_side_or_corner_to_corner(one: str, other: str) -> None:
    assert apart(one, other) == 1


def test_the_squares_of_a_country_hang_together() -> None:
    for country in HOME_COUNTRIES:
        left = {(tile.column, tile.row) for tile in TILES if tile.country == country}
        reached = [left.pop()]
        for column, row in reached:
            near = {(column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)} & left
            left -= near
            reached += near
        assert not left, country


@pytest.mark.parametrize(("country", "size", "number"), [("TM", (3, 3), 6), ("TJ", (3, 3), 5), ("KG", (3, 5), 9)])
def test_a_map_of_one_country_lies_close_around_it(country: str, size: tuple[int, int], number: int) -> None:
    drawn = laid_out({country})
    assert (drawn.columns, drawn.rows) == size and len(drawn.squares) == number
    assert min(one.x for one in drawn.squares) == min(one.y for one in drawn.squares) == 0
    assert max(one.x for one in drawn.squares) + SIDE == drawn.width
    assert max(one.y for one in drawn.squares) + SIDE == drawn.height


def test_borders_run_around_countries_and_never_inside_one() -> None:
    drawn = laid_out(set(HOME_COUNTRIES))
    at = {(one.x, one.y): one.tile.country for one in drawn.squares}
    assert len(set(drawn.borders)) == len(drawn.borders)
    for edge in drawn.borders:
        is_upright = edge.x1 == edge.x2
        sides = [(edge.x1, edge.y1), (edge.x1 - SIDE, edge.y1) if is_upright else (edge.x1, edge.y1 - SIDE)]
        assert at.get(sides[0]) != at.get(sides[1])


def test_countries_are_those_of_regions_on_the_map() -> None:
    assert countries({"TM-M", "TM-S", "KG-O", "RU-MOW", "not_stated"}) == {"TM", "KG"}
