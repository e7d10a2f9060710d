"""What importing places, streets and barriers says."""

from campaign.places.barriers import Barred
from campaign.places.fetch_streets import Asked, Fetched
from campaign.places.import_places import PlacesImported
from campaign.wording.lines import lines
from canvass.next_step import NextStep
from canvass.words import InFolder, Words


@lines.register
def _(done: Barred) -> list[Words]:
    if not done.lines_drawn:
        return [Words("Aucune barrière dessinée.", "No drawn barrier.")]
    return [
        Words(
            "{n:barrière dessinée|barrières dessinées}, {streets:rue coupée|rues coupées}. Le "
            "prochain découpage et les prochains parcours en tiennent compte : {cut}, puis "
            "{plan}.",
            "{n:drawn barrier|drawn barriers}, {streets:street|streets} cut. The next cut and the "
            "next walks respect them: {cut}, then {plan}.",
            n=done.lines_drawn,
            streets=done.streets_cut,
            cut=NextStep.RECUT,
            plan=NextStep.PLAN,
        )
    ]


@lines.register
def _(asked: Asked) -> list[Words]:
    box = f"{asked.south:.3f}, {asked.west:.3f} – {asked.north:.3f}, {asked.east:.3f}"
    return [
        Words(
            f"Seul ce rectangle part vers {asked.host} : {box}. Aucune adresse, aucun nom.",
            f"Only this rectangle goes to {asked.host}: {box}. No address, no name.",
        )
    ]


@lines.register
def _(done: Fetched) -> list[Words]:
    return [
        Words(
            "{km} km de voies (© les contributeurs d'OpenStreetMap)",
            "{km} km of streets (© OpenStreetMap contributors)",
            km=done.streets_km,
        )
    ]


@lines.register
def _(done: PlacesImported) -> list[Words]:
    counts = (
        (done.addresses, "{n:adresse|adresses}", "{n:address|addresses}"),
        (done.bureaux, "{n:bureau|bureaux} de vote", "{n:polling station|polling stations}"),
        (done.quartiers, "{n:quartier|quartiers}", "{n:quartier|quartiers}"),
        (round(done.streets_km), "{n} km de voies", "{n} km of streets"),
        (done.elections, "{n:scrutin|scrutins}", "{n:election|elections}"),
    )
    brought = [Words(french, english, n=count) for count, french, english in counts if count]
    said = [Words("{what}", "{what}", what=brought or Words("rien de neuf", "nothing new"))]
    if done.faults:
        said.append(
            Words(
                "{n:remarque|remarques} sur les fichiers{file}",
                "{n:remark|remarks} on the files{file}",
                n=len(done.faults),
                file=InFolder("review/remarques_lieux.csv"),
            )
        )
    return said
