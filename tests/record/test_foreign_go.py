"""What we write holds before the reference implementation in Go, which shares no code with ours.

It needs Debian's packages golang-go and golang-golang-x-mod-dev; elsewhere it is skipped.
"""

import json
import os
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from foedus.record.checkpoint import Checkpoint, sign_checkpoint
from foedus.record.note import Signer
from foedus.record.proofs import consistency_proof, inclusion_proof
from foedus.record.tiles import grow, subtrees, tiles_of
from foedus.record.tree import leaf_hash, root_of

HERE = Path(__file__).parent
GOCODE = Path("/usr/share/gocode")
SIZES = [1, 2, 7, 256, 257, 1000, 70_000]
SIGNER = Signer("example.org/record", bytes(range(32)))
LEAVES = [leaf_hash(b"entry %d" % i) for i in range(max(SIZES))]
TILES = {(tile.level, tile.index): data for tile, data in grow(lambda *_: None, 0, LEAVES)}
SUBTREE = subtrees(lambda *place: TILES.get(place))

pytestmark = pytest.mark.skipif(
    shutil.which("go") is None or not (GOCODE / "src/golang.org/x/mod/sumdb/note").is_dir(),
    reason="needs Go and its sumdb packages (Debian: golang-go golang-golang-x-mod-dev)",
)


@pytest.fixture(scope="module")
def verify(tmp_path_factory):
    """Build the verifier, and give it as a function: for each log what is wrong with it."""
    folder = tmp_path_factory.mktemp("go")
    go = {
        "GO111MODULE": "off",
        "GOPATH": f"{folder}/path{os.pathsep}{GOCODE}",
        "GOFLAGS": "",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",
    }
    if "HOME" not in os.environ and "GOCACHE" not in os.environ:
        go["GOCACHE"] = f"{folder}/cache"
    program = folder / "verifier"
    subprocess.run(
        ["go", "build", "-o", program, HERE / "go" / "main.go"], env=os.environ | go, check=True
    )

    def run(logs):
        given_ = json.dumps(logs).encode()
        return json.loads(subprocess.run([program], input=given_, stdout=-1, check=True).stdout)

    return run


def b64(data):
    return b64encode(data).decode()


def log(size):
    index, old = size // 2, (size + 2) // 3
    name, key_id, _ = str(SIGNER.verifier).split("+", 2)
    head = Checkpoint(SIGNER.name, size, root_of(LEAVES[:size]))
    return {
        "vkey": str(SIGNER.verifier),
        "skey": f"PRIVATE+KEY+{name}+{key_id}+{b64(bytes([1]) + SIGNER.seed)}",
        "note": sign_checkpoint(head, [SIGNER]).decode(),
        "index": index,
        "old": old,
        "path": [b64(each) for each in inclusion_proof(SUBTREE, index, size)],
        "growth": [b64(each) for each in consistency_proof(SUBTREE, old, size)],
        "tiles": {
            tile.path: sha256(TILES[tile.level, tile.index][: 32 * tile.width]).hexdigest()
            for tile in tiles_of(size)
        },
    }


def test_the_reference_implementation_accepts_what_we_write(verify):
    assert verify([log(size) for size in SIZES]) == [""] * len(SIZES)


def test_it_accepts_every_small_size(verify):
    assert verify([log(size) for size in range(1, 130)]) == [""] * 129


def test_it_refuses_what_was_altered(verify):
    """So that the agreement above is no accident of a verifier that accepts everything."""
    good = log(1000)
    bad = [
        *({**good, "note": altered(good["note"], at)} for at in range(len(good["note"]))),
        *({**good, name: flipped(good[name])} for name in ("path", "growth")),
        {**good, "index": good["index"] + 1},
        {**good, "old": good["old"] + 1},
        {**good, "tiles": good["tiles"] | {"tile/0/000": "0" * 64}},
        {**good, "vkey": str(Signer(SIGNER.name, bytes(32)).verifier)},
    ]
    said = verify([good, *bad])
    assert said[0] == ""
    assert all(said[1:]), said


def altered(text, at):
    """Give the text with one bit of one letter otherwise."""
    return text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]


def flipped(hashes):
    """Give the hashes with one of them made another."""
    return [b64(bytes(32)), *hashes[1:]]
