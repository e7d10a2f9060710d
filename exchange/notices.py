"""What goes with files that leave: where people come from, and what must not be done with them."""

from canvass.words import Words
from exchange.system import Outgoing

README = "LISEZMOI.txt"
NOT_ONLINE = Words(
    "Ni e-mail, ni téléphone, ni date de naissance, ni liste, ni opinion : ces personnes ne "
    "reçoivent ni e-mail, ni SMS, ni appel, ni publicité ciblée (règlement (UE) 2024/900).",
    "No e-mail, telephone, date of birth, list or opinion: these people get no e-mail, text "
    "message, call or targeted advertising (Regulation (EU) 2024/900).",
)
BY_BUILDING = Words(
    "Les passages sont comptés par adresse, jamais par personne ; les préoccupations restent "
    "dans la base.",
    "Contacts are counted by address, never by person; concerns stay in the base.",
)
MASKED = Words(
    "Résultats par secteur, bureau et quartier ; préoccupations masquées sous le seuil ; une "
    "adresse ne dit que ses portes frappées.",
    "Results by turf, bureau and quartier; concerns masked below the threshold; an address tells "
    "its doors knocked at alone.",
)
_GONE = Words(
    "Qui s'est opposé n'est pas dans ces fichiers : effacez-le aussi là où vous les importez.",
    "Who objected is not in these files: erase them too where you import the files.",
)


def readme(outgoing: Outgoing) -> bytes:
    """Word what goes with files of people, in both languages."""
    said = (outgoing.source, NOT_ONLINE, BY_BUILDING, _GONE)
    text = [outgoing.campaign, "", *(w.fr for w in said), "", *(w.en for w in said), ""]
    return "\r\n".join(text).encode("utf-8-sig")
