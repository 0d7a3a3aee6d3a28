"""The real ssh-keygen, for tests: what it makes is read here, and what is made here it reads."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

NAMESPACE = "foedus-act"


def keygen(*words: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run ssh-keygen; its answer is the caller's to judge."""
    program = shutil.which("ssh-keygen")
    if program is None:
        pytest.skip("needs ssh-keygen (Debian: apt install openssh-client)")
    return subprocess.run([program, *words], input=stdin, capture_output=True, check=False)


def made(*words: str | Path, stdin: bytes = b"") -> bytes:
    """Run ssh-keygen, which must succeed, and give what it printed."""
    run = keygen(*words, stdin=stdin)
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout


def new_key(path: Path, *words: str, kind: str = "ed25519", passphrase: str = "") -> Path:
    """Make a key file, with its public half beside it."""
    made("-q", "-t", kind, "-N", passphrase, "-C", "a comment", *words, "-f", path)
    return path


def signed(key: Path, message: bytes, algorithm: str, namespace: str = NAMESPACE) -> bytes:
    """Sign a message and give the armoured signature."""
    option = f"hashalg={algorithm}"
    return made("-Y", "sign", "-q", "-n", namespace, "-O", option, "-f", key, "-", stdin=message)


def verifies(
    allowed: Path, name: str, signature: Path, message: bytes, namespace: str = NAMESPACE
) -> bool:
    """Tell whether ssh-keygen takes a signature for one of a signer over a message."""
    words = ("-Y", "verify", "-f", allowed, "-I", name, "-n", namespace, "-s", signature)
    return keygen(*words, stdin=message).returncode == 0
