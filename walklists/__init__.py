"""Out and back: the sheet for the street, the table to fill, and the readers of what returns."""
