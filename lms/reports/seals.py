"""The seal of a report, and the file that carries a document with it. Pure."""

from dataclasses import asdict, dataclass
from datetime import datetime

from lms.audit.rules import canonical
from lms.reports.document import Document


@dataclass(frozen=True)
class Seal:
    """What was sealed, by whom and when, and the entry of the record of changes that tells it; a draft has no digest."""

    sha256: str | None
    sealed_by: str | None
    sealed_at: datetime | None
    audit_seq: int
    audit_hash: str

    @property
    def is_draft(self) -> bool:
        """Say whether nothing was sealed yet."""
        return self.sha256 is None


def report_json(document: Document, seal: Seal) -> bytes:
    """Return the document with its seal around it. What stands between `{"document":` and `,"seal":` has the digest."""
    return f'{{"document":{document.canonical},"seal":{canonical(asdict(seal))}}}\n'.encode()
