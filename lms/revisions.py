"""What several people may write at once: each save counts one up, and whoever looked at an earlier state is told."""

from typing import Any

from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from lms.errors import Conflict
from lms.language import N_


class Revised:
    """A row that counts how often a form of it was saved, by whoever saves it: what happens to it otherwise overtakes nobody.

    Two who save at the same instant are told apart by the database: the later finds no row of the revision that it read.
    """

    revision: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # SQLAlchemy calls it with the class
        return {"version_id_col": cls.__table__.c.revision, "version_id_generator": False}  # type: ignore[attr-defined]


def refuse_overtaken(row: Revised, seen: int | None) -> None:
    """Raise Conflict where another revision stands than the one that was seen; None looked at none."""
    if seen is not None and row.revision != seen:
        raise Conflict(N_("Somebody else changed this meanwhile. Look at it in another tab, then save again to replace what stands."))
