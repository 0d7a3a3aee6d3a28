"""What can be said: the act, its envelope and its wire form."""

from foedus.acts.act import Act, Value
from foedus.acts.hours import Instant, day, instant, stamp

__all__ = ["Act", "Instant", "Value", "day", "instant", "stamp"]
