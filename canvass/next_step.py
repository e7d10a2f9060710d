"""What a person does next, as every edge can say it; each edge adds where it is done there."""

from enum import Enum


class NextStep(Enum):
    """A step of the work, told in French and in English without naming a command or a page."""

    CREATE = ("créez la campagne", "create the campaign")
    CORRECT_SETTINGS = ("corrigez les réglages", "correct the settings")
    IMPORT_ROLL = ("importez la liste électorale", "import the electoral roll")
    NAME_LIST_TYPE = ("indiquez LP, LCM ou LCE", "give LP, LCM or LCE")
    IMPORT_PLACES = ("importez les lieux", "import the places")
    IMPORT_ADDRESSES = ("importez les adresses", "import the addresses")
    IMPORT_LIEUX_DITS = ("importez les lieux-dits", "import the lieux-dits")
    IMPORT_BUREAUX = ("importez les contours des bureaux", "import the areas of polling stations")
    NAME_BUREAU_COLUMN = ("indiquez la bonne colonne", "name the right column")
    IMPORT_QUARTIERS = ("importez les quartiers", "import the quartiers")
    IMPORT_STREETS = ("importez un extrait OpenStreetMap", "import an OpenStreetMap extract")
    IMPORT_RESULTS = ("importez des résultats d'élection", "import election results")
    GEOCODE = ("placez les électeurs", "place the voters")
    RENUMBER = ("donnez aux contours les numéros de la liste", "give the areas the roll's numbers")
    CUT = ("découpez d'abord", "cut first")
    RECUT = ("retouchez le découpage", "mend the cut")
    SPLIT = ("coupez le secteur", "split the turf")
    UNLOCK = ("déverrouillez-les", "unlock them")
    WITHDRAW = ("retirez-les d'abord", "withdraw them first")
    PLAN = ("calculez les parcours", "plan the walks")
    EXPORT = ("préparez d'abord les feuilles", "prepare the walk lists first")
    IMPORT_RESPONSES = ("importez les passages", "import the contacts")
    DECIDE_LOOKALIKES = ("dites si ce sont les mêmes", "say whether they are the same")
    PASSPHRASE = ("donnez une phrase secrète", "give a passphrase")
    MOVE_BASE = ("déplacez la base vers un serveur", "move the base to a server")
    RESTORE = ("remettez une sauvegarde", "restore a backup")
    OPEN_APP = ("ouvrez l'application", "open the app")
    REBUILD = ("recalculez les totaux", "compute the totals again")
