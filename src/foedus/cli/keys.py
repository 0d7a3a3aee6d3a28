"""Keys on the command line: private ones from files, with a passphrase asked, and public ones."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from foedus.cli.printing import UnusableError
from foedus.record.keys import fingerprint
from foedus.service import keyfiles
from foedus.service.keyfiles import KeyFileFault, Signer, WrongPassphrase

TRIES = 3


def private_key(name: str) -> Signer:
    """Read a private key; where it is encrypted, ask on the terminal."""
    path = Path(name).expanduser()
    for tries in range(TRIES):
        try:
            return keyfiles.read(path, _ask if sys.stdin.isatty() else None)
        except WrongPassphrase as fault:
            if tries + 1 == TRIES:
                raise UnusableError(str(fault)) from None
            click.echo(f"foedus: {fault.what}", err=True)
        except KeyFileFault as fault:
            raise UnusableError(str(fault)) from None
    raise AssertionError("every try returns or raises")


def _ask(prompt: str) -> str:
    return str(click.prompt(prompt, hide_input=True, err=True, default="", show_default=False))


def public_key(name: str) -> bytes:
    """Read a public key from a .pub file."""
    try:
        return keyfiles.read_public(Path(name).expanduser())[0]
    except KeyFileFault as fault:
        raise UnusableError(str(fault)) from None


def new_key(path: Path) -> Signer:
    """Make a key, with its public half beside it; nothing that is there is written over."""
    from foedus.record.keys import line

    public = path.with_name(f"{path.name}.pub")
    try:
        signer = keyfiles.make(path)
    except KeyFileFault as fault:
        raise UnusableError(str(fault)) from None
    try:
        with public.open("x", encoding="ascii") as file:
            file.write(f"{line(signer.public, 'officer')}\n")
    except OSError as problem:
        path.unlink()
        why = problem.strerror or problem
        raise UnusableError(f"{public} cannot be made: {why}; choose another folder") from None
    return signer


def forget(path: Path) -> None:
    """Take a key away that was made for nothing, with its public half."""
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}.pub").unlink(missing_ok=True)


def name_of(signer: Signer) -> str:
    """Give the fingerprint of a private key's public half."""
    return fingerprint(signer.public)
