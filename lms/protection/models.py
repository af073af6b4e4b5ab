"""How long each class of data is kept."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.extensions import Model, coded
from lms.language import N_, Labelled


class DataClass(Labelled):
    """What is kept for a time of its own; `persons` are erased (R18), the others lose only what is named."""

    ATTEMPTS = "attempts", N_("Counted attempts to sign in")
    SIGN_INS = "sign_ins", N_("Browsers that were signed in")
    IMPORTS = "imports", N_("Lists that wait to be confirmed")
    DISCLOSURES = "disclosures", N_("Records of files with names")
    CONTACTS = "contacts", N_("Phone and e-mail of people without a later event")
    IDENTIFIERS = "identifiers", N_("Identity numbers of people without a later event")
    PERSONS = "persons", N_("People without a later event")


class RetentionRule(Model):
    """For how many months a class of data is kept; no number keeps it until somebody sets one."""

    __tablename__ = "retention_rule"
    __table_args__ = (CheckConstraint("months BETWEEN 1 AND 1200", name="months_plausible"),)

    data_class: Mapped[DataClass] = mapped_column(coded(DataClass), primary_key=True)
    months: Mapped[int | None]

    @property
    def name(self) -> DataClass:
        """Return what the audit calls the rule."""
        return self.data_class
