"""Use cases on addresses: voters find their doors."""
