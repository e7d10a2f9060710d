"""What a campaign decides once: who it is, where, until when, and how it walks.

Kept as ``campaign.toml`` in the campaign's folder, for a person to read and edit.
"""

import dataclasses
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import tomli_w

from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.words import Words
from files.writing.whole import write_whole

FILE_NAME = "campaign.toml"
COMMUNE_CODE_LENGTH = 5
#: INSEE's smallest number of households behind a published figure; no campaign may lower it.
LEAST_MASKED = 11


#: The sentence that whoever asks for the roll signs (circulaire INTA1830120J).
UNDERTAKING = "Je m'engage à ne faire aucun usage commercial de la liste électorale."


@dataclass(frozen=True)
class Provenance:
    """Where the roll comes from and what was promised to get it (Code électoral, L37 and R20).

    ``undertaking`` is the sentence signed by ``requester``, empty while it is not.
    """

    origin: Literal["mairie", "prefecture"] = "mairie"
    requester: str = ""
    received_on: date | None = None
    undertaking: str = ""
    signed_at: datetime | None = None

    @property
    def complete(self) -> bool:
        """Whether the law's conditions are met."""
        said = self.requester.strip() and self.undertaking.strip()
        return bool(said and self.received_on and self.signed_at)


@dataclass(frozen=True)
class Controller:
    """Who answers for the data (GDPR, art. 13 and 14); printed on every sheet."""

    name: str = ""
    contact: str = ""
    dpo: str = ""


@dataclass(frozen=True)
class Walking:
    """How fast and how long.

    ``pace_m_s``: 1.2 m/s, and ``door_s``: 90 s a door, both from EdnaBackend, the only public
    canvass router that states them. ``closed``: the walk returns to where it began.
    ``reentry_s``: seconds worth walking to avoid one change of street; 0 for the shortest walk.
    ``intercom_s`` (once a building), ``floor_s`` (each floor climbed), ``doors_a_floor``: time in
    blocks of flats beside ``door_s``, for campaigns that have timed it; cutting does not count it.
    """

    pace_m_s: float = 1.2
    door_s: float = 90.0
    closed: bool = True
    reentry_s: float = 0.0
    intercom_s: float = 0.0
    floor_s: float = 0.0
    doors_a_floor: float = 4.0


@dataclass(frozen=True)
class Database:
    """Where the people base is: in the campaign's folder where ``url`` is empty.

    ``url`` is ``postgresql://user@server/database``, without password: that one comes from
    ``ARPENTEUR_DATABASE_URL`` or ``~/.pgpass``.
    """

    url: str = ""


@dataclass(frozen=True)
class Audit:
    """``second_place``: a file outside the folder to which the journal is added too; none if empty.

    Another user's disk or server, where nothing but adding is allowed, keeps it from whoever
    changes the base.
    """

    second_place: str = ""


@dataclass(frozen=True)
class Settings:
    """All choices of one campaign.

    ``communes`` are INSEE codes; ``concerns`` map a short code to the words printed on the sheet;
    ``masked_below`` is the number of doors under which a figure is not shown (INSEE: 11); it may be
    raised during the campaign, never lowered.
    """

    name: str
    election_date: date
    communes: tuple[str, ...]
    delete_after_days: int = 30
    masked_below: int = LEAST_MASKED
    provenance: Provenance = field(default_factory=Provenance)
    controller: Controller = field(default_factory=Controller)
    walking: Walking = field(default_factory=Walking)
    database: Database = field(default_factory=Database)
    audit: Audit = field(default_factory=Audit)
    concerns: dict[str, str] = field(
        default_factory=lambda: {
            "LOG": "Logement",
            "TRA": "Transports",
            "ECO": "École",
            "SAN": "Santé",
            "SEC": "Sécurité",
            "PRO": "Propreté",
        }
    )


def check_settings(settings: Settings) -> None:
    """Refuse settings that would fail later, all faults together.

    Raises
    ------
    BadInputError
        Empty name, no commune, malformed INSEE codes, figures of fewer than 11 doors shown.
    """
    faults = []
    if not settings.name.strip():
        faults.append(Fault(Words("donnez un nom à la campagne", "give the campaign a name")))
    if not settings.communes:
        faults.append(
            Fault(
                Words("donnez au moins une commune (code INSEE)", "give one commune (INSEE code)")
            )
        )
    faults += [
        Fault(
            Words(
                f"« {code} » n'est pas un code INSEE de commune (5 caractères, comme 31555)",
                f"“{code}” is not an INSEE commune code (5 characters, like 31555)",
            )
        )
        for code in settings.communes
        if len(code) != COMMUNE_CODE_LENGTH or not code.isalnum()
    ]
    if urlsplit(settings.database.url).password:
        faults.append(
            Fault(
                Words(
                    "[database] url : sans mot de passe ; mettez-le dans ARPENTEUR_DATABASE_URL "
                    "ou dans ~/.pgpass",
                    "[database] url: without password; put it in ARPENTEUR_DATABASE_URL or in "
                    "~/.pgpass",
                )
            )
        )
    least = settings.masked_below
    if type(least) is not int or least < LEAST_MASKED:
        faults.append(
            Fault(
                Words(
                    f"masked_below = {least!r} : un nombre entier, {LEAST_MASKED} ou plus (règle "
                    "de l'INSEE) ; corrigez cette ligne, ou effacez-la, dans campaign.toml",
                    f"masked_below = {least!r}: a whole number, {LEAST_MASKED} or more (INSEE's "
                    "rule); correct this line of campaign.toml, or delete it",
                )
            )
        )
    if faults:
        raise BadInputError(
            Words("Réglages de campagne à corriger :", "Campaign settings to correct:"), faults
        )


def save_settings(settings: Settings, folder: Path) -> None:
    """Write ``campaign.toml``."""
    write_whole(folder / FILE_NAME, tomli_w.dumps(_plain(settings)).encode())


def load_settings(folder: Path) -> Settings:
    """Read ``campaign.toml``.

    Raises
    ------
    MissingFileError
        If the folder holds no campaign.
    BadInputError
        If the file is not TOML, or a key is unknown or missing.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        raise MissingFileError(path)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        raw.pop("mode", None)  # decided in the base, which enforces it
        raw["provenance"] = Provenance(**raw.get("provenance", {}))
        raw["controller"] = Controller(**raw.get("controller", {}))
        raw["walking"] = Walking(**raw.get("walking", {}))
        raw["database"] = Database(**raw.get("database", {}))
        raw["audit"] = Audit(**raw.get("audit", {}))
        raw["communes"] = tuple(raw.get("communes", ()))
        settings = Settings(**raw)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise BadInputError(
            Words(f"{path} est illisible : {error}", f"{path} cannot be read: {error}")
        ) from error
    check_settings(settings)
    second = settings.audit.second_place
    if second and (
        not Path(second).is_absolute() or Path(second).resolve().is_relative_to(folder.resolve())
    ):
        raise BadInputError(
            Words(
                "[audit] second_place : un chemin complet, hors du dossier de la campagne",
                "[audit] second_place: a whole path, outside the campaign's folder",
            )
        )
    return settings


def _plain(settings: Settings) -> dict[str, Any]:
    """Drop what TOML cannot say (None) and turn tuples into lists."""

    def clean(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: clean(v) for k, v in value.items() if v is not None}
        return list(value) if isinstance(value, tuple) else value

    cleaned: dict[str, Any] = clean(dataclasses.asdict(settings))
    return cleaned
