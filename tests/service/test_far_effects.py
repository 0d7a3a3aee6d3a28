"""What reaches beyond its matter and is taken on trust leaves nothing after it recomputed."""

from io import BytesIO

from service import recording

from foedus.record import bundle
from foedus.service.checking import Checker
from foedus.service.verifying import verify
