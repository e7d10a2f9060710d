"""The workshop where the fictitious town of Val-Fleuri is made."""
