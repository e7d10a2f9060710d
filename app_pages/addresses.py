"""Place every voter at a door, and show what was not placed."""

import streamlit as st

from app_pages.parts.manual_placement import show_unplaced
from app_pages.parts.renumbered import show_renumbered
from app_pages.shared import cached
from app_pages.shared.layout import needs, opened, say, show_figures, words, working
from app_pages.shared.tables import show_table
from campaign.addresses.geocode import geocode
from campaign.overview import bureau_labels, review_files
from campaign.sheets.export import bureau_name
from canvass.words import number, percent

campaign = opened()
st.title(words("Adresses", "Addresses"))
now = cached.now(campaign)
needs(
    now.voters > 0,
    "roll",
    words("Il faut d'abord la liste électorale.", "The electoral roll comes first."),
)
needs(
    now.addresses,
    "places",
    words("Il faut d'abord un fichier d'adresses.", "A file of addresses comes first."),
)
st.write(
    words(
        "Chaque électeur est placé à son adresse, sans qu'aucune donnée ne sorte de cet "
        "ordinateur.",
        "Every voter is placed at their address; no data leaves this computer.",
    )
)
if now.buildings:
    show_figures(
        [
            (words("Placés", "Placed"), percent(now.placed / now.voters, 1)),
            (words("À placer", "To place"), number(now.voters - now.placed)),
            (words("Adresses", "Buildings"), number(now.buildings)),
            (words("Portes", "Doors"), number(now.doors)),
        ]
    )
if now.place_again:
    st.warning(str(now.why_again()), icon=":material/sync:")
again = words("Placer de nouveau", "Place again")
first = words("Placer les électeurs", "Place the voters")
done = now.buildings and not now.place_again
if st.button(again if now.buildings else first, type="secondary" if done else "primary"):
    with working(words("Recherche des adresses…", "Finding addresses…")) as tick:
        result = geocode(campaign, on_progress=tick)
    say(result, then="cutting")
show_renumbered(campaign)
files = review_files(campaign)
if "a_placer.csv" in files:
    show_unplaced(campaign, files["a_placer.csv"])
if "bureaux_a_verifier.csv" in files:
    table = files["bureaux_a_verifier.csv"]
    st.subheader(words("Adresses dans un autre bureau", "Addresses in another station"))
    st.caption(
        words(
            "La liste inscrit ces électeurs dans un bureau, leur adresse est dans un autre : "
            "déménagement, ou contour à revoir.",
            "The roll has these voters in one station, their address lies in another: "
            "they moved, or the area needs a look.",
        )
    )
    labels = bureau_labels(campaign)
    for column in ("bureau_liste", "bureau_adresse"):
        table[column] = [bureau_name(bureau, labels.get(bureau, "")) for bureau in table[column]]
    show_table(table)
