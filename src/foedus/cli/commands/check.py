"""Check charters: every fault with its place and its cure."""

from __future__ import annotations

import click

from foedus.cli import options
from foedus.cli.printing import put_json

HELP = """Check charters, and report every fault as FILE:LINE:COLUMN: what; cure.

ORG is the name of a shipped charter, or the path of a folder; without any, all shipped
charters are checked. Exit status: 0 where there is no fault, 1 where there is one.

\b
Examples:
  foedus check
  foedus check csto
  foedus check ./my-organisation --json

--json gives {"charters": [{"charter", "folder", "faults": [{"file", "line", "column", "code",
"what", "cure"}]}], "faults": N}.
"""


@click.command("check", help=HELP, short_help="Check charters.")
@click.argument("orgs", nargs=-1, metavar="[ORG or FOLDER]...", shell_complete=options.complete_org)
@options.as_json
def command(orgs: tuple[str, ...], *, as_json: bool) -> int:
    """Check charters."""
    from foedus.charter.read import names
    from foedus.cli.charters import checked, folder_of

    folders = list(dict.fromkeys(folder_of(name) for name in orgs or names()))
    found = {folder: checked(folder) for folder in folders}
    every = sorted({fault for faults in found.values() for fault in faults})
    if as_json:
        put_json(
            {
                "charters": [
                    {
                        "charter": folder.name,
                        "folder": str(folder),
                        "faults": [
                            {name: getattr(fault, name) for name in fault.__slots__}
                            for fault in faults
                        ],
                    }
                    for folder, faults in found.items()
                ],
                "faults": len(every),
            }
        )
    else:
        for fault in every:
            click.echo(str(fault))
        click.echo(f"{len(folders)} charters, {len(every)} faults")
    return 1 if every else 0
