"""Begin a record: a folder with the charter, the clerk's key and the first entry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.charter.faults import quoted
from foedus.cli import options
from foedus.cli.printing import UnusableError, put, put_json

if TYPE_CHECKING:
    from foedus.record.note import VerifierKey
    from foedus.service.opening import Opening
    from foedus.service.submission import Answer

HELP = """Begin the record of an organisation in a new folder.

The folder gets the charter, the key of the clerk, and the first entry: under which charter and
in which world the record is kept, and which officers speak for the registrar. The officers
appoint the focal point of each delegation, who accredits its delegates.

The first entry is signed by the first officer, with the key of --key (made by "ssh-keygen -t
ed25519"). Without --key a new one is made beside the folder, S.officer.key: give it to its owner.
A person's name has small letters, digits, dots and hyphens: olga.petrova.

An officer appoints a focal point with a draft such as this ("foedus act --help"):

\b
  actor: registrar
  for: AM
  procedure: credentials
  step: appoint
  matter: credentials-AM
  fields: {person: anna, key: "ssh-ed25519 AAAA..."}
  contents: {letter: letter-of-credentials.pdf}

\b
Examples:
  foedus init csto --store record
  foedus init csto --store record --officer olga.petrova --key ~/.ssh/id_ed25519
  foedus init my-org --store drill --world exercise --also ivan=ivan.pub

--json gives {"store", "origin", "world", "clerk", "officers", "key" (the file of the key that was
made, or null), "number", "hour"}.
"""


@click.command("init", help=HELP, short_help="Begin a record.")
@click.argument("org", shell_complete=options.complete_org)
@click.option("--store", required=True, metavar="S", type=click.Path(), help="The new folder.")
@click.option("--officer", default="officer", metavar="NAME", help="The first officer's name.")
@click.option("--key", metavar="K", type=click.Path(), help="The first officer's private key.")
@click.option("--also", multiple=True, metavar="NAME=KEY.pub", help="A further officer.")
@click.option("--origin", metavar="NAME", help="The record's name (default: made up).")
@click.option(
    "--world", type=click.Choice(["live", "exercise"]), default="live",
    help="In earnest (default), or an exercise, in which officers sign for everybody.",
)  # fmt: skip
@options.lang
@options.as_json
def command(
    *,
    org: str,
    store: str,
    officer: str,
    key: str | None,
    also: tuple[str, ...],
    origin: str | None,
    world: str,
    lang: str,
    as_json: bool,
) -> int:
    """Begin a record."""
    from foedus.acts.hours import stamp
    from foedus.service.folder import place_for
    from foedus.store.port import StoreError
    from foedus.words.catalogue import catalogue

    path = Path(store)
    try:
        place = place_for(path)
    except StoreError as problem:
        raise UnusableError(str(problem)) from None
    beside = path.with_name(f"{place.name}.officer.key")
    opening = _opening(org, officer, also, origin, world)
    answer, clerk = _begun(place, opening, officer, key, beside)
    if as_json:
        put_json(
            {
                "store": str(path),
                "origin": opening.origin,
                "world": world,
                "clerk": str(clerk),
                "officers": list(opening.officers),
                "key": None if key else str(beside),
                "number": answer.number,
                "hour": stamp(answer.hour),
            }
        )
        return 0
    texts = catalogue(lang)
    put(texts.say("init.made", store=str(path), origin=opening.origin))
    put(texts.say("init.clerk", clerk=str(clerk)))
    if not key:
        put(texts.say("init.key", officer=officer, file=str(beside)))
    put(texts.say("init.next", store=str(path)))
    return 0


def _begun(
    place: Path, opening: Opening, officer: str, key: str | None, beside: Path
) -> tuple[Answer, VerifierKey]:
    """Begin the record; where that fails, the key that was made for it goes too."""
    from foedus.acts.wire import WireFault
    from foedus.cli.keys import forget, new_key, private_key
    from foedus.service.clerk import NotEnteredError
    from foedus.service.folder import KEY, OpeningError, begin
    from foedus.service.keyfiles import KeyFileFault
    from foedus.store.port import StoreError

    signer = private_key(key) if key else new_key(beside)
    if signer.public in opening.officers.values():
        raise UnusableError("two officers have the same key; each has a key of its own")
    opening.officers[officer] = signer.public
    try:
        return begin(place, opening, officer, signer)
    except (OpeningError, StoreError, KeyFileFault, NotEnteredError, WireFault) as problem:
        raise UnusableError(f"nothing was begun: {problem}") from None
    finally:
        if not key and not (place / KEY).exists():
            forget(beside)


def _opening(
    org: str, officer: str, also: tuple[str, ...], origin: str | None, world: str
) -> Opening:
    """Make what the first entry says; the first officer's key is still to come."""
    import secrets

    from foedus.acts import keys
    from foedus.charter.pack import PackFault, pack
    from foedus.cli.charters import checked, folder_of, reading, sound
    from foedus.cli.keys import public_key
    from foedus.record.note import NoteFault, Signer
    from foedus.service.opening import Opening

    folder = folder_of(org)
    charter = sound(folder)
    if faults := checked(folder):
        raise UnusableError(f"the charter {folder.name} is faulty", faults)
    pairs = [each.partition("=") for each in also]
    if wrong := [name for name, _, file in pairs if not file]:
        raise UnusableError(
            f"--also {wrong[0]}: write the officer's name and public key, such as ivan=ivan.pub"
        )
    names = [officer, *(name for name, _, _ in pairs)]
    for name in names:
        if not keys.is_person(name):
            raise UnusableError(
                f"{quoted(name)} is no name of a person; write small letters, digits, dots and"
                " hyphens, such as olga.petrova"
            )
        if names.count(name) > 1:
            raise UnusableError(f"two officers are called {name}")
    officers = {officer: b"", **{name: public_key(file) for name, _, file in pairs}}
    if len(set(officers.values())) < len(officers):
        raise UnusableError("two officers have the same key; each has a key of its own")
    called = origin or f"foedus/{charter.name}/{secrets.token_hex(4)}"
    try:
        Signer(called, bytes(32))
        files = pack(reading(folder))
    except (NoteFault, PackFault) as fault:
        raise UnusableError(str(fault)) from None
    return Opening(
        secrets.token_hex(16), charter.name, files, called, officers,
        "live" if world == "live" else "exercise",
    )  # fmt: skip
