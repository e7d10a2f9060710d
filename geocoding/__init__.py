"""An address text becomes a door: BAN and BAL, parsing, candidates, choice, review."""
