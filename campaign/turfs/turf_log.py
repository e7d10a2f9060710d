"""What was decided about the turfs: how they were cut, which are locked, every step by hand.

Kept as ``decoupage.json`` in the campaign's folder. It belongs to one membership of the base: where
that was changed by other means, the steps and the locks are forgotten rather than misapplied.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from campaign.folder import Campaign
from campaign.turfs.cut_choices import CutChoices
from canvass.errors import BadInputError
from canvass.words import Words

if TYPE_CHECKING:
    from turf.assignment import Assignment, Step

FILE = "decoupage.json"
#: Steps that can be undone, and buildings in all of them together.
KEPT_STEPS = 100
KEPT_CHANGES = 500_000


@dataclass(frozen=True)
class TurfLog:
    """Choices of the last cut, and the assignment with its steps.

    ``reasons`` tells why a turf is out of the range, as the cut found it.
    """

    choices: CutChoices
    assignment: "Assignment"
    reasons: Mapping[str, str] = field(default_factory=dict)


def load_log(campaign: Campaign, turf_of: "pd.Series[str]", buildings: "pd.Index[str]") -> TurfLog:
    """Read the log as far as it belongs to the turfs of the base.

    Parameters
    ----------
    turf_of
        Membership as the base has it, ``turf_id`` by ``building_id``.
    buildings
        Buildings of the base; steps forget those that are gone.

    Raises
    ------
    BadInputError
        If a person made the file unreadable.
    """
    from turf.assignment import Assignment

    turf_id = turf_of.reindex(buildings).fillna("").astype("str").rename("turf_id")
    raw = _read(campaign)
    choices = _choices(raw)
    if raw.get("membership") != _fingerprint(turf_of):
        return TurfLog(choices, Assignment(turf_id))
    done, undone = (tuple(_step(step, buildings) for step in raw[k]) for k in ("done", "undone"))
    made = Assignment(turf_id, frozenset(raw["locked"]) & set(turf_id), done, undone)
    return TurfLog(choices, made, raw["reasons"])


def kept_choices(campaign: Campaign) -> CutChoices:
    """Return the choices of the last cut; the usual ones where there was none."""
    return _choices(_read(campaign))


def save_log(campaign: Campaign, log: TurfLog, turf_of: "pd.Series[str]") -> None:
    """Write the log that goes with a membership; the oldest steps go first."""
    steps = log.assignment.done[-KEPT_STEPS:]
    while sum(len(step.after) for step in steps) > KEPT_CHANGES:
        steps = steps[1:]
    made = {
        "choices": asdict(log.choices),
        "membership": _fingerprint(turf_of),
        "locked": sorted(log.assignment.locked),
        "reasons": dict(log.reasons),
        "done": [_plain(step) for step in steps],
        "undone": [_plain(step) for step in log.assignment.undone],
    }
    aside = campaign.folder / f".{FILE}.new"
    aside.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    aside.replace(campaign.folder / FILE)


def begin_log(
    campaign: Campaign, choices: CutChoices, turf_of: "pd.Series[str]", reasons: Mapping[str, str]
) -> None:
    """Start anew after a cut: locked turfs that are still there stay locked.

    A cut of some bureaux keeps what was decided for the others.
    """
    from turf.assignment import Assignment

    raw = _read(campaign)
    there = set(turf_of)
    before = raw.get("reasons", {}) if choices.bureaux else {}
    locked = frozenset(raw.get("locked", ())) & there
    told = {turf: why for turf, why in {**before, **reasons}.items() if why and turf in there}
    save_log(
        campaign,
        TurfLog(replace(choices, bureaux=()), Assignment(turf_of, locked), told),
        turf_of,
    )


def _read(campaign: Campaign) -> dict[str, Any]:
    path = campaign.folder / FILE
    if not path.is_file():
        return {}
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        raw["membership"], raw["locked"], raw["done"], raw["undone"], raw["reasons"]
        _choices(raw)
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise BadInputError(
            Words(
                f"{path} est illisible : effacez-le (les secteurs restent, les verrous et "
                "l'historique sont perdus).",
                f"{path} cannot be read: delete it (the turfs stay, locks and history are lost).",
            )
        ) from error
    return raw


def _choices(raw: Mapping[str, Any]) -> CutChoices:
    kept = dict(raw.get("choices", {}))
    return CutChoices(**{**kept, "bureaux": tuple(kept.get("bureaux", ()))})


def _fingerprint(turf_of: "pd.Series[str]") -> str:
    lines = sorted(f"{b} {t}" for b, t in turf_of[turf_of != ""].items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _plain(step: "Step") -> dict[str, Any]:
    return {
        "fr": step.said.fr,
        "en": step.said.en,
        "before": _by_turf(step.before),
        "after": _by_turf(step.after),
        "locked_before": sorted(step.locked_before),
        "locked_after": sorted(step.locked_after),
    }


def _by_turf(part: "pd.Series[str]") -> dict[str, list[str]]:
    return {str(turf): list(of.index) for turf, of in part.groupby(part)}


def _step(raw: Mapping[str, Any], buildings: "pd.Index[str]") -> "Step":
    from turf.assignment import Step

    before, after = (_series(raw[k]) for k in ("before", "after"))
    after = after[after.index.isin(buildings)]
    locked = [frozenset(raw[k]) for k in ("locked_before", "locked_after")]
    said = Words(raw["fr"], raw["en"])
    return Step(said, before.reindex(after.index), after, *locked)


def _series(by_turf: Mapping[str, list[str]]) -> "pd.Series[str]":
    turf_of = {building: turf for turf, ids in by_turf.items() for building in ids}
    made = pd.Series(turf_of, dtype="str")
    made.index = made.index.astype("str").rename("building_id")
    return made
