"""The five countries as a map of equal squares: where each first-level region stands, and what it is called there. Pure.

Codes are those of ISO 3166-2 (seeds/reference/regions.csv). Neighbours stand side by side or corner to corner as far as
squares let them; a city that is a region stands beside the region around it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

SIDE = 100  # units
LONGEST = 7  # letters that fit into a square


@dataclass(frozen=True)
class Tile:
    """A region's square, counted from the upper left of the map, and the region's short names."""

    code: str
    column: int
    row: int
    short_en: str
    short_ru: str

    @property
    def country(self) -> str:
        """Return the code of the region's country."""
        return self.code[:2]


# fmt: off
TILES = (
    Tile("KZ-39", 3, 0, "Kostan.", "Костан."),
    Tile("KZ-59", 4, 0, "N. Kaz.", "СКО"),
    Tile("KZ-55", 5, 0, "Pavlod.", "Павлод."),
    Tile("KZ-27", 1, 1, "W. Kaz.", "ЗКО"),
    Tile("KZ-15", 2, 1, "Aktobe", "Актобе"),
    Tile("KZ-11", 3, 1, "Akmola", "Акмола"),
    Tile("KZ-71", 4, 1, "Astana", "Астана"),
    Tile("KZ-35", 5, 1, "Karag.", "Караг."),
    Tile("KZ-10", 6, 1, "Abay", "Абай"),
    Tile("KZ-63", 7, 1, "E. Kaz.", "ВКО"),
    Tile("KZ-23", 1, 2, "Atyrau", "Атырау"),
    Tile("KZ-43", 2, 2, "Kyzyl.", "Кызыл."),
    Tile("KZ-62", 3, 2, "Ulytau", "Улытау"),
    Tile("KZ-31", 4, 2, "Zhambyl", "Жамбыл"),
    Tile("KZ-19", 5, 2, "Alm. R.", "Алм. о."),
    Tile("KZ-33", 6, 2, "Zhetysu", "Жетысу"),
    Tile("KZ-47", 1, 3, "Mangys.", "Мангис."),
    Tile("UZ-QR", 2, 3, "Karak.", "Карак."),
    Tile("KZ-61", 3, 3, "Turkis.", "Туркес."),
    Tile("KZ-79", 4, 3, "Shymk.", "Шымк."),
    Tile("KG-GB", 5, 3, "Bishkek", "Бишкек"),
    Tile("KZ-75", 6, 3, "Almaty", "Алматы"),
    Tile("TM-B", 0, 4, "Balkan", "Балкан"),
    Tile("TM-D", 1, 4, "Dashog.", "Дашог."),
    Tile("UZ-XO", 2, 4, "Khorezm", "Хорезм"),
    Tile("UZ-NW", 3, 4, "Navoiy", "Навои"),
    Tile("UZ-TK", 4, 4, "Tashk.", "Ташк."),
    Tile("KG-T", 5, 4, "Talas", "Талас"),
    Tile("KG-C", 6, 4, "Chuy", "Чуй"),
    Tile("KG-Y", 7, 4, "Is.-Kul", "И.-Куль"),
    Tile("TM-A", 1, 5, "Ahal", "Ахал"),
    Tile("TM-L", 2, 5, "Lebap", "Лебап"),
    Tile("UZ-BU", 3, 5, "Bukhara", "Бухара"),
    Tile("UZ-SI", 4, 5, "Syrdar.", "Сырд."),
    Tile("UZ-TO", 5, 5, "Tash.R.", "Таш. о."),
    Tile("KG-J", 6, 5, "Jal.-A.", "Дж.-Аб."),
    Tile("KG-N", 7, 5, "Naryn", "Нарын"),
    Tile("TM-S", 1, 6, "Ashgab.", "Ашхаб."),
    Tile("TM-M", 2, 6, "Mary", "Мары"),
    Tile("UZ-SA", 3, 6, "Samark.", "Самарк."),
    Tile("UZ-JI", 4, 6, "Jizzakh", "Джизак"),
    Tile("UZ-NG", 5, 6, "Namang.", "Наманг."),
    Tile("UZ-AN", 6, 6, "Andijan", "Андиж."),
    Tile("KG-O", 7, 6, "Osh R.", "Ош. о."),
    Tile("UZ-QA", 3, 7, "Kashk.", "Кашк."),
    Tile("TJ-SU", 4, 7, "Sughd", "Согд"),
    Tile("UZ-FA", 5, 7, "Fergana", "Ферг."),
    Tile("KG-B", 6, 7, "Batken", "Баткен"),
    Tile("KG-GO", 7, 7, "Osh c.", "г. Ош"),
    Tile("UZ-SU", 3, 8, "Surkh.", "Сурх."),
    Tile("TJ-DU", 4, 8, "Dush.", "Душ."),
    Tile("TJ-RA", 5, 8, "DRS", "РРП"),
    Tile("TJ-GB", 6, 8, "GBAO", "ГБАО"),
    Tile("TJ-KT", 4, 9, "Khatlon", "Хатлон"),
)
# fmt: on
BY_CODE = {tile.code: tile for tile in TILES}


@dataclass(frozen=True)
class Edge:
    """A line between two corners, in units."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Placed:
    """A square with its upper left corner, in units."""

    tile: Tile
    x: int
    y: int


@dataclass(frozen=True)
class Map:
    """The squares of some countries, close around; `borders` are the outlines of the countries."""

    columns: int
    rows: int
    squares: tuple[Placed, ...]
    borders: tuple[Edge, ...]

    @property
    def width(self) -> int:
        """Return the width in units."""
        return self.columns * SIDE

    @property
    def height(self) -> int:
        """Return the height in units."""
        return self.rows * SIDE


def countries(codes: Collection[str]) -> set[str]:
    """Return the countries of the regions that stand on the map."""
    return {BY_CODE[code].country for code in codes if code in BY_CODE}


def laid_out(shown: Collection[str]) -> Map:
    """Return all regions of some countries, one at least, which stand on the map."""
    tiles = [tile for tile in TILES if tile.country in shown]
    left, top = min(tile.column for tile in tiles), min(tile.row for tile in tiles)
    squares = tuple(Placed(tile, (tile.column - left) * SIDE, (tile.row - top) * SIDE) for tile in tiles)
    columns, rows = max(tile.column for tile in tiles) - left + 1, max(tile.row for tile in tiles) - top + 1
    return Map(columns, rows, squares, tuple(_borders(squares)))


def _borders(squares: Collection[Placed]) -> Iterator[Edge]:
    """Yield the sides of squares beyond which there is another country or none; a side of two countries once."""
    country = {(one.x, one.y): one.tile.country for one in squares}
    for one in squares:
        x, y, right, below = one.x, one.y, one.x + SIDE, one.y + SIDE
        if country.get((right, y)) != one.tile.country:
            yield Edge(right, y, right, below)
        if country.get((x, below)) != one.tile.country:
            yield Edge(x, below, right, below)
        if (x - SIDE, y) not in country:
            yield Edge(x, y, x, below)
        if (x, y - SIDE) not in country:
            yield Edge(x, y, right, y)
