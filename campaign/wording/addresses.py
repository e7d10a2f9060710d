"""What placing the voters says."""

from campaign.addresses.geocode import Geocoded
from campaign.addresses.geocode_online import TO_SEND, GeocodedOnline, ToSend
from campaign.addresses.place_addresses import Placed
from campaign.addresses.renumber import Renumbered
from campaign.wording.lines import lines
from canvass.next_step import NextStep
from canvass.words import InFolder, Words

#: Contours named one by one.
SHOWN = 5


@lines.register
def _(done: Geocoded) -> list[Words]:
    said = [
        Words(
            "{placed:électeur placé|électeurs placés} sur {voters} ({share:.1%}) : "
            "{buildings:adresse|adresses}, {doors:porte|portes}",
            "{placed:voter|voters} placed of {voters} ({share:.1%}): "
            "{buildings:building|buildings}, {doors:door|doors}",
            placed=done.placed,
            voters=done.voters,
            share=done.share_placed,
            buildings=done.buildings,
            doors=done.doors,
        )
    ]
    if done.to_review:
        said.append(
            Words(
                "{n:électeur|électeurs} à placer à la main, "
                "{texts:adresse différente|adresses différentes}{file}",
                "{n:voter|voters} to place by hand, "
                "{texts:different address|different addresses}{file}",
                n=done.to_review,
                texts=done.texts_to_review,
                file=InFolder("review/a_placer.csv"),
            )
        )
    if done.other_bureau:
        said.append(
            Words(
                "{n:électeur|électeurs} dont l'adresse est dans un autre bureau que celui de la "
                "liste{file}",
                "{n:voter|voters} whose address lies in another bureau than the roll's{file}",
                n=done.other_bureau,
                file=InFolder("review/bureaux_a_verifier.csv"),
            )
        )
    return said + _renumbered(done)


def _renumbered(done: Geocoded) -> list[Words]:
    """Say which contours look like other bureaux, and what to do about it."""
    count = len(done.look_alikes)
    if not count:
        return []
    more = Words("  – … et {n:autre|autres}", "  – … and {n} more", n=count - SHOWN)
    return [
        Words(
            "{n:contour a|contours ont} un autre numéro que la liste :",
            "{n:area has|areas have} another number than the roll:",
            n=count,
        ),
        *(one.line() for one in done.look_alikes[:SHOWN]),
        *([more] if count > SHOWN else []),
        Words("  À faire : {step}", "  To do: {step}", step=NextStep.RENUMBER),
    ]


@lines.register
def _(asked: ToSend) -> list[Words]:
    said = [
        Words(
            "À envoyer à {host} : {n:adresse différente|adresses différentes}, en "
            "{calls:appel|appels}{file}.",
            "To be sent to {host}: {n:different address|different addresses}, in "
            "{calls:call|calls}{file}.",
            host=asked.host,
            n=asked.addresses,
            calls=asked.calls,
            file=InFolder(f"review/{TO_SEND}"),
        ),
        Words(
            "Par adresse : numéro et voie (ou lieu-dit), code de la commune, et son rang dans "
            "l'envoi. Ni nom, ni date, ni bureau, ni logement, ni « chez … ».",
            "For each address: number and street (or lieu-dit), code of the commune, and its "
            "place in the parcel. No name, no date, no bureau, no flat, no “chez …”.",
        ),
    ]
    if asked.kept_back:
        said.append(
            Words(
                "{n:adresse ne partira pas : elle contient|adresses ne partiront pas : elles "
                "contiennent} le nom et le prénom d'un électeur.",
                "{n:address stays here: it holds|addresses stay here: they hold} the name and "
                "first name of a voter.",
                n=asked.kept_back,
            )
        )
    if asked.known:
        said.append(
            Words(
                "{n:adresse a déjà sa|adresses ont déjà leur} réponse.",
                "{n:address already has its|addresses already have their} answer.",
                n=asked.known,
            )
        )
    return said


@lines.register
def _(done: GeocodedOnline) -> list[Words]:
    said = [
        Words(
            "{n:adresse|adresses} avec une réponse, {taken:assez sûre pour être prise|assez sûres "
            "pour être prises}",
            "{n:address|addresses} answered, {taken} surely enough to be taken",
            n=done.answered,
            taken=done.taken,
        )
    ]
    if done.trouble:
        said.append(
            Words(
                "Interrompu, {why} : {n:adresse reste|adresses restent} ; recommencez plus tard, "
                "ce qui est répondu n'est pas redemandé.",
                "Interrupted, {why}: {n:address remains|addresses remain}; start again later, "
                "what is answered is not asked again.",
                why=done.trouble,
                n=done.left,
            )
        )
    elif done.left:
        said.append(
            Words(
                "{n:adresse|adresses} que le service ne sait pas lire",
                "{n:address|addresses} that the service cannot read",
                n=done.left,
            )
        )
    return [*said, *lines(done.geocoded)]


@lines.register
def _(done: Placed) -> list[Words]:
    kept = Words(
        "{n:décision gardée|décisions gardées} pour cette liste et les suivantes",
        "{n:decision|decisions} kept for this roll and the next ones",
        n=done.decisions,
    )
    return [kept, *lines(done.geocoded)]


@lines.register
def _(done: Renumbered) -> list[Words]:
    said = [
        Words(
            "{n:contour a|contours ont} pris le numéro de la liste ; importer de nouveau les "
            "contours annule cette décision. Découpez de nouveau.",
            "{n:area|areas} took the roll's number; importing the areas again undoes this "
            "decision. Cut again.",
            n=len(done.accepted),
        )
    ]
    if done.left_out:
        said.append(
            Words(
                "Contours laissés de côté, leur numéro étant celui d'un autre : {names}",
                "Areas left out, since their number is another's: {names}",
                names=done.left_out,
            )
        )
    return [*said, *lines(done.geocoded)]
