"""Use cases of exchange with other programs."""
