"""What the field says: doors by area, concerns by quartier, small groups masked."""

import streamlit as st

from app_pages.parts.concerns import show_concerns
from app_pages.parts.overlays import show_overlay
from app_pages.parts.told_facts import field_facts, told_facts
from app_pages.shared.layout import needs, opened, say, show_figures, words, working
from app_pages.shared.login import is_analyst
from app_pages.shared.tables import show_table
from campaign.report.report import Area, read_report, report

SHOWN = ("share_covered", "doors", "knocked")
OVERLAYS: tuple[Area, ...] = ("quartier", "bureau")
campaign = opened()
st.title(words("Bilan", "Report"))
made = read_report(campaign)
doors, knocked = (int(made.sums[column]) for column in ("doors", "knocked"))
needs(
    knocked > 0,
    "returns",
    words(
        "Rien à compter tant qu'aucun tableau n'est revenu.",
        "Nothing to count until a table has come back.",
    ),
)
show_figures(told_facts(made) if is_analyst() else [*field_facts(made), *told_facts(made)[2:]])
st.caption(
    words(
        f"Ouvertes et refus sont des chiffres publiés : ils changent par {made.threshold} portes "
        "qui ont répondu au moins, les mêmes pour tous.",
        f"Opened and refused are figures as they were told: they change by {made.threshold} doors "
        "that answered at least, the same for all.",
    )
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
    if tab.open and area != "turf":
        with tab:
            show_overlay(campaign, "bureau" if area == "bureau" else "quartier", nowhere)
    elif tab.open:
        table = made.by_area[area].rename_axis("area").reset_index()
        table["label"] = table["label"].mask(table["label"] == "", table["area"])
        table["label"] = table["label"].mask(table["label"] == "", nowhere)
        with tab:
            show_table(table, columns=["area", "label", *SHOWN])
if last.open:
    with last:
        show_concerns(campaign, made)
if not is_analyst() and st.button(
    words("Écrire les tableaux dans le dossier", "Write the tables to the folder")
):
    with working(words("Écriture…", "Writing…")) as tick:
        say(report(campaign, on_progress=tick))
