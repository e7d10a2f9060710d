"""The words of the field: tables, outcomes, units, errors, progress. No I/O, imports nothing of ours."""
