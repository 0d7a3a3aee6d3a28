"""Replay case files, and report the first line of each case that differs."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from foedus.cli.printing import put_json

if TYPE_CHECKING:
    from foedus.cli.replay import Result

HELP = """Replay case files through the engine and compare every line.

Without any FILE or FOLDER, all shipped cases and histories are replayed. A failure is
reported as FILE:LINE:COLUMN: expected ...; got ..., once for each case. A file that cannot be
read counts as failed. Exit status: 0 where all pass, 1 where one fails, 2 where a charter that
a case is about is faulty.

\b
Examples:
  foedus cases
  foedus cases charters/csto/cases -j 4
  foedus cases my.case --json

--json gives {"cases": [{"file", "line", "title", "charter", "passed", "failure"}], "passed": N,
"failed": N}; "failure" is null, or {"file", "line", "column", "expected", "got", "message"}.
"""


@click.command("cases", help=HELP, short_help="Replay case files.")
@click.argument("files", nargs=-1, metavar="[FILE or FOLDER]...", type=click.Path())
@click.option("-j", "--jobs", type=click.IntRange(1, 64), default=1, help="Processes to use.")
@click.option("--json", "as_json", is_flag=True, help="Answer as data.")
def command(files: tuple[str, ...], jobs: int, *, as_json: bool) -> int:
    """Replay case files."""
    from concurrent.futures import ProcessPoolExecutor

    from foedus.cli.case_files import every
    from foedus.cli.replay import run_file

    results: list[Result] = []
    wanted = list(every(files))
    pool = ProcessPoolExecutor(jobs) if jobs > 1 and len(wanted) > 1 else nullcontext()
    with pool as workers:
        runs = workers.map(run_file, wanted, chunksize=4) if workers else map(run_file, wanted)
        for found in runs:
            results += found
            for result in found:
                if result.failure is not None and not as_json:
                    click.echo(str(result.failure))
    failed = [result.failure for result in results if result.failure is not None]
    if as_json:
        passed = len(results) - len(failed)
        told = [_data(result) for result in results]
        put_json({"cases": told, "passed": passed, "failed": len(failed)})
    else:
        click.echo(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    if any(failure.faulty for failure in failed):
        return 2
    return 1 if failed else 0


def _data(result: Result) -> dict[str, object]:
    data: dict[str, object] = asdict(result)
    data["passed"] = result.failure is None
    if result.failure is not None:
        data["failure"] = {k: v for k, v in asdict(result.failure).items() if k != "faulty"}
    return data
