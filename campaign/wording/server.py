"""What accounts and outings say."""

from campaign.server.accounts import ROLE_NAMES, Accounts, Given
from campaign.server.my_account import CodeChanged
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
    table = accounts.table
    rows = zip(table.index, table["role"], table["second_factor"], strict=True)
    return [
        Words("{name} : {role}, avec un code", "{name}: {role}, with a code", name=name, role=word)
        if coded
        else Words("{name} : {role}", "{name}: {role}", name=name, role=word)
        for name, role, coded in rows
        for word in [ROLE_NAMES[role]]
    ]


@lines.register
def _(changed: CodeChanged) -> list[Words]:
    if changed.asked:
        told = Words(
            "Un code sera demandé à {name} en plus du mot de passe, dans chaque nouveau "
            "navigateur.",
            "{name} will be asked for a code beside the password, in each new browser.",
            name=changed.name,
        )
    else:
        told = Words(
            "Le mot de passe de {name} suffit de nouveau.",
            "The password of {name} is enough again.",
            name=changed.name,
        )
    return [told]


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
