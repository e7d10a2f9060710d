"""What accounts and outings say."""

from campaign.server.accounts import ROLE_NAMES, Accounts, Given
from campaign.wording.lines import lines
from canvass.words import Words


@lines.register
def _(accounts: Accounts) -> list[Words]:
    if accounts.table.empty:
        return [
            Words(
                "Aucun compte : l'application s'ouvre sans mot de passe, pour vous seul.",
                "No account: the app opens without password, for you alone.",
            )
        ]
    rows = zip(accounts.table.index, accounts.table["role"], strict=True)
    return [
        Words("{name} : {role}", "{name}: {role}", name=name, role=ROLE_NAMES[role])
        for name, role in rows
    ]


@lines.register
def _(given: Given) -> list[Words]:
    return [
        Words(
            "{turf} pour {who}, du {starts}, {starts:HH:mm}, au {ends}, {ends:HH:mm}",
            "{turf} for {who}, from {starts}, {starts:HH:mm}, to {ends}, {ends:HH:mm}",
            turf=given.shift.turf_id,
            who=given.shift.account_id,
            starts=given.shift.starts.astimezone(),
            ends=given.shift.ends.astimezone(),
        ),
        Words(f"Lien : {given.link}", f"Link: {given.link}"),
    ]
