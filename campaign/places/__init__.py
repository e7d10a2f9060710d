"""Use cases on places: addresses, areas, streets and barriers come in."""
