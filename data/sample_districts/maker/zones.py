"""The kinds of ground in the town, from the tight old streets to the fields."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Zone:
    """How a part of the town is cut into blocks and plots, in metres.

    ``depth`` and ``length`` are those of a block; ``front`` the range of a plot's width;
    ``aside`` the distance of a door from the street's middle; ``flats`` the weights of
    1, 2, 3 … households at an address.
    """

    depth: float
    length: float
    bend: float
    closes: float
    front: tuple[float, float]
    aside: tuple[float, float]
    flats: tuple[float, ...]


ZONES = {
    "old": Zone(54, 95, 0.10, 0.12, (9.5, 16), (7, 9.5), (4, 4, 3, 2, 1)),
    "suburb": Zone(86, 150, 0.05, 0.22, (15, 26), (9, 13), (8, 2, 1, 0.5)),
    "houses": Zone(94, 210, 0.10, 0.30, (21, 33), (11, 17), (30, 1)),
    "works": Zone(150, 260, 0.02, 0.1, (40, 70), (16, 22), (1,)),
    "country": Zone(0, 0, 0, 0, (60, 160), (12, 28), (12, 1)),
    "estate": Zone(0, 0, 0, 0, (18, 30), (10, 14), (3, 1)),
}
