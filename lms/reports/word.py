"""A report as an editable text, filled into a template that an office can replace. Values in, bytes out.

A template is a .docx file with fields between braces, as docxtpl reads them; docs/report-templates.md tells the fields.
It is user text that runs as code, so it is held to what a text needs: fields, conditions, and loops over what they tell.
"""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import segno
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment, TemplateError, UndefinedError

from lms.errors import Refused
from lms.language import N_
from lms.paper import QR_MASK
from lms.reports import particulars
from lms.reports.document import Document
from lms.reports.outline import Outline, Sentences, Told
from lms.reports.seals import Seal
from lms.reports.word_guard import BROKEN, UNKNOWN, checked, guarded, packed
from lms.reports.word_template import shipped
from lms.reports.wording import LONGEST_PROPERTY
from lms.text import cut

PROPERTIES = ("title", "subject", "author", "comments", "identifier", "language")
LABELS = {
    "in_brief": N_("In brief"), "figures": N_("Figures"), "figure": N_("Figure"), "value": N_("Value"), "target": N_("Target"),
    "narrative": N_("Narrative"), "parts": N_("Parts of the figures"), "total": N_("Total"),
    "crossing": N_("By region, category and sex"), "region": N_("Region"), "category": N_("Category"), "female": N_("Female"),
    "male": N_("Male"), "not_stated": N_("Not stated"), "definitions": N_("How the figures are counted"),
    "papers": N_("Evidence and attachments"), "kind": N_("Kind"), "belongs": N_("Event or act"), "file": N_("File"),
    "seal": N_("Seal"), "page": N_("Page"), "of": N_("of"),
}  # fmt: skip


class Text(DocxTemplate):
    """A template whose properties are filled as its text is, and cut to what they hold."""

    def render_properties(self, context: dict[str, Any], jinja_env: Environment | None = None) -> None:
        """Fill the fields of the properties, which are plain text: nothing of them is escaped here."""
        assert jinja_env is not None
        properties, plain = self.docx.core_properties, jinja_env.overlay(autoescape=False)
        for name in PROPERTIES:
            words = plain.from_string(getattr(properties, name)).render(context)
            setattr(properties, name, cut(words, LONGEST_PROPERTY))


def report_docx(
    document: Document, language: str, seal: Seal, *, sentences: Sentences = (), public: bool = False,
    template: bytes | None = None,
) -> bytes:  # fmt: skip
    """Return a report as a .docx file. Raises Refused where the office's template is broken or asks for what there is not."""
    outline = Outline(document, language, seal, sentences, public)
    if template is None:
        return _filled(outline, shipped(language))
    checked(template)
    try:
        return _filled(outline, template)
    except UndefinedError as error:
        name = re.findall(r"'([^']*)'", str(error))[-1:] or [str(error)]
        raise Refused(UNKNOWN, name=name[0]) from error
    except TemplateError as error:
        raise Refused(N_("A field of the template is not written as it should be: %(why)s"), why=str(error)) from error
    except Refused:
        raise
    except Exception as error:  # whatever a library says of a file that somebody made by hand
        raise Refused(BROKEN) from error


def fields(outline: Outline) -> dict[str, Any]:
    """Return what a template can tell: texts, lists of them, and truths, by name."""
    words, notes = outline.words, outline.letter.notes
    return {
        "report": {
            "title": outline.title, "subject": outline.subject, "state": outline.state, "mark": outline.mark, "note": outline.note,
            "language": outline.language, "is_public": outline.public,
        },
        "facts": list(_facts(particulars.facts(outline))),
        "sentences": list(_sentences(outline)),
        "footnotes": [{"number": str(number), "text": note} for number, note in enumerate(notes, 1)],
        "figures": [_figure(one) for one in outline.told],
        "narrative": outline.narrative,
        "definitions": [{"name": name, "text": text, "version": version} for name, text, version in outline.definitions],
        "papers": [one.__dict__ for one in (*particulars.papers(outline), *particulars.attachments(outline))],
        "seal": {
            "sha256": outline.seal.sha256 or "", "facts": list(_facts(particulars.seal(outline))), "code": "",
            "meaning": particulars.seal_meaning(outline),
            "foot": outline.state if outline.seal.is_draft else f"SHA-256 {outline.seal.sha256}",
        },
        "words": {key: words.say(label) for key, label in LABELS.items()},
    }  # fmt: skip


def _filled(outline: Outline, template: bytes) -> bytes:
    made, told = Text(io.BytesIO(template)), fields(outline)
    made.init_docx()
    if outline.seal.sha256:
        told["seal"]["code"] = InlineImage(made, _code(outline.seal.sha256), width=Mm(28))
    made.render(told, guarded(frozenset(told)), autoescape=True)
    properties = made.core_properties
    properties.last_modified_by, properties.revision = "", 1
    properties.created = properties.modified = _moment(outline)
    sink = io.BytesIO()
    made.save(sink)
    return packed(sink)


def _moment(outline: Outline) -> datetime:
    sealed = outline.seal.sealed_at
    return (sealed or datetime.fromisoformat(outline.document.content["prepared"]["at"])).astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _code(digest: str) -> io.BytesIO:
    sink = io.BytesIO()
    segno.make(digest, error="m", mask=QR_MASK, micro=False).save(sink, kind="png", scale=8, border=2)
    sink.seek(0)
    return sink


def _facts(facts: particulars.Facts) -> Iterator[Mapping[str, str]]:
    for name, lines in facts:
        yield {"name": name, "text": "\n".join(lines)}


def _sentences(outline: Outline) -> Iterator[Mapping[str, str]]:
    """Yield the sentences of the letter with the marks of their footnotes."""
    for text, numbers in outline.letter.sentences:
        yield {"text": text, "marks": "".join(f" [{number}]" for number in numbers)}



def _figure(one: Told) -> dict[str, Any]:
    words, figure, target = one.words, one.figure, one.target
    return {
        "name": one.name, "code": one.code, "note": one.note, "value": words.number(figure.value), "more": "\n".join(one.measures),
        "parts": one.parts,
        "target": words.number(target.value) if target else "", "share": words.percent(target.share) if target else "",
        "reached": one.reached, "cumulative": "" if figure.cumulative is None else words.number(figure.cumulative),
        "tables": [
            {"title": table.title, "heading": table.heading, "total": words.number(table.total), "lines": [
                {"name": line.name, "code": line.code, "number": words.number(line.number), "is_group": line.is_group,
                 "share": words.share(line.number, table.total)}
                for line in table.lines
            ]} for table in one.breakdowns
        ],
        "crossing": list(_crossing(one)),
    }  # fmt: skip


def _crossing(one: Told) -> Iterator[Mapping[str, str]]:
    crossing, before = one.crossing, None
    for line in crossing.lines if crossing else ():
        sexes = dict(zip((code for code, _name in crossing.sexes), line.numbers, strict=True))  # type: ignore[union-attr]
        region = "" if before == line.region_code else line.region
        before = line.region_code
        yield {"region": region, "category": line.category, "total": one.words.number(line.total)} | {
            sex: one.words.number(sexes.get(sex, 0)) for sex in ("female", "male", "not_stated")
        }
