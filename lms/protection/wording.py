"""What fields of a person's record are called where the audit has no word for them, or another one."""

from lms.language import N_

WORDS: dict[str, str] = {
    "at": N_("When"), "category": N_("Category"), "columns": N_("What it tells"), "course": N_("Course"),
    "document_bytes": N_("Size of the document, bytes"), "document_sha256": N_("SHA-256 of the document"),
    "event": N_("Event"), "file": N_("File"), "row": N_("Row"), "name": N_("Name"), "ends_on": N_("Until"), "holders_role": N_("Holder's role"),
    "code": N_("Code of the public check"), "is_replaced": N_("Replaced by a later mark"), "issued_by": N_("Issued by"),
    "number": N_("Number"), "of": N_("Of what"), "office": N_("Office"), "organisation": N_("Organisation"),
    "region": N_("Region"), "registered_at": N_("Registered"), "session": N_("Session"), "starts_on": N_("From"),
    "state": N_("State"), "what": N_("What was done"), "word": N_("Word"),
}  # fmt: skip
