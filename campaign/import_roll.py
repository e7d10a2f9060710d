"""Bring an electoral roll into the people base."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from campaign.folder import Campaign
from campaign.places.detect_file import misplaced_named
from campaign.privacy.lookalikes import hold_lookalikes
from campaign.privacy.rectify import write_disputed
from campaign.review import write_review
from campaign.review_rows import UNREAD_DATES, homonym_rows, unread_date_rows
from campaign.settings import Provenance
from canvass.errors import BadInputError, RefusedByLawError
from canvass.next_step import NextStep
from canvass.progress import OnProgress, share, silent
from canvass.tables import VOTERS
from canvass.words import Words
from files.headers import columns_given

if TYPE_CHECKING:
    from electoral_rolls.rolls import FileFacts

#: Bureaux of other communes, with how many voters of the roll they have.
ELSEWHERE = "bureaux_autre_commune.csv"


@dataclass(frozen=True)
class RollImported:
    """What an import did; ``left`` are people of the base that the files do not hold."""

    rows: int
    voters: int
    added: int
    changed: int
    unchanged: int
    left: int
    merged: int
    rejected: int
    homonyms: int
    opposed: int = 0
    waiting: int = 0
    unread_dates: int = 0
    corrected: int = 0
    disputed: int = 0
    elsewhere: int = 0
    notes: tuple[Words, ...] = ()


def import_roll(
    campaign: Campaign,
    paths: Sequence[Path],
    *,
    remove_left: bool = False,
    list_type: str | None = None,
    columns: Sequence[str] = (),
    on_progress: OnProgress = silent,
) -> RollImported:
    """Read roll files and merge them into the base; importing twice changes nothing.

    Parameters
    ----------
    campaign
        Whose base; its settings hold the provenance that the law asks for.
    paths
        Files of one delivery (main, complementary municipal, complementary European list).
    remove_left
        Remove the people of the base that these files do not hold.
    list_type
        ``LP``, ``LCM`` or ``LCE``, for files that tell it neither in a column nor in their name.
    columns
        ``field=COLUMN`` for columns under other names; fields are those of
        ``roll_layouts.SHOWN_AS``.

    Raises
    ------
    BadInputError
        With every fault of every file; then nothing is written.
    """
    from electoral_rolls.rolls import read_roll
    from people_base.people.rolls import note_source, remove_voters, voters_gone
    from people_base.store import write

    settings = campaign.settings
    only = settings.communes[0] if len(settings.communes) == 1 else None
    with misplaced_named(dict.fromkeys(paths, "roll")):
        roll = read_roll(
            paths,
            salt=campaign.salt,
            default_commune=only,
            default_list_type=list_type,
            columns=columns_given(columns),
            on_progress=share(on_progress, 0, 0.7),
        )
    elsewhere = _elsewhere(roll.voters["bureau_id"], settings.communes)
    with campaign.base() as base:
        left = voters_gone(base, roll.voters)
        for file in roll.files:
            note_source(base, _source(file.name, file.sha256, settings.provenance))
        held = hold_lookalikes(campaign, base, roll.voters)
        written = write(base, VOTERS, roll.voters.drop(index=held), how="merge")
        if remove_left:
            remove_voters(base, left)
        write_disputed(campaign, base)
        on_progress(1, 1)
    write_review(campaign, "lignes_ecartees.csv", roll.rejected)
    unread = unread_date_rows(roll.voters)
    write_review(campaign, UNREAD_DATES, unread)
    write_review(campaign, ELSEWHERE, _by_bureau(elsewhere))
    write_review(campaign, "homonymes.csv", homonym_rows(roll.voters.loc[list(roll.homonyms)]))
    return RollImported(
        rows=sum(file.rows for file in roll.files),
        voters=len(roll.voters),
        added=written.added,
        changed=written.changed,
        unchanged=written.unchanged,
        left=len(left),
        merged=roll.merged,
        rejected=len(roll.rejected),
        homonyms=len(roll.homonyms),
        opposed=written.opposed,
        waiting=len(held),
        unread_dates=len(unread),
        corrected=written.kept.people,
        disputed=written.kept.disputed,
        elsewhere=len(elsewhere),
        notes=_notes(roll.files),
    )


def _notes(files: "Sequence[FileFacts]") -> tuple[Words, ...]:
    """Say how files were read where that is not plain, and which sheets are no roll."""
    said = [
        Words(f"{file.name} : {note.fr}", f"{file.name}: {note.en}")
        for file in files
        for note in file.notes
    ]
    aside = [file.name for file in files if not file.layout]
    no_roll = Words("feuille qui n'est pas une liste, non lue", "sheet that is no roll, not read")
    return (*said, *(Words(f"{n} : {no_roll.fr}", f"{n}: {no_roll.en}") for n in aside))


def _by_bureau(elsewhere: Any) -> pd.DataFrame:
    """Count voters of other communes by bureau, and tell which commune theirs merged into."""
    from geocoding.communes import merged_communes

    now = {one.code: one.now for one in merged_communes() if one.code != one.now}
    counts = elsewhere.value_counts().sort_index()
    codes = [bureau.partition("_")[0] for bureau in counts.index]
    return pd.DataFrame(
        {
            "bureau": counts.index,
            "electeurs": counts.to_numpy(),
            "commune": codes,
            "commune_actuelle": [now.get(code, code) for code in codes],
        }
    )


def _elsewhere(bureaux: Any, communes: Sequence[str]) -> Any:
    """Return the bureaux, voter by voter, that are of another commune than the campaign's.

    Raises
    ------
    BadInputError
        If none is of the campaign's: a postcode was taken for the INSEE code, or the roll is of
        another town.
    """
    from canvass.codes import is_bureau_of

    known = bureaux[bureaux != ""]
    other = known[[not is_bureau_of(bureau, communes) for bureau in known]]
    if len(known) and len(other) == len(known):
        found = ", ".join(sorted({bureau.partition("_")[0] for bureau in other})[:5])
        ours = ", ".join(communes)
        raise BadInputError(
            Words(
                "Cette liste est de la commune {found}, la campagne est à {ours} ; rien n'est "
                "importé. Un code postal a peut-être été donné pour le code INSEE : {step}, "
                "rubrique des communes.",
                "This roll is of commune {found}, the campaign is in {ours}; nothing is imported. "
                "Perhaps a postcode was given for the INSEE code: {step}, those of the communes.",
                found=found,
                ours=ours,
                step=NextStep.CORRECT_SETTINGS,
            )
        )
    return other


def _source(name: str, sha256: str, provenance: Provenance) -> Any:
    """Word the provenance as the base keeps it.

    Raises
    ------
    RefusedByLawError
        If it is not complete; a settings file edited by hand can be.
    """
    from people_base.people.rolls import RollSource

    if provenance.received_on is None or provenance.signed_at is None:
        raise RefusedByLawError(
            Words(
                "La provenance de la liste est incomplète (received_on, signed_at) : {step}.",
                "The roll's provenance is incomplete (received_on, signed_at): {step}.",
                step=NextStep.CORRECT_SETTINGS,
            )
        )
    return RollSource(
        sha256=sha256,
        file_name=name,
        received_on=provenance.received_on,
        requester=provenance.requester,
        origin=provenance.origin,
        undertaking=provenance.undertaking,
        signed_at=provenance.signed_at,
    )
