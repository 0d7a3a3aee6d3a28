"""Sign an act, enter it in a record, and say what it came to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.cli import options
from foedus.cli.printing import UnusableError, put, put_json

if TYPE_CHECKING:
    from foedus.law import Law
    from foedus.service.submission import Answer

HELP = """Sign an act and enter it in the record of the folder S.

FILE is a draft in YAML or JSON: actor, procedure, step and matter, and where they are needed
for, capacity, fields, contents (name: file, beside the draft), occurred ([from, until]).

\b
  actor: AM
  procedure: consultation
  step: request
  matter: K1
  fields: {goods: [security], threat: "armed groups at the border"}

Everything else is filled in: who signs (whose key it is), the record, the last entry seen, and a
random name of the act. The answer is given when the entry is on the disk: admitted, refused or
unsettled, each with its article.

To sign elsewhere, such as with a key in hardware: write the act with --write, sign that file with
"ssh-keygen -Y sign -n foedus-act -O hashalg=sha256 -f KEY FILE.act", and enter it with
--signature. The same act entered again gets the answer that it got before.

Exit status: 0 admitted or unsettled, 1 refused, 2 not entered.

\b
Examples:
  foedus act record request.yaml --key ~/.ssh/id_ed25519 --receipt request.receipt
  foedus act record request.yaml --signer ivan --write request.act
  foedus act record request.act --signature request.act.sig

--json gives {"id", "number", "hour", "again", "answer", "code", "under", "text"}.
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
    from foedus.cli.records import clerk_of, written
    from foedus.cli.records import standing as standing_of
    from foedus.cli.signing import evidence_in, evidence_of, signable
    from foedus.service.authentic import NotAuthenticError
    from foedus.service.clerk import NotEnteredError
    from foedus.service.clock import ClockError
    from foedus.service.submission import ContentsFault

    held = private_key(key) if key else None
    public = held.public if held else None
    if write:
        found = signable(Path(file), standing_of(Path(store)), public, signer)
        written(Path(write), found.data)
        return 0
    if held is None and signature is None:
        raise UnusableError("an act comes with a signature: give --key K, or --signature SIG")
    with clerk_of(Path(store)) as clerk:
        found = signable(Path(file), clerk.standing(), public, signer)
        proof = evidence_of(found, held) if held else evidence_in(Path(signature or ""))
        try:
            answer = clerk.submit(found.data, [proof], found.documents)
        except (NotAuthenticError, NotEnteredError, ClockError, ContentsFault) as problem:
            raise UnusableError(f"not entered: {problem}") from None
        if receipt:
            written(Path(receipt), clerk.receipt(answer.number))
        place = (found.act.procedure, found.act.step)
        _tell(clerk.standing().law, answer, place, (found.act.id, lang), as_json=as_json)
    return 1 if answer.outcome.answer == "refused" else 0


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
