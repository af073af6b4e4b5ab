"""Fields and checks that several features' forms share."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.i18n import translations
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict
from wtforms import (
    DecimalField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import InputRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget, Select

from lms.errors import Conflict, Refused
from lms.language import N_, Labelled
from lms.revisions import Revised
from lms.text import is_clean, tidy
from lms.victims import victim_words
from lms.web import LARGEST_ID, sentence

LANGUAGE_CHOICES = [SelectChoice("en", "English"), SelectChoice("ru", "Русский")]
# Said by the library of a field; listed for our catalogs, whose wording goes before the library's own.
SAID_BY_THE_LIBRARY = (
    N_("This field is required."), N_("Not a valid choice."), N_("Not a valid integer value."),
    N_("Not a valid decimal value."), N_("Not a valid date value."), N_("Not a valid time value."),
    N_("Number must be between %(min)s and %(max)s."),
)  # fmt: skip


# Said by the library in a programmer's words; said here in ours.
PLAINER = {
    "Invalid Choice: could not coerce.": N_("Choose one of the list."),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_("Choose one of the list."),
}


class Wording:
    """What the library says of a field: in the words of our catalogs, else in its own."""

    def gettext(self, sentence: str) -> str:
        """Word a sentence."""
        sentence = PLAINER.get(sentence, sentence)
        ours = _(sentence)
        return ours if ours != sentence else str(translations.gettext(sentence))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Word a sentence with a number."""
        return str(translations.ngettext(one, many, number))


class Form(FlaskForm):
    """A form of this application: text is tidied, and a refusal of the domain lands on its field.

    Text that looks like data about a victim (R19) is asked about once: the page shows `victim_words` and sends
    `victims_seen` along, so that pressing the button again says that it is none.
    """

    victim_words: tuple[str, ...] = ()

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: FlaskForm) -> Wording:
            """Give the words for what is wrong with a field."""
            return Wording()

        def bind_field(self, form: FlaskForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Bind a field with the filters that tidy its text."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                filters = unbound_field.kwargs.setdefault("filters", [])
                own = _trimmed if issubclass(kind, TextAreaField) else _tidied
                if own not in filters:
                    unbound_field.kwargs["filters"] = [own, *filters]
            if issubclass(kind, DecimalField):
                unbound_field.kwargs["filters"] = [_comparable]
            bound = unbound_field.bind(form=form, **options)
            if issubclass(kind, IntegerField):
                bound.validators = (_storable, *bound.validators)
            return bound

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Read what a form of a page sends, and never JSON, whose values need not be text."""
            sent = isinstance(formdata, MultiDict) or not request.is_json
            return super().wrap_formdata(form, formdata) if sent else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that no text holds what databases or documents cannot."""
        valid = super().validate(extra_validators)
        for field in self:
            if isinstance(field.data, str) and not is_clean(field.data):
                field.errors = [*field.errors, _("This text has a character that cannot be stored.")]
                valid = False
            if field.flags.required and field.data is None and not field.errors:
                # White space was typed: InputRequired was content with it before it was tidied away.
                field.errors = [field.gettext("This field is required.")]
                valid = False
        return bool(valid) & self._tells_of_nobody()

    def _tells_of_nobody(self) -> bool:
        """Say whether no text looks like data about a victim, or whoever typed it has been asked about it."""
        if self.is_submitted() and not request.is_json:
            written = [field.data for field in self if _is_written(field)]
            self.victim_words = tuple(dict.fromkeys(word for text in written for word in victim_words(text)))
        return not self.asks_of_victims

    @property
    def victims_seen(self) -> str:
        """Return what stands for the words that were asked about: other words are asked about anew."""
        return hashlib.sha256("\n".join(sorted(self.victim_words)).encode()).hexdigest()[:16]

    @property
    def asks_of_victims(self) -> bool:
        """Say whether the page has to ask."""
        return bool(self.victim_words) and request.form.get("victims_seen") != self.victims_seen

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal at the field it names, or above the form."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(sentence(refusal))
        else:
            field.errors = [*field.errors, sentence(refusal)]


class RevisedForm(Form):
    """A form of what others may change meanwhile; `revision` is the one that the page showed (lms/revisions.py)."""

    revision = IntegerField(validators=[Optional()], widget=HiddenInput())

    def refuse_beside(self, refusal: Refused, stands: Revised | None) -> None:
        """Show a refusal; saved again after somebody else's change was told, the form replaces what stands."""
        self.refuse(refusal)
        if stands is not None and isinstance(refusal, Conflict):
            self.revision.process_data(stands.revision)
            self.revision.raw_data = None


class DisclosureForm(Form):
    """For whom a file with people's names is made, and why."""

    recipient = StringField(_l("For whom"), [InputRequired(), Length(max=200)])
    purpose = StringField(_l("Purpose"), [InputRequired(), Length(max=300)])

    def fields(self) -> dict[str, Any]:
        """Return what is recorded of the file."""
        return {"recipient": self.recipient.data, "purpose": self.purpose.data}


def _is_written(field: Field) -> bool:
    return isinstance(field, StringField) and not isinstance(field, PasswordField | HiddenField)


def _comparable(value: Decimal | None) -> Decimal | None:
    """Read a signalling NaN, which no comparison survives, as the quiet one, which no range allows."""
    return Decimal("NaN") if value is not None and value.is_snan() else value


def _storable(_form: Any, field: Field) -> None:
    """Stop at a whole number that no column holds, and that later checks could not even compare."""
    if isinstance(field.data, int) and abs(field.data) > LARGEST_ID:
        raise StopValidation(_("Not a valid integer value."))


def _tidied(value: str | None) -> str | None:
    return tidy(value) or None if isinstance(value, str) else value


def _trimmed(value: str | None) -> str | None:
    return value.replace("\r\n", "\n").strip() or None if isinstance(value, str) else value


class Options(Select):
    """A list to choose from; a page of hundreds of organisations waits for the library's general way to write each."""

    @classmethod
    def render_option(cls, choice: Choice, **_kwargs: Any) -> Markup:
        """Write an option that has no attributes of its own."""
        selected = "selected " if choice.selected else ""
        return Markup(f'<option {selected}value="{escape(choice.value)}">{escape(choice.label)}</option>')


class CodeField(SelectField):
    """A choice among the members of a labelled enum; `blank` is the wording of no choice."""

    widget = Options()

    def __init__(self, label: Any, codes: type[Labelled], *, blank: Any = None, **kwargs: Any) -> None:
        def coerce(value: Any) -> Labelled | None:
            return codes(value) if value not in (None, "", "None") else None

        super().__init__(label, coerce=coerce, **kwargs)
        self.codes = codes
        self.blank = blank

    def iter_choices(self) -> Iterable[Choice]:
        """Offer the labels in the reader's language."""
        if self.blank is not None:
            yield Choice("", self.blank, self.data is None, {})
        for member in self.codes:
            yield Choice(member.value, _(member.label), member == self.data, {})

    def pre_validate(self, form: Any) -> None:
        """Accept members only, and none only where a blank is offered."""
        if self.data is None and self.blank is None:
            raise ValidationError(_("Choose one."))


class KeyField(SelectField):
    """A choice of a row by its number; `choices` are (id, label) pairs, `blank` the wording of none."""

    widget = Options()

    def __init__(self, label: Any, *, blank: Any = None, key: type = int, **kwargs: Any) -> None:
        def coerce(value: Any) -> Any:
            return key(value) if value not in (None, "", "None") else None

        super().__init__(label, coerce=coerce, choices=[], **kwargs)
        self.blank = blank
        self.pairs: list[tuple[Any, str]] = []

    def offer(self, pairs: Iterable[tuple[Any, str]]) -> None:
        """Set the rows to choose from."""
        self.pairs = list(pairs)

    def iter_choices(self) -> Iterable[Choice]:
        """Offer the rows, and a blank where one may be left."""
        if self.blank is not None:
            yield Choice("", self.blank, self.data is None, {})
        for value, label in self.pairs:
            yield Choice(value, label, value == self.data, {})

    def pre_validate(self, form: Any) -> None:
        """Accept only a row that was offered: a foreign one is no choice."""
        if self.data is None:
            if self.blank is None:
                raise ValidationError(_("Choose one."))
        elif self.data not in {value for value, _label in self.pairs}:
            raise ValidationError(_("Choose one of the list."))


class KeysField(SelectMultipleField):
    """A choice of any number of rows by their numbers, or by other keys, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, *, key: type = int, **kwargs: Any) -> None:
        super().__init__(label, coerce=key, choices=[], **kwargs)
        self.key = key

    def offer(self, pairs: Iterable[tuple[Any, str]]) -> None:
        """Set the rows to choose from."""
        self.choices = [SelectChoice(str(value), label) for value, label in pairs]

    def pre_validate(self, form: Any) -> None:
        """Accept only rows that were offered."""
        if set(self.data or ()) - {self.key(choice.value) for choice in self.choices}:
            raise ValidationError(_("Choose one of the list."))
