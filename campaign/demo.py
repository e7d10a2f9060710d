"""The whole job on one town's folder, as a newcomer sees it first."""

import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from campaign.addresses.geocode import geocode
from campaign.contacts.import_responses import import_responses
from campaign.contacts.simulated_answers import fill_sheets
from campaign.folder import Campaign, new_campaign
from campaign.import_roll import import_roll
from campaign.places.import_places import PlaceFiles, import_places
from campaign.report.report import report
from campaign.settings import UNDERTAKING, Controller, Provenance, Settings
from campaign.sheets.export import export_walk_lists
from campaign.turfs.cut import CutChoices, cut
from campaign.walks.plan_walks import plan_walks
from campaign.wording.results import lines
from canvass.errors import BadInputError, MissingFileError
from canvass.next_step import NextStep
from canvass.progress import OnProgress
from canvass.words import Words

SAMPLE = Path(__file__).parent.parent / "data" / "sample_districts" / "val-fleuri"
Bar = Callable[[str], AbstractContextManager[OnProgress]]
Show = Callable[[str], Any]


@dataclass(frozen=True)
class TownFiles:
    """What a town's folder holds, found by the usual names of the files."""

    folder: Path
    roll: Path
    places: PlaceFiles
    commune: str

    @classmethod
    def found_in(cls, folder: Path) -> "TownFiles":
        """Look the files up.

        Raises
        ------
        MissingFileError, BadInputError
            If the folder, the roll, the addresses or the streets are not there.
        """
        if not folder.is_dir():
            raise MissingFileError(folder)

        def one(*patterns: str) -> Path | None:
            hits = [p for pattern in patterns for p in sorted(folder.glob(pattern))]
            return next((p for p in hits if "verite" not in p.name), None)

        roll = one("liste_electorale*.csv*", "liste*.csv*")
        addresses = one("adresses-*.csv*")
        streets = one("rues.osm*", "*.osm.pbf", "*.osm")
        if roll is None or addresses is None or streets is None:
            raise BadInputError(
                Words(
                    f"{folder} doit contenir liste_electorale*.csv, adresses-*.csv et rues.osm*",
                    f"{folder} must hold liste_electorale*.csv, adresses-*.csv and rues.osm*",
                )
            )
        places = PlaceFiles(
            addresses=addresses,
            lieux_dits=one("lieux-dits-*.csv*"),
            bureaux=one("bureaux*.geojson"),
            quartiers=tuple(sorted(folder.glob("quartiers*.geojson"))),
            streets=streets,
            results=tuple(sorted(folder.glob("resultats*.csv"))),
        )
        return cls(folder, roll, places, _commune_of(roll))


def _commune_of(roll: Path) -> str:
    """Read the INSEE code from the first row of the roll."""
    from files.named_rows import read_frame

    return str(read_frame(roll)[0].iloc[0, 0])


@dataclass
class _Run:
    """Where the demo shows itself, and how long each step took."""

    show: Show
    bar: Bar
    seconds: dict[str, float]

    def step(self, title: Words, work: Callable[[OnProgress], Any]) -> Any:
        """Run one step under its bar and say what came out."""
        start = time.perf_counter()
        with self.bar(str(title)) as on_progress:
            result = work(on_progress)
        self.seconds[str(title)] = time.perf_counter() - start
        self.show(f"\n{title}  ({self.seconds[str(title)]:.1f} s)")
        for line in lines(result):
            self.show(f"  {line}")
        return result


def run_demo(
    data: Path | None,
    out: Path,
    *,
    bureaux: tuple[str, ...] = (),
    show: Show,
    bar: Bar,
) -> dict[str, float]:
    """Take one town from the roll to the report; seconds per step are returned.

    Parameters
    ----------
    data
        The town's folder; the fictitious Val-Fleuri where None.
    out
        Where to create the campaign; a demo campaign already there is made anew.
    bureaux
        Sheets of these bureaux only; by default all of Val-Fleuri, one bureau of a larger town.
    show, bar
        Where lines and progress go.

    Notes
    -----
    The contacts of the last step are simulated (seeded): nobody was visited.
    """
    files = TownFiles.found_in(data or SAMPLE)
    run = _Run(show, bar, {})
    campaign = _campaign(out / files.folder.name, files)
    show(str(Words(f"Campagne : {campaign.folder}", f"Campaign: {campaign.folder}")))
    run.step(
        Words("1. Liste électorale", "1. Electoral roll"),
        lambda tick: import_roll(campaign, [files.roll], on_progress=tick),
    )
    run.step(
        Words("2. Lieux", "2. Places"),
        lambda tick: import_places(campaign, files.places, on_progress=tick),
    )
    placed = run.step(
        Words("3. Adresses", "3. Addresses"), lambda tick: geocode(campaign, on_progress=tick)
    )
    cut_made = run.step(
        Words("4. Découpage", "4. Cutting"),
        lambda tick: cut(campaign, CutChoices(), on_progress=tick),
    )
    planned = run.step(
        Words("5. Parcours", "5. Walks"), lambda tick: plan_walks(campaign, on_progress=tick)
    )
    wanted = bureaux or _first_bureau(campaign, data)
    sent = run.step(
        Words("6. Feuilles de route", "6. Walk lists"),
        lambda tick: export_walk_lists(campaign, bureaux=wanted, on_progress=tick),
    )
    filled = fill_sheets(
        sent.folder, campaign.walklists / "retours_simules", day=datetime.now(UTC).date()
    )
    run.step(
        Words("7. Passages (simulés)", "7. Contacts (simulated)"),
        lambda tick: import_responses(campaign, filled, on_progress=tick),
    )
    run.step(Words("8. Bilan", "8. Report"), lambda tick: report(campaign, on_progress=tick))
    for line in _summary(campaign, placed, cut_made, planned, sent, sum(run.seconds.values())):
        show(str(line))
    return run.seconds


def _campaign(folder: Path, files: TownFiles) -> Campaign:
    """Create the demo's campaign; only an earlier demo is ever replaced."""
    name = f"Démonstration {files.folder.name.title()}"
    if folder.exists() and any(folder.iterdir()):
        toml = folder / "campaign.toml"
        if not toml.is_file() or name not in toml.read_text(encoding="utf-8"):
            raise BadInputError(
                Words(
                    f"{folder} existe et n'est pas une démonstration : choisissez un autre "
                    "dossier.",
                    f"{folder} exists and is not a demo: choose another folder.",
                )
            )
        shutil.rmtree(folder)
    today = datetime.now(UTC)
    return new_campaign(
        folder,
        Settings(
            name=name,
            election_date=_next_sunday(today.date() + timedelta(days=90)),
            communes=(files.commune,),
            provenance=Provenance(
                requester="Camille Exemple",
                received_on=today.date(),
                undertaking=UNDERTAKING,
                signed_at=today,
            ),
            controller=Controller(name="Liste Exemple", contact="droits@exemple.fr"),
        ),
    )


def _next_sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def _first_bureau(campaign: Campaign, data: Path | None) -> tuple[str, ...]:
    """Choose whose sheets to print: a small town's all, a large one's first bureau."""
    from people_base.turfs.cuts import current_turfs

    if data is None:
        return ()
    with campaign.base() as base:
        bureaux = current_turfs(base)["bureau_id"]
    return (min(b for b in bureaux if b),)


def _summary(
    campaign: Campaign, placed: Any, cut_made: Any, planned: Any, sent: Any, total_s: float
) -> list[Words]:
    """Say in a few lines what a newcomer has just seen."""
    return [
        Words("", ""),
        Words(f"En bref ({total_s:.0f} s)", f"In short ({total_s:.0f} s)"),
        Words(
            "  {voters:électeur importé|électeurs importés}, {share:.1%} placés à leur porte, "
            "sans réseau",
            "  {voters:voter|voters} imported, {share:.1%} placed at their door, offline",
            voters=placed.voters,
            share=placed.share_placed,
        ),
        Words(
            "  {turfs:secteur|secteurs} pour {doors:porte|portes} ; {km:.1} km à marcher au lieu "
            "de {sorted_km:.1} km dans l'ordre alphabétique",
            "  {turfs:turf|turfs} for {doors:door|doors}; {km:.1} km to walk instead of "
            "{sorted_km:.1} km in alphabetical order",
            turfs=cut_made.turfs,
            doors=cut_made.doors,
            km=planned.walk_m / 1000,
            sorted_km=planned.alphabetical_m / 1000,
        ),
        Words(
            "  {n:fichier|fichiers} à imprimer ou à remplir dans {folder}",
            "  {n:file|files} to print or fill in {folder}",
            n=sent.files,
            folder=sent.folder,
        ),
        Words(
            "  Voir la carte : {step}, dossier {folder}",
            "  See the map: {step}, folder {folder}",
            step=NextStep.OPEN_APP,
            folder=campaign.folder,
        ),
    ]
