"""Give the receipt of an entry, for a delegation to keep."""

from __future__ import annotations

from pathlib import Path

import click

from foedus.cli.printing import UnusableError

HELP = """Write the receipt of entry NUMBER of the record of the folder S, to keep.

A receipt proves that the entry stands in the record whose head the clerk signed (C2SP
tlog-proof). Whoever keeps it can show at any time that a record without the entry, or with
another in its place, is not the one that was signed: foedus verify RECORD --checkpoint RECEIPT.
Without NUMBER the checkpoint is given: the signed head alone.

\b
Examples:
  foedus receipt record 17 --out request.receipt
  foedus receipt record --out today.checkpoint
"""


@click.command("receipt", help=HELP, short_help="Write a receipt, or a checkpoint.")
@click.argument("store", metavar="S", type=click.Path())
@click.argument("number", metavar="[NUMBER]", type=click.IntRange(1), required=False)
@click.option("--out", metavar="OUT", type=click.Path(), help="A file (default: show it).")
def command(store: str, number: int | None, out: str | None) -> int:
    """Write a receipt."""
    from foedus.cli.records import clerk_of, written

    with clerk_of(Path(store)) as clerk:
        if number is not None and number > clerk.store.size:
            raise UnusableError(f"there is no entry {number}; the record has {clerk.store.size}")
        data = clerk.checkpoint() if number is None else clerk.receipt(number)
    if out is None:
        click.echo(data, nl=False)
    else:
        written(Path(out), data)
    return 0
