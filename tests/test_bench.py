"""The bench runs: a small register is built, both ways of counting agree, the worked example keeps its answers."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench import machine
from tests.conftest import SERVER

ROOT = Path(__file__).parent.parent


@pytest.mark.committed
def test_a_small_bench_prints_its_measurements() -> None:
    database = "postgresql" if SERVER else "sqlite"
    command = [sys.executable, "-m", "bench.run", "--small", "--on", database]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "One project-year" in run.stdout and "times as long" in run.stdout
    pages = [line for line in run.stdout.splitlines() if line.startswith("| Event page")]
    assert len(pages) == 2 and all(int(line.split(" queries")[0].split()[-1]) <= 10 for line in pages)


def test_the_machine_is_described_without_naming_it() -> None:
    told = " ".join(machine.description())
    assert "cores" in told and "Python" in told and "/" not in told
