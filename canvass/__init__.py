"""The words of the field: tables, outcomes, errors, progress. No I/O, imports nothing of ours."""
