"""The architecture is a promise: import contracts, one reader of the clock and of the environment, module budgets."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for folder in ("lms", "seeds") for path in (ROOT / folder).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
VIEWS = [path for path in MODULES if path.stem.endswith(("views", "api"))]
VIEW_LINES = 22
# What is called from outside beside views: commands, the process that works on imports, and the guard of requests.
COMMITS = {"commands.py", "report_commands.py", "guard.py", "worker.py"}


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def mentions(path: Path, pattern: str) -> bool:
    return re.search(pattern, path.read_text()) is not None


def test_imports_obey_the_contracts() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_keeps_its_budget(path: Path) -> None:
    assert lines(path) <= 300


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_test_module_keeps_its_budget(path: Path) -> None:
    assert lines(path) <= 400


def test_only_the_clock_reads_the_clock() -> None:
    pattern = r"datetime\.now\(|date\.today\(|utcnow\(|time\.time\("
    assert [path.name for path in MODULES if mentions(path, pattern) and path.name != "clock.py"] == []


def test_only_the_configuration_reads_the_environment() -> None:
    assert [path.name for path in MODULES if mentions(path, r"os\.environ|getenv\(")] == []


def test_services_never_commit() -> None:
    domain = [path for path in MODULES if path.parent.parent.name == "lms" and path not in VIEWS]
    assert [str(path) for path in domain if mentions(path, r"session\.commit\(") and path.name not in COMMITS] == []


def test_reportlab_is_only_on_paper_and_pandas_only_in_tables() -> None:
    for path in MODULES:
        if path.name not in {"pdf.py", "paper.py"}:
            assert not mentions(path, r"(?m)^\s*(from|import) reportlab"), path
        if path.name not in {"tables.py", "error_tables.py"}:  # the second copies whatever was sent, with its errors
            assert not mentions(path, r"(?m)^\s*(from|import) (pandas|xlsxwriter)"), path


def test_only_what_writes_reports_for_editing_knows_a_text_processor_and_templates_that_people_make() -> None:
    for path in MODULES:
        if path.name not in {"word.py", "word_template.py"}:
            assert not mentions(path, r"(?m)^\s*(from|import) (docx|docxtpl)\b"), path
        if path.name not in {"word.py", "word_guard.py"}:
            assert not mentions(path, r"(?m)^\s*(from|import) jinja2"), path


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_view_stays_thin(path: Path) -> None:
    long = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            body = (node.end_lineno or 0) - node.lineno
            if body > VIEW_LINES:
                long.append(f"{node.name}: {body} lines")
    assert long == []


def test_templates_hold_no_inline_script_or_style() -> None:
    for path in (ROOT / "lms" / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|hx-on", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path
        assert not re.search(r"(src|href)=\"(https?:)?//", text), path
        assert "|safe" not in text.replace(" ", ""), path


def test_vendored_files_are_what_was_vendored() -> None:
    vendor = ROOT / "lms" / "static" / "vendor"
    run = subprocess.run(["sha256sum", "--check", "--quiet", "CHECKSUMS"], cwd=vendor, capture_output=True, check=False)
    assert run.returncode == 0, run.stdout
    listed = {line.split()[-1].lstrip("*./") for line in (vendor / "CHECKSUMS").read_text().splitlines()}
    present = {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()} - {"CHECKSUMS"}
    assert present == listed
