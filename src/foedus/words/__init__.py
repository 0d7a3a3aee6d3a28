"""How it is put: what the engine answers, in the reader's language, for command line and web alike.

Nothing here decides anything. A ``Wording`` knows a charter and a language; the functions beside it
turn outcomes, verdicts, duties, permissions and the charter itself into sentences.
"""

from foedus.words.catalogue import languages
from foedus.words.dates import Zone
from foedus.words.wording import Wording

__all__ = ["Wording", "Zone", "languages"]
