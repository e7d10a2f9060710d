"""How ``arpenteur --help`` is laid out: the job step by step first, then what is rarer."""

from typing import Any

from typer.core import TyperGroup

from campaign.commands.runner import say
from campaign.commands.usage import Frenchly, refuse_repeats

#: Panel -> its commands, in the order in which an organiser meets them.
PANELS: dict[str, tuple[str, ...]] = {
    say("La campagne, pas à pas", "The campaign, step by step"): (
        "new", "import-roll", "import-places", "geocode", "cut", "plan", "publish", "export",
        "import-responses", "report", "app", "demo",
    ),
    say("Adresses et lieux", "Addresses and places"): (
        "place-addresses", "renumber-bureaux", "fetch-streets", "geocode-online",
    ),
    say("Secteurs et sorties", "Turfs and outings"): (
        "audit", "turf", "recut", "barriers", "share", "teams",
    ),
    say("Vie privée", "Privacy"): (
        "oppose", "lookalikes", "access-export", "rectify", "purge", "audit-log", "papers",
        "accounts", "mode", "consent", "answer", "who-said", "breach",
    ),
    say("La base et d'autres logiciels", "The base and other software"): (
        "backup", "restore", "db", "exchange-export", "exchange-import",
    ),
    say("Outils, sans campagne", "Tools, without a campaign"): (
        "geocode-csv", "walk", "order-matrix",
    ),
}  # fmt: skip


class Panels(Frenchly, TyperGroup):
    """Lists every command in its panel, whichever module declares it."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the panels' order; one in no panel comes last, so it shows."""
        known = super().list_commands(ctx)
        laid_out = [name for names in PANELS.values() for name in names]
        return [n for n in laid_out if n in known] + [n for n in known if n not in laid_out]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command that is told which panel it is in, and takes single options once."""
        command: Any = super().get_command(ctx, cmd_name)
        panel = next((title for title, names in PANELS.items() if cmd_name in names), None)
        if command is not None and panel is not None:
            command.rich_help_panel = panel
        return None if command is None else refuse_repeats(command)
