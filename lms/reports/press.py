"""What the files of reports are made with, as this installation is set up."""

from pathlib import Path

from flask import current_app

from lms.reports.iati import Publisher
from lms.reports.making import Press

TEMPLATE = "report-template.docx"  # of an office's own, in the data folder


def press() -> Press:
    """Return who publishes, and the template of editable reports that lies in the data folder, where there is one."""
    config = current_app.config
    own = Path(config["DATA_DIR"]) / TEMPLATE
    publisher = Publisher(config["IATI_ORG_REF"], config["IATI_ORG_TYPE"], config["IATI_ORG_NAME"], config["IATI_SECTOR"])
    return Press(publisher, own.read_bytes() if own.is_file() else None)
