"""Small instances whose shortest tour is published: an outside check of the solver.

Names, places and optima are those of TSPLIB (Reinelt 1991, ORSA Journal on Computing 3(4)); the
distances are computed by its rules. Beware of what is compared: TSPLIB's rounded distances may make
a detour by a third place shorter than the straight way, and a walker may take it, so our bound may
lie below the published tour, never above it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BURMA14 = """
16.47 96.10 16.47 94.44 20.09 92.54 22.39 93.37 25.23 97.24 22.00 96.05 20.47 97.02 17.20 96.29
16.30 97.38 14.05 98.12 16.53 97.38 21.52 95.59 19.41 97.13 20.09 94.55"""
_GR17 = """
0 633 0 257 390 0 91 661 228 0 412 227 169 383 0 150 488 112 120 267 0 80 572 196 77 351 63 0
134 530 154 105 309 34 29 0 259 555 372 175 338 264 232 249 0
505 289 262 476 196 360 444 402 495 0 353 282 110 324 61 208 292 250 352 154 0
324 638 437 240 421 329 297 314 95 578 435 0 70 567 191 27 346 83 47 68 189 439 287 254 0
211 466 74 182 243 105 150 108 326 336 184 391 145 0
268 420 53 239 199 123 207 165 383 240 140 448 202 57 0
246 745 472 237 528 364 332 349 202 685 542 157 289 426 483 0
121 518 142 84 297 35 29 36 236 390 238 301 55 96 153 336 0"""
_BERLIN52 = """
565 575 25 185 345 750 945 685 845 655 880 660 25 230 525 1000 580 1175 650 1130 1605 620 1220 580
1465 200 1530 5 845 680 725 370 145 665 415 635 510 875 560 365 300 465 520 585 480 415 835 625
975 580 1215 245 1320 315 1250 400 660 180 410 250 420 555 575 665 1150 1160 700 580 685 595
685 610 770 610 795 645 720 635 760 650 475 960 95 260 875 920 700 500 555 815 830 485 1170 65
830 610 605 625 595 360 1340 725 1740 245"""
_ST70 = """
64 96 80 39 69 23 72 42 48 67 58 43 81 34 79 17 30 23 42 67 7 76 29 51 78 92 64 8 95 57 57 91 40 35
68 40 92 34 62 1 28 43 76 73 67 88 93 54 6 8 87 18 30 9 77 13 78 94 55 3 82 88 73 28 20 55 27 43
95 86 67 99 48 83 75 81 8 19 20 18 54 38 63 36 44 33 52 18 12 13 25 5 58 85 5 67 90 9 41 76 25 76
37 64 56 63 10 55 98 7 16 74 89 60 48 82 81 76 29 60 17 22 5 45 79 70 9 100 17 82 74 67 10 68 48 19
83 86 84 94"""


@dataclass(frozen=True, eq=False)
class Instance:
    """Whole distances (n, n), and the length of the shortest tour as published."""

    name: str
    distances: NDArray[np.float64]
    optimum: int


def instances() -> list[Instance]:
    """Return the instances, the smallest first."""
    return [
        Instance("burma14", _geographic(_pairs(_BURMA14)), 3323),
        Instance("gr17", _triangle(_GR17), 2085),
        Instance("berlin52", _plane(_pairs(_BERLIN52)), 7542),
        Instance("st70", _plane(_pairs(_ST70)), 675),
    ]


def _numbers(text: str) -> NDArray[np.float64]:
    return np.array(text.split(), dtype=np.float64)


def _pairs(text: str) -> NDArray[np.float64]:
    return _numbers(text).reshape(-1, 2)


def _plane(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """TSPLIB's EUC_2D: straight lines, rounded."""
    return np.floor(np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1)) + 0.5)


def _triangle(text: str) -> NDArray[np.float64]:
    """TSPLIB's LOWER_DIAG_ROW: the lower half, row by row."""
    values = _numbers(text)
    n = int((np.sqrt(8 * len(values) + 1) - 1) / 2)
    table = np.zeros((n, n))
    table[np.tril_indices(n)] = values
    return table + table.T


def _geographic(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """TSPLIB's GEO: degrees and minutes on a ball of radius 6378.388 km, with its π of 3.141592."""
    degrees = np.trunc(places)
    lat, lon = (3.141592 * (degrees + 5.0 * (places - degrees) / 3.0) / 180.0).T
    q1 = np.cos(lon[:, None] - lon)
    q2, q3 = np.cos(lat[:, None] - lat), np.cos(lat[:, None] + lat)
    cosine = np.clip(0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3), -1, 1)
    far = np.trunc(6378.388 * np.arccos(cosine) + 1.0)
    np.fill_diagonal(far, 0.0)
    return far
