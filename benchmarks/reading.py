"""To read a whole charter, and to read and check it, beside a bare parse of the same bytes."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from benchmarks.contest import Contest, Entry
from foedus.charter.check import check
from foedus.charter.read import charters_root, read
from foedus.law import Law

NAME = "csto"


def contests(*, quick: bool) -> Iterator[Contest]:
    """Read the largest charter that is shipped; the time of the process, not of the clock."""
    folder = charters_root() / ("osce" if quick else NAME)
    files = sorted(folder.rglob("*.yaml")) + sorted((charters_root() / "_house").rglob("*.yaml"))
    texts = [path.read_bytes() for path in files]
    size = sum(map(len, texts))
    yield Contest(
        title=f"{folder.name}, {len(texts)} files, {size / 1024:.0f} KiB",
        what="charters",
        floor="libyaml events",
        entries=[
            Entry("libyaml events", lambda _: events(texts)),
            Entry("libyaml, plain values", lambda _: values(texts)),
            Entry("read", lambda _: one(read(folder).charter)),
            Entry("read and compile", lambda _: one(Law(read(folder).charter))),  # type: ignore[arg-type]
            Entry("read and check", lambda _: one(check(read(folder)) == [] or True)),
        ],
    )


def events(texts: list[bytes]) -> int:
    """Parse and build nothing."""
    for text in texts:
        for _event in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    return 1


def values(texts: list[bytes]) -> int:
    """Build what PyYAML builds: plain values without places."""
    for text in texts:
        yaml.load(text, Loader=yaml.CSafeLoader)
    return 1


def one(value: object) -> int:
    """Count one charter."""
    assert value is not None
    return 1
