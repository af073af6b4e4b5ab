"""Hashtags of the Humanitarian Exchange Language over the columns of a table, one row under the heads.

Hashtags are those of the core dictionary, with attributes after a plus: https://hxlstandard.org/standard/1-1final/
"""

INDICATOR = "#indicator"
REACHED = "#reached"  # numbers of people
OUTPUT = "#output"  # numbers of anything else
OF_PEOPLE = frozenset({
    "persons", "completions", "participants", "headcount", "trainers_certified", "trainers_standing",
})  # fmt: skip
CELL = {
    "group": "#beneficiary+group", "category": "#beneficiary+type", "sex": "#beneficiary+sex", "country": "#country",
    "region": "#adm1", "organisation": "#org", "kind": "#activity+type", "carrier": "#output+type",
}  # fmt: skip
SEX = {"female": "+f", "male": "+m", "not_stated": "+sex_unknown"}


def number(basis: str, *attributes: str) -> str:
    """Return the hashtag of a number of a basis."""
    return (REACHED if basis in OF_PEOPLE else OUTPUT) + "".join(attributes)
