"""A charter as a pack: every shipped one goes there and back, and no trick passes."""

import hashlib
import shutil
from pathlib import Path

import pytest

from foedus.charter import pack as packs
from foedus.charter.pack import PackFault, pack, pack_digest, unpack
from foedus.charter.read import charters_root, names, read

HERE = Path(__file__).resolve().parent


@pytest.mark.parametrize("name", names())
def test_every_shipped_charter_goes_there_and_back(name: str, tmp_path: Path) -> None:
    before = read(charters_root() / name)
    files = pack(before)
    after = unpack(files, tmp_path / "there")
    assert not after.faults
    assert before.charter is not None
    assert after.charter is not None
    assert after.charter.name == name
    assert after.charter.digest == before.charter.digest == pack_digest(files)
    assert pack(after) == files
    assert list(files) == sorted(files)


def test_the_files_of_used_charters_the_house_and_the_states_are_in_the_pack() -> None:
    files = pack(read(charters_root() / "csto"))
    assert {
        "csto/charter.yaml",
        "un_sc/charter.yaml",
        "_house/house.yaml",
        "_states/un.yaml",
    } <= set(files)
    house = (charters_root() / "_house" / "house.yaml").read_bytes()
    assert files["_house/house.yaml"] == house


def test_the_digest_is_what_it_is_said_to_be() -> None:
    lines = b"".join(
        path.encode() + b"\0" + hashlib.sha256(data).hexdigest().encode() + b"\0"
        for path, data in (("a", b"1"), ("b/c", b"2"))
    )
    assert pack_digest({"b/c": b"2", "a": b"1"}) == hashlib.sha256(lines).hexdigest()


def test_the_digest_covers_used_charters_and_does_not_depend_on_the_place(tmp_path: Path) -> None:
    def digest(root: Path) -> str:
        charter = read(root / "sound", root).charter
        assert charter is not None
        return charter.digest

    for where in ("one", "two"):
        for name in ("sound", "spring"):
            shutil.copytree(HERE / "check" / name, tmp_path / where / name)
        shutil.copytree(charters_root() / "_house", tmp_path / where / "_house")
        (tmp_path / where / "_states").mkdir()
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    used = tmp_path / "two" / "spring" / "sources.yaml"
    used.write_bytes(used.read_bytes() + b"# more\n")
    assert digest(tmp_path / "one") != digest(tmp_path / "two")


def small() -> dict[str, bytes]:
    return pack(read(charters_root() / "_template"))


TRICKS = [
    "../charter.yaml", "/etc/passwd", "csto/../../x.yaml", "csto/./rules.yaml", "csto//rules.yaml",
    "csto\\rules.yaml", "csto/rules.yaml\0", "csto/RULES.yaml", "CSTO/rules.yaml", "rules.yaml",
    "csto/procedures/.hidden.yaml", "csto/procedures/a..b.yaml", "csto/procedures/con.yaml",
    "csto/procedures/nul.a.yaml", "csto/procedures/a.yaml.yaml", "csto/procedures/a/b.yaml",
    "csto/cases/a.case", "csto/other.yaml", "_house/other.yaml", "_states/a/b.yaml",
    "_house/instruments/a.yaml", "csto/procedures/" + "a" * 200 + ".yaml", "csto/rules.yaml\n",
    "c:/rules.yaml", "csto/procedures/caf\u00e9.yaml", "csto/procedures/a.yaml ", "",
]  # fmt: skip


@pytest.mark.parametrize("path", TRICKS)
def test_a_path_that_is_no_file_of_a_charter_is_refused_before_anything_is_written(
    path: str, tmp_path: Path
) -> None:
    with pytest.raises(PackFault):
        unpack({**small(), path: b""}, tmp_path / "there")
    assert list(tmp_path.iterdir()) == []


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = small()
    with pytest.raises(PackFault, match="more than"):
        unpack({**files, "x/rules.yaml": bytes(packs.FILE_BYTES_MAX + 1)}, tmp_path / "there")
    monkeypatch.setattr(packs, "BYTES_MAX", 100)
    with pytest.raises(PackFault, match="at most 100 bytes"):
        unpack(files, tmp_path / "there")
    monkeypatch.setattr(packs, "FILES_MAX", 3)
    with pytest.raises(PackFault, match="at most 3 files"):
        unpack(files, tmp_path / "there")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(PackFault, match="not empty"):
        unpack(small(), tmp_path)


def test_a_file_that_reading_does_not_consume_is_refused(tmp_path: Path) -> None:
    other = {path.replace("_template/", "other/"): data for path, data in small().items()}
    with pytest.raises(PackFault, match="one charter and those that it uses"):
        unpack({**small(), **other}, tmp_path / "two")
    with pytest.raises(PackFault, match="called otherwise"):
        unpack(other, tmp_path / "otherwise")
    with pytest.raises(PackFault, match="no charter"):
        unpack({"_house/house.yaml": b""}, tmp_path / "none")
    with pytest.raises(PackFault, match=r"called stray/procedures/more\.yaml"):
        unpack({**small(), "stray/procedures/more.yaml": b"x: 1\n"}, tmp_path / "stray")


def test_a_faulty_charter_is_not_packed_and_is_given_with_its_faults(tmp_path: Path) -> None:
    files = {**small(), "_template/rules.yaml": b"rules: 3\n"}
    found = unpack(files, tmp_path / "there")
    assert found.charter is None
    assert [fault.file for fault in found.faults] == ["_template/rules.yaml"]
    with pytest.raises(PackFault, match="foedus check"):
        pack(found)


def test_two_used_charters_of_one_name_that_differ_are_a_fault(tmp_path: Path) -> None:
    shipped, mine = tmp_path / "shipped", tmp_path / "mine"
    shutil.copytree(charters_root() / "_house", shipped / "_house")
    (shipped / "_states").mkdir()
    for root, name in ((mine, "sound"), (mine, "spring"), (shipped, "spring"), (shipped, "sound")):
        shutil.copytree(HERE / "check" / name, root / name)
    shutil.move(shipped / "sound", shipped / "pool")
    head = shipped / "pool" / "charter.yaml"
    head.write_text(head.read_text("utf-8").replace("charter: sound", "charter: pool"), "utf-8")
    head = mine / "sound" / "charter.yaml"
    head.write_text(head.read_text("utf-8").replace("[spring]", "[spring, pool]"), "utf-8")
    assert not read(mine / "sound", shipped).faults
    more = mine / "spring" / "sources.yaml"
    more.write_bytes(more.read_bytes() + b"# more\n")
    (fault,) = read(mine / "sound", shipped).faults
    assert fault.what == "two files that differ are called spring/sources.yaml"
