"""Names of persons and keys: one form each, the same as OpenSSH and the record have them."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.acts import keys
from foedus.record import keys as checked

RAW = st.binary(min_size=32, max_size=32)


@given(RAW)
def test_a_key_goes_there_and_back_and_is_named_as_the_record_names_it(raw):
    text = keys.key_text(raw)
    assert keys.is_key(text)
    assert keys.public_key(text) == raw
    assert text == checked.line(raw)
    assert keys.fingerprint(text) == checked.fingerprint(raw)


@given(
    st.text(max_size=20) | st.binary(max_size=60).map(lambda raw: base64.b64encode(raw).decode())
)
def test_nothing_else_is_a_key(text):
    for line in (text, f"ssh-ed25519 {text}", f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{text}"):
        if keys.is_key(line):  # then it is the one way to write those bytes
            assert keys.key_text(keys.public_key(line)) == line
        else:
            with pytest.raises(ValueError, match="no key"):
                keys.public_key(line)


GOOD = keys.key_text(bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        f"{GOOD} comment", f" {GOOD}", f"{GOOD}\n", GOOD.replace(" ", "  "), f"{GOOD}=", GOOD[:-1],
        GOOD.replace("ssh-ed25519", "ssh-rsa"), GOOD.replace("IAAA", "IQAA", 1), "", "ssh-ed25519",
    ],
)  # fmt: skip
def test_a_key_is_written_in_one_way(text):
    assert not keys.is_key(text)


@pytest.mark.parametrize("name", ["ivan", "olga.petrova", "o-2", "a", "a" * 64, "x1.y2-z3"])
def test_names_of_persons(name):
    assert keys.is_person(name)
    assert keys.is_signer(f"{name} {GOOD}")


@pytest.mark.parametrize(
    "name",
    ["", "Ivan", "1st", "ivan ", "ivan petrov", "a" * 65, "a..b", "a.-b", ".a", "a.", "-a", "a_b",
     "иван", "ivan\n", "a\u0301", "ıvan"],
)  # fmt: skip
def test_no_names_of_persons(name):
    assert not keys.is_person(name)
    assert not keys.is_signer(f"{name} {GOOD}")


def test_a_signer_is_a_person_and_a_key():
    for text in ("ivan", f"ivan  {GOOD}", f"{GOOD} ivan", f"ivan {GOOD} x", f"ivan\t{GOOD}"):
        assert not keys.is_signer(text)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen here")
def test_ssh_keygen_writes_keys_so(tmp_path: Path):
    tool = shutil.which("ssh-keygen") or ""
    file = tmp_path / "key"
    subprocess.run([tool, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(file)], check=True)
    text = file.with_suffix(".pub").read_text().strip()
    assert keys.is_key(text)
    shown = subprocess.run(
        [tool, "-l", "-f", str(file)], check=True, capture_output=True, text=True
    )
    assert keys.fingerprint(text) in shown.stdout.split()
