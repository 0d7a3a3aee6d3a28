"""Write a record to one file that anybody can verify."""

from __future__ import annotations

from pathlib import Path

import click

from foedus.cli import options
from foedus.cli.printing import put, put_json

HELP = """Write the record of the folder S to a bundle: one file, with its charter and its documents.

The clerk signs the head first, so the key of the clerk must be in the folder, and no other clerk
at work. With --withhold the acts of these entries are left out, with the documents that only they
name: who reads the bundle still verifies everything but what follows from them. Entries that give
keys or take them cannot be withheld.

\b
Examples:
  foedus export record csto.bundle
  foedus export record for-auditors.bundle --withhold 17 --withhold 20

--json gives {"file", "entries", "withheld", "bytes"}.
"""


@click.command("export", help=HELP, short_help="Write a bundle.")
@click.argument("store", metavar="S", type=click.Path())
@click.argument("out", metavar="OUT", type=click.Path())
@click.option("--withhold", multiple=True, type=click.IntRange(2), metavar="N", help="An entry.")
@options.lang
@options.as_json
def command(store: str, out: str, withhold: tuple[int, ...], lang: str, *, as_json: bool) -> int:
    """Write a bundle."""
    from foedus.cli.printing import UnusableError
    from foedus.cli.records import clerk_of, save
    from foedus.record.entry import read
    from foedus.service.withheld import gives_keys
    from foedus.words.catalogue import catalogue

    with clerk_of(Path(store)) as clerk:
        clerk.checkpoint()
        kept = clerk.store
        if missing := [number for number in withhold if number > kept.size]:
            raise UnusableError(f"there is no entry {missing[0]}; the record has {kept.size}")
        for number in withhold:
            if gives_keys(read(kept.row(number).leaf)):
                raise UnusableError(
                    f"entry {number} says who signs with which key: without it no signature after"
                    " it is proved, so it cannot be withheld"
                )
        size = save(kept, out, frozenset(withhold))
        entries = kept.size
    if as_json:
        put_json(
            {"file": out, "entries": entries, "withheld": sorted(set(withhold)), "bytes": size}
        )
        return 0
    texts = catalogue(lang)
    put(texts.say("record.made", file=out, entries=str(entries), size=f"{size:,}"))
    put(texts.say("record.verify", file=out))
    return 0
