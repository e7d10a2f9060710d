"""Bring an electoral roll into the people base."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaign.folder import Campaign
from campaign.rectify import DISPUTED, write_disputed
from campaign.review import write_review
from campaign.review_rows import homonym_rows
from campaign.settings import Provenance
from canvass.errors import RefusedByLawError
from canvass.progress import OnProgress, share, silent
from canvass.tables import VOTERS
from canvass.words import Words, fr


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
    corrected: int = 0
    disputed: int = 0

    def lines(self) -> list[Words]:
        """Say it in sentences."""
        said = [
            Words(
                f"{fr(self.voters)} électeurs lus dans {fr(self.rows)} lignes "
                f"({fr(self.merged)} Européens inscrits sur deux listes, comptés une fois)",
                f"{self.voters:,} voters read from {self.rows:,} rows "
                f"({self.merged:,} double listings of EU nationals joined)",
            ),
            Words(
                f"{fr(self.added)} ajoutés, {fr(self.changed)} modifiés, "
                f"{fr(self.unchanged)} inchangés",
                f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged",
            ),
        ]
        if self.opposed:
            said.append(
                Words(
                    f"{fr(self.opposed)} personnes qui s'y sont opposées restent hors de la base",
                    f"{self.opposed:,} people who objected stay out of the base",
                )
            )
        if self.corrected:
            said.append(
                Words(
                    f"{fr(self.corrected)} personnes gardent ce qu'elles ont fait rectifier",
                    f"{self.corrected:,} people keep what they had corrected",
                )
            )
        if self.disputed:
            said.append(
                Words(
                    f"Pour {fr(self.disputed)} d'entre elles, cette liste dit encore autre chose "
                    f"(review/{DISPUTED})",
                    f"Of {self.disputed:,} of them this roll says another thing still "
                    f"(review/{DISPUTED})",
                )
            )
        if self.left:
            said.append(
                Words(
                    f"{fr(self.left)} électeurs de la base ne sont plus dans ces fichiers",
                    f"{self.left:,} voters of the base are not in these files",
                )
            )
        if self.rejected or self.homonyms:
            said.append(
                Words(
                    f"À vérifier : {fr(self.rejected)} lignes écartées, "
                    f"{fr(self.homonyms)} homonymes (dossier review)",
                    f"To review: {self.rejected:,} rows set aside, {self.homonyms:,} homonyms "
                    "(folder review)",
                )
            )
        return said


def import_roll(
    campaign: Campaign,
    paths: Sequence[Path],
    *,
    remove_left: bool = False,
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

    Raises
    ------
    BadInputError
        With every fault of every file; then nothing is written.
    """
    from electoral_rolls.rolls import read_roll
    from people_base.rolls import note_source, remove_voters, voters_gone
    from people_base.store import write

    settings = campaign.settings
    only = settings.communes[0] if len(settings.communes) == 1 else None
    roll = read_roll(
        paths, salt=campaign.salt, default_commune=only, on_progress=share(on_progress, 0, 0.7)
    )
    with campaign.base() as base:
        left = voters_gone(base, roll.voters)
        for file in roll.files:
            note_source(base, _source(file.name, file.sha256, settings.provenance))
        written = write(base, VOTERS, roll.voters, how="merge")
        if remove_left:
            remove_voters(base, left)
        write_disputed(campaign, base)
        on_progress(1, 1)
    write_review(campaign, "lignes_ecartees.csv", roll.rejected)
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
        corrected=written.kept.people,
        disputed=written.kept.disputed,
    )


def _source(name: str, sha256: str, provenance: Provenance) -> Any:
    """Word the provenance as the base keeps it.

    Raises
    ------
    RefusedByLawError
        If it is not complete; a settings file edited by hand can be.
    """
    from people_base.rolls import RollSource

    if provenance.received_on is None or provenance.signed_at is None:
        raise RefusedByLawError(
            Words(
                "Complétez [provenance] dans campaign.toml : received_on et signed_at.",
                "Complete [provenance] in campaign.toml: received_on and signed_at.",
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
