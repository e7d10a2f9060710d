"""How long the long tests go on: what is promised is tried a few times, or as often as can be."""

import os

#: Set by ``ARPENTEUR_FULL=1``: every kill, every step.
FULL = os.environ.get("ARPENTEUR_FULL") == "1"
