"""Outlines that places lie in: bureaux de vote and quartiers."""
