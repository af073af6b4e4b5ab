"""The forms of a page, read from its HTML as a browser would, to be sent back with whatever a test wants to type."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "search", "email", "textarea", "tel", "url"}
SENSIBLE = {"date": "2011-10-10", "time": "09:00", "number": "5", "password": "a long enough password", "month": "2011-10"}


@dataclass
class PageForm:
    """One form: where it goes, and its fields by name with their kind and what is in them."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    def add(self, name: str | None, kind: str, value: str) -> None:
        """Note a field; of several of one name (radio buttons, check boxes) the first choice is taken."""
        if name and name != "csrf_token" and name not in self.fields:
            self.fields[name] = kind
            self.values[name] = value or SENSIBLE.get(kind, "")

    def filled(self, texts: Iterator[str], *, everywhere: bool = False) -> dict[str, str]:
        """Return what is sent with the texts in the fields that are typed in, or in every field whatever it is."""
        return {
            name: next(texts) if everywhere or kind in TYPED else self.values[name] for name, kind in self.fields.items()
        }


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.form: PageForm | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.form = PageForm(given.get("method", "get").upper(), given.get("action", ""))
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag in {"input", "textarea", "button"}:
            kind = "textarea" if tag == "textarea" else given.get("type", "text" if tag == "input" else "button")
            self.form.add(given.get("name"), kind, given.get("value", ""))
        elif tag == "select":
            self.select = given.get("name")
            self.form.add(self.select, "select", "")
        elif tag == "option" and self.select and not self.form.values.get(self.select):
            self.form.values[self.select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None


def forms_of(page: str) -> list[PageForm]:
    """Return the forms of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
