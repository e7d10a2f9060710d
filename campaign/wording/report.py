"""What the report says."""

from campaign.report.report import Report
from campaign.wording.lines import lines
from canvass.words import Words


@lines.register
def _(made: Report) -> list[Words]:
    doors, knocked = (int(n) for n in made.sums[["doors", "knocked"]])
    return [
        Words(
            "{knocked:porte frappée|portes frappées} sur {doors} ({share:%})",
            "{knocked:door|doors} knocked of {doors} ({share:%})",
            knocked=knocked,
            doors=doors,
            share=knocked / doors if doors else 0.0,
        ),
        _told(made),
        Words(
            "Préoccupations par quartier : {n:chiffre masqué|chiffres masqués} (trop peu de "
            "portes)",
            "Concerns by quartier: {n:figure|figures} masked (too few doors)",
            n=made.masked,
        ),
        Words(f"Tableaux dans {made.folder}", f"Tables in {made.folder}"),
    ]


def _told(made: Report) -> Words:
    if made.told[["knocked", "opened", "refused"]].isna().any():
        return Words(
            "Ouvertes et refus masqués : moins de {least:porte a|portes ont} répondu au même "
            "endroit, ou toutes de même",
            "Opened and refused hidden: fewer than {least:door|doors} answered in one place, or "
            "all of them alike",
            least=made.threshold,
        )
    return Words(
        "Chiffres publiés (par {least:réponse|réponses} au moins) : {opened:ouverte|ouvertes} et "
        "{refused} refus sur {knocked:porte frappée|portes frappées}",
        "Figures told ({least:answer|answers} at a time or more): {opened} opened and {refused} "
        "refused of {knocked:door|doors} knocked",
        least=made.threshold,
        **{name: int(made.told[name]) for name in ("knocked", "opened", "refused")},
    )
