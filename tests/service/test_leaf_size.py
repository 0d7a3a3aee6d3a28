"""No act makes a leaf that nobody could read again, however large it is itself."""

import pytest
from service.recording import MINUTE, Book, verified

from foedus.acts.act import NAME_MAX
from foedus.record.entry import LEAF_MAX

WIDE = "\x01" * NAME_MAX
"""The name with the most bytes: six for each character."""


@pytest.mark.parametrize(
    "said",
    [
        {"of": WIDE},
        {"of": WIDE, "id": WIDE, "behalf": WIDE},
        {"of": "M", "id": WIDE, "papers": {"letter": WIDE}},
        {"of": "M", "text": ("\x01" * 100,) * 100},
        {"of": "M", "words": "\x01" * 10_000},
        {"of": "M", "draft": tuple("x" * 100 for _ in range(500))},
    ],
)
def test_a_refusal_fits_into_its_leaf(said):
    book = Book()
    book.delegate("XA", "ivan")
    book.clock.hour += MINUTE
    answer = book.send(book.act("XA", "call ask", by="ivan", **said))
    assert answer.outcome.answer == "refused"
    assert len(book.store.row(answer.number).leaf) <= LEAF_MAX
    assert verified(book.bundle()).complete
