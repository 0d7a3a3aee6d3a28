"""Key files: made so that ssh-keygen reads them, read as it makes them, and refused as ssh does."""

from __future__ import annotations

import base64
import contextlib
import copy
import hashlib
import os
import pickle
import stat
import subprocess
import sys

import openssh
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from foedus.record import keys
from foedus.record.evidence import VALID, armoured, check
from foedus.service.keyfiles import (
    FILE_MAX,
    PASSPHRASE_MAX,
    KeyFileFault,
    Signer,
    WrongPassphrase,
    make,
    read,
    read_public,
)
from foedus.service.keyheader import BEGIN

DIGEST = hashlib.sha256(b"{}").digest()
SEED = bytes(range(32))
WORD = "secret"
END = b"-----END OPENSSH PRIVATE KEY-----"


def answering(passphrase):
    """Give what asks, and the list of what it showed."""
    shown = []
    return lambda text: shown.append(text) or passphrase, shown


def never(text):
    raise AssertionError(f"asked: {text}")


# ------------------------------------------------------------------ with ssh-keygen


@pytest.mark.parametrize("passphrase", ["", "secret", "пароль и пробел", "x" * PASSPHRASE_MAX])
def test_a_key_made_here_is_read_by_ssh_keygen_and_here(tmp_path, passphrase):
    path = tmp_path / "key"
    signer = make(path, passphrase)
    line = openssh.made("-y", "-P", passphrase, "-f", path).decode()
    assert keys.of_line(line)[0] == signer.public
    ask, shown = answering(passphrase)
    assert read(path, ask).public == signer.public
    assert shown == ([f"Passphrase for {path}: "] if passphrase else [])
    assert (b"none" in read_body(path)[:40]) == (not passphrase)


def read_body(path):
    return base64.b64decode(b"".join(path.read_bytes().split(b"\n")[1:-2]))


@pytest.mark.parametrize(
    "words",
    [(), ("-Z", "aes256-ctr"), ("-Z", "aes256-cbc"), ("-Z", "aes256-gcm@openssh.com"), ("-a", "1")],
)
def test_a_key_made_by_ssh_keygen_is_read(tmp_path, words):
    path = openssh.new_key(tmp_path / "key", *words, passphrase=WORD)
    ask, shown = answering(WORD)
    signer = read(path, ask)
    assert len(shown) == 1
    assert (signer.public, "a comment") == read_public(path.with_suffix(".pub"))
    for wrong in ("Secret", "secret ", "", "\udcff", "\ud800", "x" * 10_000):
        with pytest.raises(WrongPassphrase, match="does not open it; try again"):
            read(path, answering(wrong)[0])


def test_a_key_without_a_passphrase_asks_for_none(tmp_path):
    path = openssh.new_key(tmp_path / "key")
    public, _ = read_public(tmp_path / "key.pub")
    assert read(path).public == read(path, never).public == public


def test_what_is_signed_here_ssh_keygen_takes_for_signed_with_the_same_key(tmp_path):
    path = openssh.new_key(tmp_path / "key")
    signer, file, allowed = read(path), tmp_path / "act.sig", tmp_path / "allowed"
    item = signer.evidence(DIGEST)
    assert check(item, DIGEST, b"{}", {item.key: signer.public}) == VALID
    text = armoured(item, signer.public)
    assert text.encode() == openssh.signed(path, b"{}", "sha256")
    file.write_text(text)
    allowed.write_text(keys.allowed_signer("anahit", signer.public, "foedus-act") + "\n")
    assert openssh.verifies(allowed, "anahit", file, b"{}")


# ------------------------------------------------------------------ making


def test_a_key_is_for_its_owner_only_whatever_the_umask(tmp_path):
    for mask in (0, 0o277):
        before = os.umask(mask)
        try:
            make(tmp_path / f"key{mask}")
        finally:
            os.umask(before)
        look = (tmp_path / f"key{mask}").stat()
        assert stat.S_IMODE(look.st_mode) == 0o600


def test_two_keys_differ(tmp_path):
    assert make(tmp_path / "a").public != make(tmp_path / "b").public


def test_nothing_is_overwritten(tmp_path):
    target, link, broken = tmp_path / "file", tmp_path / "link", tmp_path / "broken"
    target.write_text("here before")
    link.symlink_to(target)
    broken.symlink_to(tmp_path / "nowhere")
    for path in (target, link, broken, tmp_path):
        with pytest.raises(KeyFileFault, match="never overwritten; choose another name"):
            make(path)
    assert target.read_text() == "here before"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("name", ["none/key", "file/key", "x" * 300, "a\0b"])
def test_where_nothing_can_be_made_says_why(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(KeyFileFault, match=r"cannot be made: .+; choose another place"):
        make(tmp_path / name)


def test_a_full_disk_leaves_no_half_key(tmp_path):
    """A limit on the size of files stands for the disk; only another process may be limited."""
    program = (
        "import resource, signal, sys; from pathlib import Path;"
        "from foedus.service.keyfiles import make, KeyFileFault;"
        "import cryptography.hazmat.primitives.serialization;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        "\ntry: make(Path(sys.argv[1]))"
        "\nexcept KeyFileFault as fault: print(fault)"
    )
    path = tmp_path / "key"
    run = subprocess.run(
        [sys.executable, "-B", "-c", program, path], capture_output=True, text=True, check=True
    )
    assert "cannot be written: File too large; make room" in run.stdout
    assert not path.exists()


@pytest.mark.parametrize("passphrase", ["x" * (PASSPHRASE_MAX + 1), "\ud800"])
def test_a_passphrase_that_no_file_can_have_makes_none(tmp_path, passphrase):
    with pytest.raises(KeyFileFault, match="no text of at most 1000 bytes"):
        make(tmp_path / "key", passphrase)
    assert not (tmp_path / "key").exists()


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("mode", [0o601, 0o610, 0o640, 0o644, 0o604, 0o666, 0o777, 0o440])
def test_a_key_that_others_can_read_is_refused_as_ssh_does(tmp_path, mode):
    path = tmp_path / "my key"
    make(path)
    path.chmod(mode)
    what = (
        rf"others can read this private key \(mode 0{mode:o}\); close it with: chmod 600 '.*my key'"
    )
    with pytest.raises(KeyFileFault, match=what):
        read(path)
    ours = openssh.keygen("-y", "-f", path)
    assert (ours.returncode, b"UNPROTECTED" in ours.stderr) == (255, True)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_key_that_only_its_owner_can_read_is_read(tmp_path, mode):
    path = tmp_path / "key"
    signer = make(path)
    path.chmod(mode)
    assert read(path).public == signer.public
    assert openssh.keygen("-y", "-f", path).returncode == 0


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
@pytest.mark.parametrize("passphrase", ["", "secret"])
def test_another_kind_of_key_is_named_before_anybody_is_asked(tmp_path, kind, passphrase):
    words = ("-b", "1024") if kind == "rsa" else ()
    path = openssh.new_key(tmp_path / "key", *words, kind=kind, passphrase=passphrase)
    what = f"holds a key of type {'ssh-rsa' if kind == 'rsa' else 'ecdsa-sha2-nistp256'}"
    with pytest.raises(
        KeyFileFault, match=f"{what}, and Ed25519 is wanted; .*ssh-keygen -t ed25519"
    ):
        read(path, never)
    with pytest.raises(KeyFileFault, match=r"a key of type .*; keys here are ssh-ed25519"):
        read_public(path.with_suffix(".pub"))


@pytest.mark.parametrize(
    ("form", "what"), [("PEM", "EC PRIVATE KEY"), ("PKCS8", "ENCRYPTED PRIVATE KEY|PRIVATE KEY")]
)
def test_another_form_of_key_is_named(tmp_path, form, what):
    path = openssh.new_key(tmp_path / "key", "-m", form, kind="ecdsa", passphrase=WORD)
    with pytest.raises(KeyFileFault, match=f"in another form .*({what}).* Ed25519 key of OpenSSH"):
        read(path, never)


def test_a_cipher_that_is_not_opened_here_is_named_with_its_cure(tmp_path):
    words = ("-Z", "chacha20-poly1305@openssh.com")
    path = openssh.new_key(tmp_path / "key", *words, passphrase=WORD)
    with pytest.raises(KeyFileFault, match=r"encrypted with chacha20.*ssh-keygen -p -Z aes256-ctr"):
        read(path, never)
    openssh.made("-p", "-P", "secret", "-N", "secret", "-Z", "aes256-ctr", "-f", path)
    assert read(path, lambda _: WORD).public == read_public(tmp_path / "key.pub")[0]


def test_an_encrypted_key_needs_somebody_to_ask(tmp_path):
    make(tmp_path / "key", "secret")
    with pytest.raises(KeyFileFault, match="nobody can be asked"):
        read(tmp_path / "key")


def test_public_and_private_are_not_mistaken_for_each_other(tmp_path):
    path = openssh.new_key(tmp_path / "key")
    with pytest.raises(KeyFileFault, match=r"key\.pub: is a public key.*without \.pub"):
        read(tmp_path / "key.pub")
    with pytest.raises(KeyFileFault, match=r"is a private key: show it to nobody.*key\.pub"):
        read_public(path)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is no private key of OpenSSH"),
        (b"hello\n", "is no private key of OpenSSH"),
        (b"\x00\xff" * 100, "is no private key of OpenSSH"),
        (b"PuTTY-User-Key-File-3: ssh-ed25519\n", "of PuTTY; export it"),
        (b"x" * (FILE_MAX + 1), "more than 65536 bytes"),
        (BEGIN, "is damaged: its last line is missing"),
        (BEGIN + b"\n!!!!\n" + END, "is damaged: it is not in base64"),
        (BEGIN + b"\nAAAA\n" + END, "is damaged: it is of another version"),
    ],
)
def test_what_is_no_key_file_says_so(tmp_path, data, what):
    path = tmp_path / "key"
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(KeyFileFault, match=what) as refused:
        read(path, never)
    assert (refused.value.path, str(refused.value).count("; ")) == (path, 1)
    with pytest.raises(KeyFileFault):
        read_public(path)


def test_what_is_no_file_says_so(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for reading in (read, read_public):
        for name, what in [
            ("none", "there is no such file"),
            ("", "is a folder"),
            ("pipe", "is no regular file"),
            ("pipe/key", "cannot be read: Not a directory"),
            ("x" * 300, "cannot be read: File name too long"),
            ("a\0b", "cannot be read: .*null"),
        ]:
            with pytest.raises(KeyFileFault, match=what):
                reading(tmp_path / name)


def test_a_file_that_may_not_be_read_says_so(tmp_path):
    path = tmp_path / "key"
    make(path)
    path.chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)  # root may read everything
    try:
        for reading in (read, read_public):
            with pytest.raises(KeyFileFault, match="may not be read by you; check its owner"):
                reading(path)
    finally:
        if root:
            os.seteuid(0)


def test_no_file_stays_open(tmp_path):
    make(tmp_path / "key")
    before = len(os.listdir("/dev/fd"))  # noqa: PTH208 - a folder of numbers
    for _ in range(5):
        read(tmp_path / "key")
        for wrong in (tmp_path, tmp_path / "none"):
            with contextlib.suppress(KeyFileFault):
                read(wrong)
    assert len(os.listdir("/dev/fd")) == before  # noqa: PTH208 - likewise


# ------------------------------------------------------------------ secrets


def test_no_secret_is_shown_or_copied():
    signer = Signer(SEED)
    for shown in (repr(signer), str(signer), f"{signer}"):
        assert shown == f"Signer({keys.fingerprint(signer.public)})"
    assert not hasattr(signer, "__dict__")
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="does not leave the process"):
            leave(signer)


def test_no_secret_stands_in_a_fault(tmp_path):
    path = tmp_path / "key"
    make(path, "the-passphrase")
    faults = []
    for wrong in ("another-passphrase", "\ud800passphrase"):
        with pytest.raises(KeyFileFault) as refused:
            read(path, answering(wrong)[0])
        faults.append(refused.value)
    with pytest.raises(KeyFileFault) as refused:
        make(tmp_path / "other", "passphrase\ud800")
    for fault in [*faults, refused.value]:
        assert "-passphrase" not in str(fault)
        assert "\ud800" not in str(fault)
        assert fault.__suppress_context__ or fault.__context__ is None


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=50))
def test_signatures_are_those_of_openssl(seed, data):
    signer, other = Signer(seed), Ed25519PrivateKey.from_private_bytes(seed)
    assert signer.sign(data) == other.sign(data)
    assert keys.verify(signer.public, signer.sign(data), data)


def test_the_slow_imports_wait_until_a_key_file_is_opened():
    program = "import sys, foedus.service.keyfiles; print('cryptography' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"
