"""Use cases on turfs: cut, change by hand, check, publish."""
