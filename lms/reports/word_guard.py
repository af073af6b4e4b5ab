"""What an office's template of a report may hold: it is user text that runs as code (SECURITY N7, N9). Pure."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lms.errors import Refused
from lms.language import N_

BROKEN = N_("This file could not be read as a template. Save it as a Word document (.docx) and send it again.")
FOREIGN = N_("The template takes something from another file, or holds a program. Take it out and send the template again.")
TOO_MUCH = N_("The template makes a text that is too long.")
NOT_ALLOWED = N_("The template may hold fields, conditions and loops only, and it holds something else: %(what)s.")
UNKNOWN = N_("The template asks for “%(name)s”, and there is no such field.")
NOT_CLOSED = N_("A field of the template is opened and not closed in the same paragraph: %(text)s")

MOST_KEPT = 64  # compiled pieces of templates: that of an office has about ten
MOST_PARTS, MOST_BYTES, MOST_TEXT, MOST_MADE = 400, 20_000_000, 2_000_000, 40_000_000
FIXED = (2026, 1, 1, 0, 0, 0)
# Relationships to what would be run or fetched when the file is opened.
ACTIVE = re.compile(rb"relationships/(oleObject|vbaProject|control|attachedTemplate|frame|aFChunk|subDocument)\b", re.IGNORECASE)
OUTSIDE = re.compile(rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)(?![^>]*relationships/hyperlink[\"'])[^>]*>")
OPEN, CLOSED = re.compile(r"\{[{%#]"), re.compile(r"\{\{[^{}]*\}\}|\{%[^{}%]*%\}|\{#[^{}#]*#\}")
PARAGRAPH, MARKUP = re.compile(r"</w:p>"), re.compile(r"<[^>]*>")
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Const, nodes.Not, nodes.And,
    nodes.Or, nodes.Compare, nodes.Operand, nodes.CondExpr, nodes.Filter, nodes.Test,
)  # fmt: skip
FILTERS = frozenset({"upper", "lower", "capitalize", "default", "length", "first", "last", "e", "escape"})
INTERNAL = frozenset({"self", "super", "caller"})  # names that the language itself gives
TESTS = frozenset({"defined", "none"})


def checked(template: bytes) -> None:
    """Raise Refused where a file is no template: no archive, too large, or reaching for what lies outside of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise Refused(BROKEN)
            for part in parts:
                _checked(part, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, KeyError, OSError) as error:
        raise Refused(BROKEN) from error


def _checked(part: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    name = part.filename.lower()
    if name.endswith(".rels"):
        body = archive.read(part)
        if ACTIVE.search(body) or OUTSIDE.search(body):
            raise Refused(FOREIGN)
    elif name.startswith("word/") and name.endswith(".xml"):
        if part.file_size > MOST_TEXT:
            raise Refused(BROKEN)
        for paragraph in PARAGRAPH.split(archive.read(part).decode("utf-8", "replace")):
            text = MARKUP.sub("", paragraph)
            if OPEN.search(CLOSED.sub("", text)):
                raise Refused(NOT_CLOSED, text=text.strip()[:80])


class _Limited(Template):
    """A template that stops where what it makes grows beyond measure."""

    def render(self, *given: Any, **more: Any) -> str:
        made, size = [], 0
        for piece in self.generate(*given, **more):
            made.append(piece)
            size += len(piece)
            if size > MOST_MADE:
                raise Refused(TOO_MUCH)
        return "".join(made)


class Guarded(ImmutableSandboxedEnvironment):
    """An environment in which a template has fields and nothing else: no calls, no names of the language, no strings to grow.

    A loop inside another goes over what belongs to the outer one, so that no template does more work than the report is long.
    """

    template_class = _Limited

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.names = names
        self._compiled: dict[str, Template] = {}

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:
        """Compile a template that holds only what it may, once. Raises Refused."""
        if source not in self._compiled:
            if len(self._compiled) >= MOST_KEPT:
                self._compiled.clear()
            self._compiled[source] = self._made(source)
        return self._compiled[source]

    def _made(self, source: str) -> Template:
        tree = self.parse(source)
        _refuse_others(tree)
        _refuse_loops(tree, frozenset())
        for name in sorted(meta.find_undeclared_variables(tree) - self.names):
            raise Refused(UNKNOWN, name=name)
        return super().from_string(source)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what a field holds by a name; things that are no fields have no names, save which turn of a loop it is."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if type(obj).__name__ == "LoopContext" and attribute in {"first", "last", "index", "length"}:
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)


@cache
def guarded(names: frozenset[str]) -> Guarded:
    """Return the environment for templates with these fields."""
    return Guarded(names)


def _refuse_others(tree: nodes.Template) -> None:
    for node in tree.find_all(nodes.Node):
        plain = isinstance(node, ALLOWED)
        if isinstance(node, nodes.Filter):
            plain = node.name in FILTERS
        elif isinstance(node, nodes.Test):
            plain = node.name in TESTS
        elif isinstance(node, nodes.Name):
            plain = node.name not in INTERNAL
        elif isinstance(node, nodes.For):
            plain = not node.recursive and isinstance(node.target, nodes.Name)
        if not plain:
            raise Refused(NOT_ALLOWED, what=str(getattr(node, "name", None) or type(node).__name__))


def _refuse_loops(node: nodes.Node, outer: frozenset[str]) -> None:
    """Refuse a loop over anything but a field, and inside another over anything but what belongs to that."""
    for child in node.iter_child_nodes():
        if not isinstance(child, nodes.For):
            _refuse_loops(child, outer)
            continue
        names = list(_names(child.iter))
        if not names or (outer and names[0] not in outer):
            raise Refused(NOT_ALLOWED, what="for")
        _refuse_loops(child, outer | {child.target.name})  # type: ignore[attr-defined]  # a name: others were refused


def _names(node: nodes.Node) -> Iterator[str]:
    """Yield the name that a field begins with; nothing where it is no field."""
    while isinstance(node, nodes.Getattr):
        node = node.node
    if isinstance(node, nodes.Name):
        yield node.name


def packed(made: io.BytesIO) -> bytes:
    """Return an archive with the same files, all of one time, so that equal contents give equal bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(sink, "w") as target:
        for name in sorted(source.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = zipfile.ZipInfo(name, FIXED)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return sink.getvalue()


