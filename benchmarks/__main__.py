"""Run the benchmarks: medians of alternating runs with their extremes, beside floor and peers."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import platform
import sys
from pathlib import Path
from typing import Any

import benchmarks
from benchmarks.contest import compete

RUNS, QUICK_RUNS = 5, 2


def found() -> dict[str, Any]:
    """Find the benchmarks: every module here that has a ``contests``."""
    modules = {
        each.name: importlib.import_module(f"benchmarks.{each.name}")
        for each in pkgutil.iter_modules(benchmarks.__path__)
        if not each.name.startswith("_")
    }
    return {name: module for name, module in modules.items() if hasattr(module, "contests")}


def machine() -> str:
    """Say on what this runs: figures of different machines cannot be compared."""
    names = Path("/proc/cpuinfo")
    lines = names.read_text().splitlines() if names.exists() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}"
        f" {platform.release()}, {os.cpu_count()} x {model or platform.machine()}{load}"
    )


def table(rows: list[list[str]]) -> str:
    """Write rows in columns, names to the left and figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def main(arguments: list[str]) -> int:
    """Run what was asked and print it as it comes."""
    modules = found()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(modules), metavar="NAME",
                        help=f"one of: {', '.join(sorted(modules))}; may be repeated")  # fmt: skip
    parser.add_argument(
        "--quick", action="store_true", help="small sizes: shows that it runs, no more"
    )
    parser.add_argument("--runs", type=int, help=f"alternating runs of each (default {RUNS})")
    asked = parser.parse_args(arguments)
    runs = asked.runs or (QUICK_RUNS if asked.quick else RUNS)
    print(f"{machine()}; processor time, medians of {runs} alternating runs (extremes)")
    if asked.quick:
        print("quick: sizes are too small for the figures to mean anything")
    for name in asked.only or modules:
        for contest in modules[name].contests(quick=asked.quick):
            rows = [row.shown(contest.floor) for row in compete(contest, runs)]
            head = [f"{name}: {contest.title}", f"{contest.what}/s", "each", f"x {contest.floor}"]
            print(f"\n{table([head, *rows])}")
            if contest.note:
                print(f"  {contest.note}")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
