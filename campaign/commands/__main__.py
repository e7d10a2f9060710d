"""``python -m campaign.commands`` is ``arpenteur``."""

from campaign.commands.main import run

run()
