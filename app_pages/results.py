"""What the field says: doors by area, concerns by quartier, small groups masked."""

import streamlit as st

from app_pages.concerns import show_concerns
from app_pages.entry import is_analyst
from app_pages.frame import facts, needs, number, opened, percent, say, words, working
from app_pages.overlays import show_overlay
from app_pages.tables import show_table
from campaign.overview import bureau_names
from campaign.report import Area, read_report, report

SHOWN = ("share_covered", "doors", "knocked", "opened", "absent", "refused", "come_back")
OVERLAYS: tuple[Area, ...] = ("quartier", "bureau")
campaign = opened()
st.title(words("Bilan", "Report"))
made = read_report(campaign)
doors, knocked, answered, refused = (int(n) for n in made.doors)
needs(
    knocked > 0,
    "returns",
    words(
        "Rien à compter tant qu'aucun tableau n'est revenu.",
        "Nothing to count until a table has come back.",
    ),
)
facts(
    [
        (words("Portes", "Doors"), number(doors)),
        (words("Frappées", "Knocked"), f"{number(knocked)} ({percent(knocked / doors)})"),
        (
            words("Ouvertes", "Opened"),
            f"{number(answered)} ({percent(answered / knocked)})",
        ),
        (words("Refus", "Refused"), f"{number(refused)} ({percent(refused / knocked)})"),
    ]
)
AREAS: dict[Area, tuple[str, str]] = {
    "quartier": (words("Quartiers", "Quartiers"), words("hors quartier", "in no quartier")),
    "bureau": (words("Bureaux de vote", "Polling stations"), words("sans bureau", "in none")),
    "turf": (words("Secteurs", "Turfs"), words("hors secteur", "in no turf")),
}
concerns = words("Préoccupations", "Concerns")
seen = {a: AREAS[a] for a in OVERLAYS} if is_analyst() else AREAS
*areas, last = st.tabs([*(title for title, _ in seen.values()), concerns], on_change="rerun")
for tab, (area, (_, nowhere)) in zip(areas, seen.items(), strict=True):
    if tab.open and is_analyst():
        with tab:
            show_overlay(campaign, "bureau" if area == "bureau" else "quartier", nowhere)
    elif tab.open:
        table = made.by_area[area].rename_axis("area").reset_index()
        names = bureau_names(campaign) if area == "bureau" else {}
        table["label"] = [
            names.get(code, label) or code or nowhere
            for code, label in zip(table["area"], table["label"], strict=True)
        ]
        with tab:
            if made.hidden[area].any():
                st.caption(
                    words(
                        f"Vide : moins de {campaign.settings.masked_below} portes frappées, ou "
                        "assez d'autres pour qu'une soustraction n'apprenne rien.",
                        f"Empty: fewer than {campaign.settings.masked_below} doors knocked, or as "
                        "many more as subtraction needs to tell nothing.",
                    )
                )
            show_table(table, columns=[*(["area"] if area == "turf" else []), "label", *SHOWN])
if last.open:
    with last:
        show_concerns(campaign, made)
if not is_analyst() and st.button(
    words("Écrire les tableaux dans le dossier", "Write the tables to the folder")
):
    with working(words("Écriture…", "Writing…")) as tick:
        say(report(campaign, on_progress=tick))
