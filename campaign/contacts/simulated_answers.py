"""Fill the demo's sheets as a weekend of canvassing would: seeded, and nobody was visited."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from files.named_rows import read_frame
from files.writing.whole import write_whole

#: Shares of the doors knocked, near what campaigns report for a Saturday afternoon.
VISITED, OPENED, REFUSED, COME_BACK = 0.85, 0.40, 0.12, 0.05
RAISES_A_CONCERN = 0.6


def fill_sheet(source: Path, target: Path, *, day: date, team: str, seed: int) -> None:
    """Fill one exported table and save it as a spreadsheet in French would."""
    rng = np.random.default_rng(seed)
    table = read_frame(source)[0]
    doors = table["Portes"].astype(int).to_numpy()
    visited = rng.random(len(table)) < VISITED
    shares = [OPENED, REFUSED, COME_BACK, 1 - OPENED - REFUSED - COME_BACK]
    opened, refused, back, absent = rng.multinomial(doors, shares).T
    concerns = [c for c in table.columns if c.endswith("]")]
    taste = rng.dirichlet(np.full(len(concerns), 1.5))
    raised = rng.multinomial(rng.binomial(opened, RAISES_A_CONCERN), taste)
    counts = {
        "Portes frappées": doors, "Ouvertes": opened, "Absents": absent, "Refus": refused,
        "À revoir": back, **dict(zip(concerns, raised.T, strict=True)),
    }  # fmt: skip
    for column, values in counts.items():
        shown = np.where(visited & (values > 0), values.astype(str), "")
        table[column] = shown
    table["Équipe"] = np.where(visited, team, "")
    table["Date"] = np.where(visited, f"{day:%d/%m/%Y}", "")
    content = table.to_csv(sep=";", index=False)
    write_whole(target, content.encode("cp1252", errors="replace"))


def fill_sheets(
    folder: Path, out: Path, *, share: float = 0.6, day: date, seed: int = 0
) -> Sequence[Path]:
    """Fill the tables of a part of the turfs; the others stay for another weekend."""
    out.mkdir(exist_ok=True)
    sheets = sorted(folder.glob("*.csv"))
    filled = []
    for number, sheet in enumerate(sheets[: max(1, round(share * len(sheets)))]):
        target = out / sheet.name
        fill_sheet(sheet, target, day=day, team=f"Équipe {number % 5 + 1}", seed=seed + number)
        filled.append(target)
    return filled
