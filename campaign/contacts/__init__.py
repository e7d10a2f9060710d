"""Use cases on contacts: answers come home."""
