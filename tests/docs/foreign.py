"""A verifier by another hand: written from ``docs/internals/record-format.md`` alone.

It imports nothing of this program, and checks all that the page says can be checked without the
law. Where the page lacks a word that this needs, the page is wrong.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from docs.foreign_signers import FOREVER, Credentials

FIRST = -2_208_988_800_000
SMALL = re.compile(r"[a-z][a-z0-9-]{0,99}")
PATH = re.compile(r"[a-z0-9_][a-z0-9_-]*(?:[./][a-z0-9_][a-z0-9_-]*)*")
SIZE = "(0|[1-9][0-9]{0,9})"
SECTIONS = (
    (1, re.compile(rf"file {SIZE} ({PATH.pattern})"), 16_777_216),
    (2, re.compile(rf"entry ([0-9a-f]{{64}}) {SIZE} (?:{SIZE}|withheld)"), 65_535),
    (3, re.compile(rf"contents ([0-9a-f]{{64}}) ([0-9a-f]{{32}}) {SIZE}"), 1_073_741_824),
    (4, re.compile(rf"checkpoint {SIZE}"), 131_072),
)
BLOB = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"
ACT = {"act", "actor", "id", "matter", "procedure", "seen", "step", "world"}
ACT_MAY = {"capacity", "contents", "fields", "for", "occurred", "origin", "signer"}
LEAF = {
    "act", "effects", "entry", "evidence", "hour", "matter", "number", "outcome", "semantics",
}  # fmt: skip


class Wrong(Exception):  # noqa: N818 - an answer, not an error
    """What is not as the page says."""


def must(holds: object, what: str) -> None:
    """Refuse what does not hold."""
    if not holds:
        raise Wrong(what)


# ---- the bundle ----


@dataclass
class Bundle:
    """A bundle, read and not yet verified."""

    files: dict[str, bytes] = field(default_factory=dict)
    entries: list[tuple[str, bytes, bytes | None]] = field(default_factory=list)
    contents: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    note: bytes = b""


def parsed(data: bytes) -> Bundle:
    """Read the sections of a bundle."""
    head, at = b"foedus bundle 1\n", 0
    must(data.startswith(head), "the first line")
    at, rank, last, found = len(head), 0, "", Bundle()

    def payload(size: str, most: int) -> bytes:
        nonlocal at
        must(int(size) <= most, "a size")
        start, at = at, at + int(size) + 1
        must(data[at - 1 : at] == b"\n", "a payload's end")
        return data[start : at - 1]

    while rank < 4:
        end = data.find(b"\n", at, at + 300)
        must(end >= 0, "a line")
        line, at = data[at:end].decode("ascii"), end + 1
        kind, words, most = next(
            (
                (kind, words, most)
                for kind, form, most in SECTIONS
                if (words := form.fullmatch(line))
            ),
            (0, None, 0),
        )
        must(words is not None and kind >= rank, f"the section {line}")
        key = {1: 2, 3: 1}.get(kind)
        must(key is None or kind != rank or words[key] > last, f"the order of {line}")
        rank, last = kind, words[key] if key else ""
        if kind == 1:
            found.files[words[2]] = payload(words[1], most)
        elif kind == 2:
            leaf = payload(words[2], most)
            act = payload(words[3], most) if words[3] else None
            found.entries.append((words[1], leaf, act))
        elif kind == 3:
            found.contents[words[1]] = (bytes.fromhex(words[2]), payload(words[3], most))
        else:
            found.note = payload(words[1], most)
    must(at == len(data), "something after the checkpoint")
    return found


# ---- canonical JSON ----


def canonical(data: bytes, names: set[str], may: set[str] = frozenset()) -> dict:
    """Read an object within the profile."""
    try:
        value = json.loads(data.decode("utf-8"))
        again = rfc8785.dumps(value)
    except (ValueError, rfc8785.CanonicalizationError) as problem:
        raise Wrong(f"JSON: {problem}") from None
    must(again == data and isinstance(value, dict), "canonical JSON")
    must(names <= value.keys() <= names | may, f"the names {sorted(value)}")
    _plain(value)
    return value


def _plain(value: object) -> None:
    must(not isinstance(value, float | bool), "a float, true or false")
    must(not isinstance(value, int) or abs(value) < 2**53, "a number")
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        _plain(each)


def read_act(data: bytes) -> dict:
    """Read an act."""
    act = canonical(data, ACT, ACT_MAY)
    must(act["act"] == 1, "the version of the act")
    texts = ACT | ACT_MAY
    texts -= {"act", "seen", "fields", "contents", "occurred"}
    must(all(isinstance(act[each], str) for each in texts & act.keys()), "a text")
    must(all(1 <= len(act[each]) <= 200 for each in texts & act.keys()), "how long a text is")
    must(isinstance(act["seen"], int), "seen")
    must(act["world"] in ("live", "exercise", "reconstruction"), "the world")
    for name in {"fields", "contents"} & act.keys():
        must(act[name] and all(map(SMALL.fullmatch, act[name])), f"the names of {name}")
    for each in act.get("contents", {}).values():
        must(isinstance(each, str) and each, "contents")
    for each in act.get("fields", {}).values():
        listed = isinstance(each, list) and all(isinstance(one, str) and one for one in each)
        must(listed or isinstance(each, str | int), "a field")
    two = act.get("occurred", [0, 0])
    must(len(two) == 2 and all(isinstance(each, int) for each in two), "occurred")
    return act


# ---- hashes and signatures ----


def sha(*parts: bytes) -> bytes:
    """Give SHA-256."""
    return hashlib.sha256(b"".join(parts)).digest()


def root(hashes: list[bytes]) -> bytes:
    """Give the root over leaf hashes: RFC 9162, section 2.1.1."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha()
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\x01", root(hashes[:k]), root(hashes[k:]))


def good(key: bytes, signature: bytes, data: bytes) -> bool:
    """Verify a signature. (OpenSSL's equation is the one of the page; keys here are sound.)"""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def unbase64(text: str) -> bytes:
    """Read base64 in its one form."""
    data = base64.b64decode(text, validate=True)
    must(base64.b64encode(data).decode() == text, "base64")
    return data


def raw(key: str) -> bytes:
    """Give the 32 bytes of a key as OpenSSH writes it."""
    kind, _, text = key.partition(" ")
    blob = unbase64(text)
    must(kind == "ssh-ed25519" and blob[:19] == BLOB and len(blob) == 51, "a key")
    return blob[19:]


def fingerprint(key: str) -> str:
    """Name a key."""
    return "SHA256:" + base64.b64encode(sha(BLOB, raw(key))).decode().rstrip("=")


def string(data: bytes) -> bytes:
    """Write bytes with their length before them."""
    return len(data).to_bytes(4) + data


def signed(digest: bytes, algorithm: str) -> bytes:
    """Give the bytes that are signed for an act of this digest."""
    parts = (b"foedus-act", b"", algorithm.encode(), digest)
    return b"SSHSIG" + b"".join(map(string, parts))


def opened(note: bytes, vkey: str) -> tuple[str, int, bytes]:
    """Verify a checkpoint with one signature by a key; give origin, size and root."""
    name, id_, packed = vkey.split("+", 2)
    kind = unbase64(packed)
    must(kind[:1] == b"\x01" and len(kind) == 33, "the clerk's key")
    must(sha(name.encode(), b"\n", kind)[:4].hex() == id_, "the id of the clerk's key")
    text, _, lines = note.decode().rpartition("\n\n")
    must(lines.endswith("\n") and lines.count("\n") == 1, "one signature")
    dash, by, signature = lines[:-1].split(" ")
    must((dash, by) == ("—", name), "who signed the checkpoint")
    data = unbase64(signature)
    must(data[:4].hex() == id_ and len(data) == 68, "which key signed the checkpoint")
    must(good(kind[1:], data[4:], f"{text}\n".encode()), "the signature of the checkpoint")
    origin, size, written = text.split("\n")[:3]
    must(origin == name and re.fullmatch("0|[1-9][0-9]*", size), "the checkpoint")
    return origin, int(size), unbase64(written)


def received(receipt: bytes, leaf: bytes, vkey: str) -> int:
    """Verify a receipt of a leaf; give the number of the entry."""
    head, _, note = receipt.partition(b"\n\n")
    first, index, *path = head.decode().split("\n")
    must(first == "c2sp.org/tlog-proof@v1" and index.startswith("index "), "the receipt")
    at, (_, size, top) = int(index.removeprefix("index ")), opened(note, vkey)
    must(at < size, "the index")
    # RFC 9162, section 2.1.3.2
    fn, sn, found = at, size - 1, sha(b"\x00", leaf)
    for each in map(unbase64, path):
        must(sn > 0, "a proof that is too long")
        if fn & 1 or fn == sn:
            found = sha(b"\x01", each, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = sha(b"\x01", found, each)
        fn, sn = fn >> 1, sn >> 1
    must(sn == 0 and found == top, "the proof")
    return at + 1


# ---- the record ----


@dataclass
class Verified:
    """What was verified."""

    clerk: str
    root: bytes
    leaves: list[bytes]
    effects: list[list]
    signatures: int = 0
    withheld: int = 0


def verified(data: bytes) -> Verified:
    """Verify a bundle: all but the law. Raises ``Wrong`` with what is not as it must be."""
    bundle, named, hour = parsed(data), set(), None
    must(bundle.entries and bundle.entries[0][2], "the first entry")
    first = read_act(bundle.entries[0][2])
    said = first["fields"]
    pack = b"".join(
        f"{path}\0{sha(each).hex()}\0".encode() for path, each in sorted(bundle.files.items())
    )
    must(said["charter-digest"] == sha(pack).hex(), "the digest of the pack")
    must(said["origin"] == first["origin"] and said["world"] == first["world"], "the genesis")
    known, found = Credentials(), Verified(said["clerk"], b"", [], [])
    for number, (hashed, data_of_leaf, data_of_act) in enumerate(bundle.entries, 1):
        leaf = read_leaf(data_of_leaf, number)
        must(sha(b"\x00", data_of_leaf).hex() == hashed, "the hash of a leaf")
        must(hour is None or hour <= leaf["hour"], "the hour")
        hour = leaf["hour"]
        must(FIRST <= hour < FOREVER, "the hour")
        if data_of_act is None:
            found.withheld += 1
            found.signatures += hidden(leaf, known)
        else:
            act = read_act(data_of_act)
            must(sha(data_of_act).hex() == leaf["act"], "the digest of an act")
            must(act["matter"] == leaf["matter"], "the matter")
            named |= set(act.get("contents", {}).values())
            keys = known.of(act, hour) if number > 1 else officers(act)
            found.signatures += signatures(leaf, data_of_act, keys)
        for effect in leaf["effects"]:
            known.happen(effect, hour)
        found.leaves.append(data_of_leaf)
        found.effects += leaf["effects"]
    for digest, (salt, document) in bundle.contents.items():
        must(sha(salt, document).hex() == digest, "the digest of a document")
        must(f"sha256:{digest}" in named, "a document that no act names")
    found.root = root([sha(b"\x00", each) for each in found.leaves])
    head = opened(bundle.note, found.clerk)
    must(head == (first["origin"], len(found.leaves), found.root), "the checkpoint")
    return found


def read_leaf(data: bytes, number: int) -> dict:
    """Read a leaf."""
    leaf = canonical(data, LEAF)
    must((leaf["entry"], leaf["number"], leaf["semantics"]) == (1, number, 1), "the leaf")
    outcome = leaf["outcome"]
    must(outcome["answer"] in ("admitted", "refused", "unsettled"), "the answer")
    must(("code" in outcome) == (outcome["answer"] == "refused"), "the code")
    must(len(outcome["under"]) == 3, "the provision")
    return leaf


def officers(act: dict) -> list[str]:
    """Give the keys of the signer of the genesis, as it names them itself."""
    pairs = (each.partition(" ") for each in act["fields"]["officers"])
    return [key for name, _, key in pairs if name == act.get("signer")]


def hidden(leaf: dict, known: Credentials) -> int:
    """Verify what can be verified of the evidence of an act that is withheld."""
    must(bool(leaf["effects"]) != (leaf["outcome"]["answer"] == "refused"), "effects of a refusal")
    actor = next((effect[4] for effect in leaf["effects"] if effect[0] == "act"), None)
    if leaf["evidence"][0]["hash"] != "sha256":
        return 0
    return signatures(leaf, None, known.anybody(actor, leaf["hour"]))


def signatures(leaf: dict, act: bytes | None, keys: list[str]) -> int:
    """Verify the evidence of an entry; give how many signatures there were."""
    by_name = {fingerprint(key): raw(key) for key in keys}
    must(len(leaf["evidence"]) == 1, "the evidence")
    for item in leaf["evidence"]:
        must(item.keys() == {"form", "hash", "key", "signature"}, "the names of the evidence")
        must(item["form"] == "ssh" and item["hash"] in ("sha256", "sha512"), "the form")
        must(item["key"] in by_name, f"entry {leaf['number']}: the key {item['key']}")
        digest = (
            bytes.fromhex(leaf["act"]) if act is None else hashlib.new(item["hash"], act).digest()
        )
        signature = unbase64(item["signature"])
        must(good(by_name[item["key"]], signature, signed(digest, item["hash"])), "a signature")
    return len(leaf["evidence"])
