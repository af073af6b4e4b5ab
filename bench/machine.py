"""What the machine is, as far as it matters to a measurement; nothing that identifies it."""

import os
import platform
from pathlib import Path

GIB = 1024**3


def description() -> list[str]:
    """Return lines that describe processor, memory and interpreter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    return [
        f"{os.cpu_count()} cores, {_processor()}",
        f"{memory:.0f} GiB of memory",
        f"{platform.system()}, Python {platform.python_version()}",
    ]


def _processor() -> str:
    """Return the model that Linux names, else the architecture."""
    source = Path("/proc/cpuinfo")
    lines = source.read_text().splitlines() if source.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
