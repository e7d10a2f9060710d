"""Use cases on the base itself: where it lies, moves, backups, encryption."""
