"""Fit the weights of ``geocoding/weights.py`` on lines with known answers.

    python benchmarks/fit_geocoder.py --data DIR

DIR is the folder above the towns; its ``rhone-synthetic/`` holds BAN-like files and
``queries_dev.csv.gz``. Prints the table to paste; ``--folds`` also measures on lines left out of
the fit.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.geocoding_misspelt import index_without
from benchmarks.shared import folder_of
from geocoding.address_rows import distinct, read_rows
from geocoding.candidates import (
    Finder,
    alike_candidates,
    exact_candidates,
    join,
    read_queries,
)
from geocoding.features import FACTS
from geocoding.scoring import Pairs, number_queries, pairs_of

RIDGE = 0.02


def labelled_pairs(folder: Path, withheld: float, seed: int) -> tuple[Pairs, np.ndarray, int]:
    """Return every pair of the labelled lines, which are right, and how many lines there are.

    Only every other line is taken: the benchmark measures on the others too. A share of the streets
    is ``withheld`` from the addresses, so that the fit sees streets that are not there.
    """
    asked = pd.read_csv(folder / "queries_dev.csv.gz", dtype=str, keep_default_na=False)
    streets = np.unique(asked["truth_street_id"])
    gone = np.random.default_rng(seed).choice(streets, int(withheld * len(streets)), replace=False)
    index = index_without(folder, gone)
    asked = asked.iloc[::2].reset_index(drop=True)
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


def chances(pairs: Pairs, count: int, weights: np.ndarray, intercept: float) -> np.ndarray:
    """Return each pair's chance under some weights."""
    score = np.exp(np.clip(pairs.facts @ weights + intercept, -50, 50))
    return score / (1 + np.bincount(pairs.row, weights=score, minlength=count))[pairs.row]


def left_out(pairs: Pairs, right: np.ndarray, count: int, folds: int) -> None:
    """Print what is kept at few wrong streets, every line judged by a fit that has not seen it."""
    fold = np.random.default_rng(1).integers(0, folds, count)
    chance = np.zeros(len(pairs.row))
    for one in range(folds):
        inside = fold[pairs.row] != one
        seen = replace(pairs, row=pairs.row[inside], facts=pairs.facts[inside])
        weights, intercept = fit(seen, right[inside], count)
        chance[~inside] = chances(pairs, count, weights, intercept)[~inside]
    order = np.lexsort((-chance, pairs.row))
    top = order[np.r_[True, np.diff(pairs.row[order]) != 0]]
    best = top[np.argsort(-chance[top], kind="stable")]
    wrong = np.cumsum(~right[best]) / np.arange(1, len(best) + 1)
    for most in (0.0025, 0.005, 0.01):
        kept = np.flatnonzero(wrong <= most).max(initial=-1) + 1
        print(f"# kept at <= {100 * most:.2f} % wrong street: {100 * kept / count:.1f} %")
    bins = np.digitize(chance[top], (0.5, 0.8, 0.9, 0.95, 0.98, 0.99))
    for one in range(1, 7):
        here = top[bins == one]
        if len(here):
            print(
                f"# chance {chance[here].mean():.3f} right {right[here].mean():.3f} n {len(here)}"
            )


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--withheld", type=float, default=0.03)
    asked = parser.parse_args()
    folder = folder_of(asked.data, "rhone-synthetic", "queries_dev.csv.gz")
    pairs, right, count = labelled_pairs(folder, asked.withheld, seed=5)
    if asked.folds:
        left_out(pairs, right, count, asked.folds)
    weights, intercept = fit(pairs, right, count)
    print(f"INTERCEPT = {intercept:.2f}")
    for name, weight in zip(FACTS, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
