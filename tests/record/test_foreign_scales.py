"""What we write, another implementation reads, and the other way round: tlog-scales."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import PlainEd25519Signer, Vkey
from tlog_scales.tlog import (
    Checkpoint,
    ConsistencyProof,
    ConsistencyProofInvalid,
    InclusionProof,
    InclusionProofInvalid,
)
from tlog_scales.writer import TilesWriter

from foedus.record import checkpoint
from foedus.record.note import Signer, read_key
from foedus.record.proofs import (
    ProofFault,
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from foedus.record.tiles import grow, subtrees, tiles_of
from foedus.record.tree import leaf_hash, root_of

ORIGIN, SEED = "example.org/record", bytes(range(32))
OURS, THEIRS = Signer(ORIGIN, SEED), PlainEd25519Signer(ORIGIN, SEED)
ENTRIES = [b"entry %d" % i for i in range(70_000)]
LEAVES = [leaf_hash(each) for each in ENTRIES]
TILES = {(tile.level, tile.index): data for tile, data in grow(lambda *_: None, 0, LEAVES)}
SUBTREE = subtrees(lambda *place: TILES.get(place))


@pytest.mark.parametrize("size", [1, 2, 7, 256, 257, 1000, 70_000])
def test_a_log_is_the_same_byte_for_byte(tmp_path, size):
    """The tiles, the root, the note: all files that the other one writes."""
    log = TilesWriter.create(tmp_path / "log", ORIGIN)
    for each in ENTRIES[:size]:
        log.add_leaf(each)
    log.commit([THEIRS])
    head = checkpoint.Checkpoint(ORIGIN, size, root_of(LEAVES[:size]))
    written = (log.root / "checkpoint").read_bytes()
    assert written == checkpoint.sign_checkpoint(head, [OURS])
    assert checkpoint.open_checkpoint(written, [OURS.verifier], strict=True) == head
    named = {tile.path: tile for tile in tiles_of(size)}
    files = (path for path in log.root.glob("tile/[0-9]*/**/*") if path.is_file())
    assert {path.relative_to(log.root).as_posix() for path in files} == set(named)
    for path, tile in named.items():
        data = TILES[tile.level, tile.index][: 32 * tile.width]
        assert (log.root / path).read_bytes() == data
    reader = TilesReader(LocalBackend(log.root))
    assert reader.get_checkpoint() == log.reader.get_checkpoint()
    for index in {0, size // 3, size - 1}:
        theirs = reader.get_inclusion_proof(index, size).node_hashes
        assert theirs == inclusion_proof(SUBTREE, index, size)
        theirs = reader.get_consistency_proof(index + 1, size).node_hashes
        assert theirs == consistency_proof(SUBTREE, index + 1, size)


def test_keys_and_notes_are_read_on_both_sides():
    assert THEIRS.vkey.serialize() == str(OURS.verifier)
    assert read_key(THEIRS.vkey.serialize()) == OURS.verifier
    head = checkpoint.Checkpoint(ORIGIN, 7, root_of(LEAVES[:7]))
    theirs = Checkpoint.from_text(checkpoint.sign_checkpoint(head, [OURS]).decode())
    assert (theirs.origin, theirs.size, theirs.root_hash) == (ORIGIN, 7, head.root)
    theirs.verify(Vkey.from_string(str(OURS.verifier)))


def agreed(ours, theirs, refusals):
    """Whether a proof holds: both must say so, or neither."""
    found = []
    for each, fault in ((ours, ProofFault), (theirs, refusals)):
        try:
            each()
        except fault:
            found.append(False)
        else:
            found.append(True)
    assert found[0] is found[1]
    return found[0]


small = st.integers(0, 40)


@given(st.data())
def test_both_accept_and_refuse_the_same_inclusion(data):
    size = data.draw(st.integers(1, 40))
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(SUBTREE, index, size), root_of(LEAVES[:size])
    said = data.draw(st.just((index, size)) | st.tuples(small, small))
    held = data.draw(st.just(proof) | st.permutations(proof) | st.just([*proof, root]))
    holds = agreed(
        lambda: verify_inclusion(LEAVES[index], *said, held, root),
        lambda: InclusionProof(*said, held).check(LEAVES[index], root),
        InclusionProofInvalid,
    )
    assert holds or (said, held) != ((index, size), proof)


@given(st.data())
def test_both_accept_and_refuse_the_same_growth(data):
    new = data.draw(st.integers(1, 40))
    old = data.draw(st.integers(1, new))
    proof = consistency_proof(SUBTREE, old, new)
    roots = root_of(LEAVES[:old]), root_of(LEAVES[:new])
    said = data.draw(st.just((old, new)) | st.tuples(small.filter(bool), small))
    held = data.draw(st.just(proof) | st.permutations(proof) | st.just([*proof, roots[0]]))
    holds = agreed(
        lambda: verify_consistency(*said, held, *roots),
        lambda: ConsistencyProof(*said, held).check(*roots),
        ConsistencyProofInvalid,
    )
    assert holds or (said, held) != ((old, new), proof)
