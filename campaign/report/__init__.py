"""Use cases on reports: figures that leave, and maps of them."""
