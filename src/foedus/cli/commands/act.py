"""Sign an act, enter it in a record, and say what it came to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from foedus.cli import options
from foedus.cli.printing import UnusableError, put, put_json

if TYPE_CHECKING:
    from foedus.cli.signing import Signable
    from foedus.law import Law
    from foedus.record.bundle import Document
    from foedus.record.evidence import Evidence
    from foedus.service.clerk import Clerk
    from foedus.service.submission import Answer

HELP = """Sign an act and enter it in the record of the folder S.

FILE is a draft in YAML or JSON: actor, procedure, step and matter, and where they are needed
for, capacity, fields, contents (name: file, in the folder of the draft), occurred ([from, until]).

\b
  actor: AM
  procedure: consultation
  step: request
  matter: K1
  fields: {goods: [security], threat: "armed groups at the border"}

Everything else is filled in: who signs (whose key it is), the record, the last entry seen, and a
random name of the act. The answer is given when the entry is on the disk: admitted, refused or
unsettled, each with its article. A draft that is entered twice makes two acts.

To sign elsewhere, such as on a machine without a network or with a key that an agent holds: write
the act with --write, sign that file with "ssh-keygen -Y sign -n foedus-act -O hashalg=sha256 -f KEY
FILE.act", and enter it with --signature. Its documents are in FILE.act.documents: keep that beside
it. Such an act entered again, with the same signature, gets the answer that it got before.

Exit status: 0 admitted or unsettled, 1 refused, 2 not entered.

\b
Examples:
  foedus act record request.yaml --key ~/.ssh/id_ed25519 --receipt request.receipt
  foedus act record request.yaml --signer ivan --write request.act
  foedus act record request.act --signature request.act.sig

--json gives {"id", "number", "hour", "again", "answer", "code", "under", "text"}, and with --write
{"id", "file", "documents"}.
"""


@click.command("act", help=HELP, short_help="Sign and enter an act.")
@click.argument("store", metavar="S", type=click.Path())
@click.argument("file", metavar="FILE", type=click.Path())
@click.option("--key", metavar="K", type=click.Path(), help="The private key to sign with.")
@click.option("--signature", metavar="SIG", type=click.Path(), help="A signature made elsewhere.")
@click.option("--signer", metavar="NAME", help="The name of the person who signs.")
@click.option("--receipt", metavar="OUT", type=click.Path(), help="Write the receipt to a file.")
@click.option("--write", metavar="OUT", type=click.Path(), help="Write the act; enter nothing.")
@options.lang
@options.as_json
def command(
    *,
    store: str,
    file: str,
    key: str | None,
    signature: str | None,
    signer: str | None,
    receipt: str | None,
    write: str | None,
    lang: str,
    as_json: bool,
) -> int:
    """Sign and enter an act."""
    from foedus.cli.keys import private_key
    from foedus.cli.records import clerk_of
    from foedus.cli.signing import evidence_in, evidence_of, signable, signed

    _look_at_options(key=key, signature=signature, receipt=receipt, write=write)
    held = private_key(key) if key else None
    public = held.public if held else None
    if write:
        return _write(Path(store), Path(file), (public, signer), Path(write), lang, as_json=as_json)
    if receipt:
        _look_at_place(Path(receipt))
    with clerk_of(Path(store)) as clerk:
        if held is not None:
            found = signable(Path(file), clerk.standing(), public, signer)
            proof = evidence_of(found, held)
        else:
            made = Path(signature or "")
            found = signed(Path(file), clerk.standing(), signer, made)
            proof = evidence_in(made)
        answer = _enter(clerk, Path(file), found, proof)
        place = (found.act.procedure, found.act.step)
        _tell(clerk.standing().law, answer, place, (found.act.id, lang), as_json=as_json)
        if receipt:
            _give(clerk, answer.number, store, Path(receipt))
    return 1 if answer.outcome.answer == "refused" else 0


def _look_at_options(
    *, key: str | None, signature: str | None, receipt: str | None, write: str | None
) -> None:
    if write and (signature or receipt):
        extra = "--signature" if signature else "--receipt"
        raise UnusableError(f"--write enters nothing yet: {extra} is for when the act is entered")
    if key and signature:
        raise UnusableError("an act has one signature: give --key or --signature, not both")
    if not (key or signature or write):
        raise UnusableError("an act comes with a signature: give --key K, or --signature SIG")


def _look_at_place(path: Path) -> None:
    """See in time that a receipt can be written, and over nothing that somebody keeps."""
    if path.is_file():
        raise UnusableError(f"{path} is there already; choose another name for the receipt")
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UnusableError(f"{path} cannot be written; choose another place for the receipt")


def _write(
    store: Path,
    file: Path,
    by: tuple[bytes | None, str | None],
    out: Path,
    lang: str,
    *,
    as_json: bool,
) -> int:
    """Write the act of a draft, and its documents beside it, to be signed elsewhere."""
    from foedus.cli.records import standing
    from foedus.cli.signing import documents_file, documents_of, signable
    from foedus.words.catalogue import catalogue

    found = signable(file, standing(store), *by)
    if found.written:
        raise UnusableError(f"{file} is an act already: sign it, and enter it with --signature")
    beside = documents_of(out) if found.act.contents else None
    if beside is not None:
        _new(beside, documents_file(found))
    try:
        _new(out, found.data)
    except UnusableError:
        if beside is not None:
            beside.unlink()
        raise
    documents = None if beside is None else str(beside)
    if as_json:
        put_json({"id": found.act.id, "file": str(out), "documents": documents})
        return 0
    texts = catalogue(lang)
    put(texts.say("act.written", file=str(out), signer=str(found.act.signer)))
    if documents:
        put(texts.say("act.documents", file=documents))
    put(texts.say("act.sign"))
    put(f"ssh-keygen -Y sign -n foedus-act -O hashalg=sha256 -f KEY {quote(str(out))}", 2)
    put(texts.say("act.enter"))
    put(f"foedus act {quote(str(store))} {quote(str(out))} --signature {quote(f'{out}.sig')}", 2)
    return 0


def _new(path: Path, data: bytes) -> None:
    """Write a new file. A device such as /dev/stdout may be there already."""
    try:
        with path.open("wb" if path.exists() and not path.is_file() else "xb") as file:
            file.write(data)
    except FileExistsError:
        raise UnusableError(f"{path} is there already; choose another name") from None
    except OSError as problem:
        raise UnusableError(f"{path} cannot be written: {problem.strerror or problem}") from None


def _enter(clerk: Clerk, file: Path, found: Signable, proof: Evidence) -> Answer:
    from foedus.service.authentic import NotAuthenticError
    from foedus.service.clerk import NotEnteredError
    from foedus.service.clock import ClockError
    from foedus.service.submission import ContentsFault

    act = found.act
    try:
        return clerk.submit(found.data, [proof], _documents(clerk, file, found))
    except NotAuthenticError as problem:
        who = f"the act says that {act.signer} signs it for {act.actor}"
        raise UnusableError(f"not entered: {problem}; {who}") from None
    except (NotEnteredError, ClockError, ContentsFault) as problem:
        raise UnusableError(f"not entered: {problem}") from None


def _documents(clerk: Clerk, file: Path, found: Signable) -> Iterable[Document]:
    """Give the documents of an act; the record must not miss one because a file was left behind."""
    from foedus.cli.signing import documents_of
    from foedus.service.submission import DIGEST

    if found.documents is not None:
        return found.documents
    for name, digest in found.act.contents.items():
        if clerk.store.content(digest.removeprefix(DIGEST)) is None:
            raise UnusableError(
                f'not entered: the act names a document, "{name}", and {documents_of(file)}, which'
                " --write made with the act, is not here: put it beside the act"
            )
    return ()


def _give(clerk: Clerk, number: int, store: str, out: Path) -> None:
    """Write the receipt; the act is entered, whatever comes of this."""
    from foedus.cli.records import written
    from foedus.store.port import StoreError

    try:
        written(out, clerk.receipt(number))
    except (StoreError, UnusableError) as problem:
        again = f"foedus receipt {quote(store)} {number} --out OUT"
        click.echo(
            f"foedus: entry {number} is entered; its receipt is not written: {problem}; get it"
            f" with: {again}",
            err=True,
        )


def _tell(
    law: Law, answer: Answer, place: tuple[str, str], said: tuple[str, str], *, as_json: bool
) -> None:
    from foedus.acts.hours import stamp
    from foedus.words import Wording
    from foedus.words.outcomes import outcome_lines, outcome_text

    id_, lang = said
    wording = Wording(law.charter, lang)
    text = outcome_text(wording, answer.outcome, place)
    lines = outcome_lines(wording, text)
    if as_json:
        put_json(
            {
                "id": id_,
                "number": answer.number,
                "hour": stamp(answer.hour),
                "again": answer.again,
                "answer": answer.outcome.answer,
                "code": answer.outcome.code,
                "under": answer.outcome.under._asdict(),
                "text": lines,
            }
        )
        return
    key = "act.again" if answer.again else "act.entered"
    put(wording.say(key, number=str(answer.number), hour=stamp(answer.hour)))
    for at, line in enumerate(lines):
        put(line, answer="" if at else answer.outcome.answer)
