"""The worked example of the page on the record's format: a small record, the same each time.

As a program it writes the files under ``docs/internals/example/`` and the blocks of the page that
show them: ``.venv/bin/python tests/docs/example_record.py``. That is for a format that changes
before it is released; a released example stays, for old records must verify for ever.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from foedus.acts import Act, instant, keys, wire
from foedus.charter.pack import pack
from foedus.charter.read import find, read
from foedus.record import bundle, entry, evidence, sshsig, tree
from foedus.record.bundle import Document, File, Sealed
from foedus.record.keys import allowed_signer, fingerprint
from foedus.service.checking import Checker
from foedus.service.clerk import Clerk
from foedus.service.clock import PlayedClock
from foedus.service.keyfiles import Signer
from foedus.service.opening import Opening, open_record
from foedus.service.parts import parts_of
from foedus.service.submission import DIGEST, contents_digest
from foedus.store.memory import MemoryStore

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/internals/record-format.md"
FOLDER = ROOT / "docs/internals/example"
ORIGIN = "example.org/river-pact"
NINE = instant(2024, 3, 1, 9, 0)
MINUTE = 60_000
PEOPLE = ("olga", "ivan", "maria")
SHOWN = 4
"""The entry that the page takes apart."""
BLOCK = re.compile(r"(<!-- example: ([a-z-]+) -->\n```[a-z]*\n)(.*?)(```\n)", re.DOTALL)


def drawn(word: str) -> bytes:
    """Give 32 bytes in place of drawn ones: whoever has the word has them."""
    return hashlib.sha256(f"foedus example {word}".encode()).digest()


def key(word: str) -> Signer:
    """Make a key from a word."""
    return Signer(drawn(word))


def public(word: str) -> str:
    """Write the public key of a word."""
    return keys.key_text(key(word).public)


LETTER = b"Note verbale 12/2024: XA appoints Ivan as its focal point.\n"
SALT = drawn("salt")[:16]
PAPER = Document(contents_digest(SALT, LETTER).removeprefix(DIGEST), SALT, LETTER)


def sayings() -> Iterator[tuple[str, str, str, dict[str, object]]]:
    """Give who signs what for whom: signer, actor, procedure and step, and what the act says."""
    own = {"matter": "credentials-XA"}
    yield "olga", "registrar", "credentials appoint", own | {
        "fields": {"person": "ivan", "key": public("ivan")},
        "contents": {"letter": DIGEST + PAPER.digest},
        "on_behalf": "XA",
    }  # fmt: skip
    yield "ivan", "XA", "credentials accredit", own | {
        "fields": {"person": "maria", "key": public("maria"), "may-sign": ("alarm",)},
    }  # fmt: skip
    yield "maria", "XA", "alarm raise", {
        "matter": "F1",
        "fields": {"water": "high"},
        "occurred": (NINE - 10 * MINUTE, NINE),
    }  # fmt: skip
    yield "olga", "XB", "alarm answer", {
        "matter": "F1",
        "fields": {"help": "yes", "means": "two pumps, два насоса"},
    }  # fmt: skip
    yield "maria", "XA", "alarm raise", {"matter": "F1", "fields": {"water": "very-high"}}
    yield "ivan", "XA", "credentials revoke", own | {
        "fields": {"person": "maria", "key": public("maria"), "lost-since": NINE + 9 * MINUTE},
    }  # fmt: skip


def sealed() -> MemoryStore:
    """Make the record: seven entries, a minute apart, and the last one signed for."""
    folder = find("_template")
    assert folder is not None
    files = pack(read(folder))
    clock, store = PlayedClock(NINE), MemoryStore(files)
    head = key("clerk").of_notes(ORIGIN)
    clerk = Clerk(store, head, clock, Checker(workers=0))
    officers = {"olga": key("olga").public}
    opening = Opening(drawn("1").hex()[:32], "_template", files, ORIGIN, officers, "exercise")
    open_record(clerk, opening, head, "olga", key("olga"))
    for number, (signer, actor, step, said) in enumerate(sayings(), 2):
        clock.hour += MINUTE
        procedure, _, name = step.partition(" ")
        act = Act(
            id=drawn(str(number)).hex()[:32], actor=actor, procedure=procedure, step=name,
            signer=signer, seen=number - 1, origin=ORIGIN, world="exercise", **said,
        )  # fmt: skip
        data = wire.to_wire(act)
        documents = [PAPER] if PAPER.digest in str(act.contents) else []
        clerk.submit(data, [proof(key(signer), data, number)], documents)
    clerk.checkpoint()
    (FOLDER / f"entry-{SHOWN}.tlog-proof").write_bytes(clerk.receipt(SHOWN))
    return store


def proof(signer: Signer, data: bytes, number: int) -> evidence.SshEvidence:
    """Sign an act; the sixth as ssh-keygen does unless it is told otherwise."""
    if number != 6:
        return signer.evidence(hashlib.sha256(data).digest())
    signed = signer.sign(sshsig.to_sign_message(data, evidence.NAMESPACE, "sha512"))
    return evidence.SshEvidence(fingerprint(signer.public), signed, "sha512")


def make() -> None:
    """Write the files of the example."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    data = b"".join(bundle.write(parts_of(sealed())))
    (FOLDER / "record.bundle").write_bytes(data)
    part = entries(data)[SHOWN - 1]
    item = evidence.read_all(entry.read(part.leaf).evidence)[0]
    assert part.act is not None
    (FOLDER / f"entry-{SHOWN}.act").write_bytes(part.act)
    armoured = evidence.armoured(item, key("maria").public)
    (FOLDER / f"entry-{SHOWN}.act.sig").write_text(armoured)
    lines = [allowed_signer(each, key(each).public, evidence.NAMESPACE) for each in PEOPLE]
    (FOLDER / "allowed_signers").write_text("".join(f"{line}\n" for line in lines))


def entries(data: bytes) -> list[Sealed]:
    """Give the entries of a bundle."""
    return [part for part in bundle.read(BytesIO(data)) if isinstance(part, Sealed)]


def blocks(data: bytes) -> dict[str, str]:
    """Give what each block of the page must show, by its name."""
    all_ = entries(data)
    part, hashes = all_[SHOWN - 1], [each.leaf_hash for each in all_]
    act = part.act or b""
    files = [each for each in bundle.read(BytesIO(data)) if isinstance(each, File)]
    last = all_[-1].act or b""
    preamble = sshsig.preamble(evidence.NAMESPACE, "sha256")
    pair = tree.node_hash
    nodes = {f"{at}-{at + 1}": pair(*hashes[at - 1 : at + 1]) for at in (1, 3, 5)}
    nodes["1-4"] = pair(nodes["1-2"], nodes["3-4"])
    nodes["5-7"] = pair(nodes["5-6"], hashes[6])
    nodes["root"] = pair(nodes["1-4"], nodes["5-7"])
    return {
        "files": "".join(f"file {len(file.data)} {file.path}\n" for file in files),
        "entry-line": f"entry {part.leaf_hash.hex()} {len(part.leaf)} {len(act)}\n",
        "leaf": part.leaf.decode() + "\n",
        "act": act.decode() + "\n",
        "tail": data[data.index(last) + len(last) + 1 :].decode(),
        "leaf-hashes": "".join(f"{number} {each.hex()}\n" for number, each in enumerate(hashes, 1)),
        "nodes": "".join(f"{name:<8} {each.hex()}\n" for name, each in nodes.items()),
        "preamble": dump(preamble),
        "signed": dump(preamble + hashlib.sha256(act).digest()),
        "receipt": (FOLDER / f"entry-{SHOWN}.tlog-proof").read_text(),
        "signature-file": (FOLDER / f"entry-{SHOWN}.act.sig").read_text(),
        "allowed": (FOLDER / "allowed_signers").read_text(),
        "clerk": json.loads(all_[0].act or b"")["fields"]["clerk"] + "\n",
    }


def dump(data: bytes) -> str:
    """Write bytes as people look at them: sixteen a line, in hexadecimal and as letters."""
    lines = []
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        letters = "".join(chr(each) if 0x20 <= each < 0x7F else "." for each in row)
        lines.append(f"{at:02x}  {row.hex(' '):<47}  {letters}\n")
    return "".join(lines)


def filled(page: str, shown: dict[str, str]) -> str:
    """Put into each block of the page what it must show."""
    return BLOCK.sub(lambda found: f"{found[1]}{shown[found[2]]}{found[4]}", page)


if __name__ == "__main__":
    make()
    if PAGE.exists():
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(filled(text, blocks((FOLDER / "record.bundle").read_bytes())), "utf-8")
    sys.exit(0)
