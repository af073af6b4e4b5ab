"""The reference data: places as ISO has them today, categories as the interface promises them."""

import pycountry
import pytest

from seeds.tables import rows

HOME = ("KZ", "KG", "TJ", "TM", "UZ")
PROMISED = {
    "prosecutor": "law_enforcement", "police": "law_enforcement", "judge": "judiciary", "border_guard": "law_enforcement",
    "customs": "law_enforcement", "migration_service": "law_enforcement", "other_law_enforcement": "law_enforcement",
    "advocate": None, "consular": "government", "other_government": "government", "ngo": "civil_society",
    "media": None, "academia": None, "international_organisation": "international", "other": "other",
}  # fmt: skip
FORMER = {
    "KZ-AKM": "KZ-11", "KZ-AKT": "KZ-15", "KZ-ALM": "KZ-19", "KZ-ATY": "KZ-23", "KZ-ZAP": "KZ-27", "KZ-ZHA": "KZ-31",
    "KZ-KAR": "KZ-35", "KZ-KUS": "KZ-39", "KZ-KZY": "KZ-43", "KZ-MAN": "KZ-47", "KZ-PAV": "KZ-55", "KZ-SEV": "KZ-59",
    "KZ-YUZ": "KZ-61", "KZ-VOS": "KZ-63", "KZ-AST": "KZ-71", "KZ-ALA": "KZ-75", "KZ-SHY": "KZ-79",
}  # fmt: skip


@pytest.mark.parametrize("country", HOME)
def test_the_regions_of_a_country_are_those_of_iso_today(country: str) -> None:
    ours = {row["code"] for row in rows("reference", "regions") if row["country"] == country}
    assert ours == {area.code for area in pycountry.subdivisions.get(country_code=country)}


def test_former_codes_are_kept_as_aliases_and_never_mean_two_regions() -> None:
    known: dict[str, str] = {}
    for row in rows("reference", "regions"):
        for alias in (one for one in row["aliases"].split("|") if one.startswith(f"{row['country']}-")):
            assert alias not in known
            known[alias] = row["code"]
    assert known.items() >= FORMER.items()


def test_the_countries_are_those_of_iso_each_named_in_both_languages() -> None:
    listed = rows("reference", "countries")
    assert {row["code"] for row in listed} == {country.alpha_2 for country in pycountry.countries}
    assert all(row["name_en"] and row["name_ru"] for row in listed)


def test_every_promised_category_is_there_in_its_group() -> None:
    groups = {row["code"]: row["group"] for row in rows("reference", "categories")}
    assert groups.keys() >= PROMISED.keys()
    assert all(groups[code] == group for code, group in PROMISED.items() if group)


def test_whatever_is_not_promised_is_a_composite_category() -> None:
    composite = {row["code"] for row in rows("reference", "categories") if row["composite"] == "1"}
    assert composite == {row["code"] for row in rows("reference", "categories")} - PROMISED.keys()
    assert "prosecution_police_other_le" in composite


def test_every_organisation_lies_in_a_region_of_its_country_below_one_that_is_listed() -> None:
    listed = rows("reference", "organisations")
    codes = {row["code"] for row in listed}
    assert len(codes) == len(listed)
    for row in listed:
        assert not row["region"] or row["region"].startswith(f"{row['country']}-"), row["code"]
        assert not row["parent_code"] or row["parent_code"] in codes, row["code"]
        assert row["name_en"] and row["name_ru"], row["code"]
