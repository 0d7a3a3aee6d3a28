"""Whatever can be played can be a record: entered by a real clerk, and recomputed by a verifier."""

import os
from io import BytesIO

import pytest

from foedus.cases import play, read_cases
from foedus.cases.read import CaseFault
from foedus.cases.recorded import CAST, DiffersError, heads, one_case, open_charter, record
from foedus.charter.pack import PackFault, pack
from foedus.charter.read import charters_root, read
from foedus.law import Law
from foedus.law.dump import state_digest
from foedus.record import bundle
from foedus.service.checking import Checker
from foedus.service.parts import parts_of
from foedus.service.standing import stand
from foedus.service.verifying import verify

ROOT = charters_root()
FILES = sorted(ROOT.glob("*/cases/*.case")) + sorted(ROOT.glob("*/history/*.case"))
NIGHTLY = "FOEDUS_NIGHTLY" in os.environ
READ = {}


def charter_of(case):
    if case.charter not in READ:
        READ[case.charter] = read(ROOT / case.charter)
    return READ[case.charter]


def recorded(case):
    found = charter_of(case)
    played = play(case, found.charter)
    return played, record(played, pack(found), played.law.charter)


def cases():
    """Every case in the nightly run; else every history, and one case of each kind and charter."""
    seen = set()
    for file in FILES:
        for number, case in enumerate(read_cases(file.name, file.read_text(encoding="utf-8"))):
            kind = (file.parent.name, case.charter, case.kind, bool(case.headers.get("record")))
            if NIGHTLY or file.parent.name == "history" or kind not in seen:
                seen.add(kind)
                yield pytest.param(case, id=f"{file.parent.parent.name}/{file.stem}-{number}")


OUTSIDE = {"where no record was opened nobody can be accredited, and nothing is signed"}
"""Cases about acts outside any record: they cannot be played in one."""


@pytest.mark.parametrize("case", list(cases()))
def test_a_played_case_becomes_a_record_that_verifies(case):
    if case.title in OUTSIDE:
        with pytest.raises(DiffersError):
            recorded(case)
        return
    played, made = recorded(case)
    data = b"".join(bundle.write(parts_of(made.store)))
    report = verify(bundle.read(BytesIO(data)), open_charter, checker=Checker(workers=0))
    assert report.difference is None
    assert report.complete
    assert report.world == ("exercise" if case.kind == "hypothetical" else "reconstruction")
    said = [each for each in played.minutes if each.act is not None]
    assert report.entries == 1 + len(said) - len(made.left_out)


def test_the_record_of_a_history_holds_what_the_play_came_to():
    (file,) = ROOT.glob("csto/history/january-2022.case")
    (case,) = read_cases(file.name, file.read_text(encoding="utf-8"))
    played, made = recorded(case)
    assert not made.left_out
    law, state = stand(made.store, open_charter)
    assert state.people.world == "reconstruction"
    for name, matter in played.state.matters.items():
        assert list(state.matters[name].branches) == list(matter.branches)
        for key, branch in matter.branches.items():
            there = state.matters[name].branches[key]
            assert (there.stage, list(there.duties)) == (branch.stage, list(branch.duties))
    assert state_digest(law, state) == state_digest(*stand(made.store, open_charter))


def test_the_heads_of_a_case_give_its_cast_again():
    for file in FILES[:40]:
        for case in read_cases(file.name, file.read_text(encoding="utf-8")):
            again = one_case(heads(case))
            assert heads(again) == heads(case)
            assert again.header("charter") == case.header("charter")


def test_heads_are_written_in_one_way():
    with pytest.raises(CaseFault, match="as they are written down"):
        one_case(b"case: x\nkind:  hypothetical\ncharter: csto\n\n")


def test_a_cast_that_cannot_be_read_is_a_fault_of_the_pack():
    file = FILES[0]
    case = read_cases(file.name, file.read_text(encoding="utf-8"))[0]
    files = pack(charter_of(case))
    assert Law(open_charter({**files, CAST: heads(case)}))
    for bad in (b"", b"\xff", b"case: a\n\ncase: b\n\n", b"case: x\nkind: odd\n\n"):
        with pytest.raises(PackFault, match=CAST):
            open_charter({**files, CAST: bad})
