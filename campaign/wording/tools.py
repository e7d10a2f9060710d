"""What the tools that need no campaign say."""

from campaign.tools.geocode_file import FileGeocoded
from campaign.tools.order_matrix import MatrixOrdered
from campaign.tools.walk_any import AnyWalked
from campaign.wording.lines import lines
from canvass.errors import listed
from canvass.words import Words

#: Faults told one by one.
SHOWN = 10
_KINDS = {
    "housenumber": Words("au numéro", "at the house number"),
    "interpolation": Words("entre deux numéros", "between two numbers"),
    "street": Words("à la voie", "at the street"),
    "locality": Words("au lieu-dit", "at the lieu-dit"),
    "municipality": Words("à la commune seulement", "at the commune only"),
    "": Words("nulle part", "nowhere"),
}
_SHORTEST = Words("prouvé le plus court", "proved shortest")


@lines.register
def _(done: FileGeocoded) -> list[Words]:
    said = [
        Words(
            "{n:ligne écrite|lignes écrites} dans {target}",
            "{n:row|rows} written to {target}",
            n=done.rows,
            target=done.target,
        ),
        *(
            Words("  – {where} : {n}", "  – {where}: {n}", where=where, n=done.types[kind])
            for kind, where in _KINDS.items()
            if kind in done.types
        ),
    ]
    if done.elsewhere:
        said.append(
            Words(
                "{n:ligne n'est|lignes ne sont} d'aucune commune du fichier d'adresses : est-ce "
                "celui du bon département ?",
                "{n:row is|rows are} of no commune of the address file: is it that of the right "
                "département?",
                n=done.elsewhere,
            )
        )
    return said + listed(done.faults, shown=SHOWN)


def _above(gap: float) -> Words:
    return Words(
        "au plus {gap:.2%} au-dessus du plus court", "at most {gap:.2%} above the shortest", gap=gap
    )


@lines.register
def _(done: MatrixOrdered) -> list[Words]:
    said = [
        Words(
            "{n:arrêt|arrêts}, {seconds:.1} s de marche, {proof}",
            "{n:stop|stops}, {seconds:.1} s of walk, {proof}",
            n=len(done.order),
            seconds=done.seconds,
            proof=_SHORTEST if done.proof == "optimal" else _above(done.gap),
        ),
        Words(*2 * [" ".join(map(str, done.order))]),
    ]
    if done.unreachable:
        named = ", ".join(map(str, done.unreachable))
        said.append(Words(f"Hors d'atteinte : {named}", f"Out of reach: {named}"))
    return said


@lines.register
def _(done: AnyWalked) -> list[Words]:
    t = done.told
    proof = _above(t["gap"])
    if t["proof"] == "optimal":
        proof = _SHORTEST
    elif t["gap"] == 0.0:  # of no metres, or over a square of which the map does not tell all
        proof = Words("sans preuve", "without proof")
    said = [
        *done.notes,
        Words(
            "{n:adresse|adresses}, {metres} m à pied, dont {to_doors} m de la rue aux portes "
            "({saved:%} de moins que la liste alphabétique), {proof}",
            "{n:address|addresses}, {metres} m on foot, of which {to_doors} m from the street to "
            "the doors ({saved:%} less than the alphabetical list), {proof}",
            n=len(t["order"]),
            metres=t["metres"],
            to_doors=t["metres_to_doors"],
            saved=1 - t["metres"] / t["alphabetical_m"] if t["alphabetical_m"] else 0.0,
            proof=proof,
        ),
    ]
    if t["network_parts"] > 1:
        said.append(
            Words(
                "Les rues de ces adresses sont en {n} morceaux sans lien à pied",
                "The streets of these addresses are in {n} pieces that no footpath joins",
                n=t["network_parts"],
            )
        )
    said += [Words(f"{x['building_id']} : {x['fr']}", f"{x['building_id']}: {x['en']}")
             for x in t["unreachable"]]  # fmt: skip
    if t["dropped"]:
        named = ", ".join(t["dropped"])
        said.append(Words(f"Faute de temps : {named}", f"For lack of time: {named}"))
    return said + [Words(line["fr"], line["en"]) for line in t["directions"]]
