"""The map that stays: its layers as compact payloads, and the programs that draw them."""
