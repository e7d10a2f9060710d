"""Fit the weights of ``electoral_rolls/calibration.py`` on lines with known answers.

    python benchmarks/fit_geocoder.py --data DIR

DIR holds ``rhone-synthetic/`` (BAN-like files and ``queries_dev.csv.gz``). Prints the table to paste.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from electoral_rolls.address_index import load_index
from electoral_rolls.address_rows import distinct, read_rows
from electoral_rolls.candidates import (
    Finder,
    alike_candidates,
    exact_candidates,
    join,
    read_queries,
)
from electoral_rolls.choice import Pairs, number_queries, pairs_of
from electoral_rolls.evidence import FACTS

RIDGE = 0.02


def labelled_pairs(folder: Path) -> tuple[Pairs, np.ndarray, int]:
    """Give every pair of the labelled lines, which are right, and how many lines there are."""
    index = load_index(folder / "adresses-69.csv.gz", places=folder / "lieux-dits-69-beta.csv.gz")
    asked = pd.read_csv(folder / "queries_dev.csv.gz", dtype=str, keep_default_na=False)
    lines, line_of = distinct(asked)
    finder = Finder.of(index, {})
    rows = read_rows(lines, finder.towns)
    towns, texts, first, second = number_queries(rows)
    readings = read_queries(finder, towns, texts)
    found = join(exact_candidates(finder, readings), alike_candidates(finder, readings))
    pairs = pairs_of(finder, rows, np.arange(len(rows)), found, first, second)
    truth = pd.Series(asked["truth_street_id"].to_numpy()).groupby(line_of).first()
    own = index.streets["street_id"].to_numpy()[pairs.candidates.street]
    return pairs, own == truth.to_numpy()[pairs.row], len(rows)


def fit(pairs: Pairs, right: np.ndarray, count: int) -> tuple[np.ndarray, float]:
    """Maximise the likelihood of the right street, or of none where it is not a candidate."""
    facts = np.column_stack([pairs.facts, np.ones(len(pairs.row))])
    has = np.bincount(pairs.row, weights=right, minlength=count)
    target = right / np.maximum(has[pairs.row], 1)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        score = facts @ weights
        top = np.zeros(count)
        np.maximum.at(top, pairs.row, score)
        share = np.exp(score - top[pairs.row])
        total = np.bincount(pairs.row, weights=share, minlength=count) + np.exp(-top)
        log_total = np.log(total) + top
        value = log_total.sum() - (target * score).sum()
        gradient = facts.T @ (share / total[pairs.row] - target)
        penalty = RIDGE * weights
        penalty[-1] = 0
        return value + 0.5 * (penalty * weights).sum(), gradient + penalty

    start = np.zeros(facts.shape[1])
    done = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000})
    return done.x[:-1], float(done.x[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data / "rhone-synthetic"
    pairs, right, count = labelled_pairs(folder)
    weights, intercept = fit(pairs, right, count)
    print(f"INTERCEPT = {intercept:.2f}")
    for name, weight in zip(FACTS, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
