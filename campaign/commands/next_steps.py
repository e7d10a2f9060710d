"""The command or option by which each step is done: what the command line adds to a sentence."""

from canvass.next_step import NextStep
from canvass.words import Edge, Words

_COMMANDS = {
    NextStep.CREATE: "arpenteur new",
    NextStep.CORRECT_SETTINGS: "campaign.toml",
    NextStep.IMPORT_ROLL: "import-roll",
    NextStep.NAME_LIST_TYPE: "--list",
    NextStep.IMPORT_PLACES: "import-places",
    NextStep.IMPORT_ADDRESSES: "import-places --addresses",
    NextStep.IMPORT_LIEUX_DITS: "import-places --lieux-dits",
    NextStep.IMPORT_BUREAUX: "import-places --bureaux",
    NextStep.NAME_BUREAU_COLUMN: "--bureau-column",
    NextStep.IMPORT_QUARTIERS: "import-places --quartiers",
    NextStep.IMPORT_STREETS: "import-places --streets",
    NextStep.IMPORT_RESULTS: "import-places --results",
    NextStep.GEOCODE: "geocode",
    NextStep.RENUMBER: "renumber-bureaux",
    NextStep.CUT: "cut",
    NextStep.RECUT: "recut",
    NextStep.SPLIT: "turf split",
    NextStep.UNLOCK: "turf unlock",
    NextStep.WITHDRAW: "publish --withdraw",
    NextStep.PLAN: "plan",
    NextStep.EXPORT: "export",
    NextStep.IMPORT_RESPONSES: "import-responses",
    NextStep.DECIDE_LOOKALIKES: "lookalikes",
    NextStep.PASSPHRASE: "--passphrase-env",
    NextStep.MOVE_BASE: "db move",
    NextStep.RESTORE: "restore",
    NextStep.OPEN_APP: "make app, arpenteur app",
    NextStep.REBUILD: "db check --rebuild",
}
COMMAND_LINE = Edge(
    {step: Words(command, command) for step, command in _COMMANDS.items()}, names_files=True
)
