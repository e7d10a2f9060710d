"""The words of French streets: types, titles, numbers, articles and their short forms.

The short forms are those met in rolls and in BAN (AFNOR XP Z 10-011 abbreviations and the habits
of town halls); both sides of a comparison go through the same table.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Type of street -> its short and plural forms. The first word of a street's name is its type.
_TYPES: dict[str, str] = {
    "ALLEE": "ALL AL ALLEES ALEE",
    "AVENUE": "AV AVE AVEN AVN AVENUES",
    "BOULEVARD": "BD BLD BVD BOUL BLVD BVLD BOULEVARDS",
    "CARREFOUR": "CAR CARR CRF",
    "CHAUSSEE": "CHS CHAU",
    "CHEMIN": "CH CHE CHEM CHM CHEMINS",
    "CITE": "CTE CITES",
    "CLOS": "",
    "COTE": "",
    "COUR": "",
    "COURS": "CRS",
    "DESCENTE": "DSC DESC",
    "DOMAINE": "DOM",
    "ESCALIERS": "",
    "ESPACE": "ESPA",
    "ESPLANADE": "ESP ESPL",
    "FAUBOURG": "FG FBG FB",
    "GRANDE RUE": "GR GRANDRUE GRRUE",
    "HAMEAU": "HAM",
    "IMPASSE": "IMP IMPASSES",
    "LEVEE": "",
    "LOTISSEMENT": "LOT LOTIS LOTISS LOTS LOTISSEMENTS",
    "MAIL": "",
    "MAS": "",
    "MONTEE": "MTE MONT",
    "PARC": "",
    "PARVIS": "PRV",
    "PASSAGE": "PAS PASS PSG",
    "PASSERELLE": "",
    "PETITE RUE": "PETITERUE",
    "PLACE": "PL PLACES",
    "PLACETTE": "PLT",
    "PLAN": "",
    "PORT": "",
    "PROMENADE": "PROM",
    "QUAI": "QU QUA QUAIS",
    "QUARTIER": "QUART QRT",
    "RAMPE": "",
    "RESIDENCE": "RES RESID RESIDENCES RCE",
    "ROCADE": "ROC",
    "ROND POINT": "RPT RDPT RONDPOINT",
    "ROUTE": "RTE RT ROUTES",
    "RUE": "R RUES",
    "RUELLE": "RLE RUELLES",
    "SENTE": "",
    "SENTIER": "SEN SENT SENTIERS",
    "SQUARE": "SQ",
    "TERRASSE": "TRA",
    "TRAVERSE": "TRAV TRV",
    "VENELLE": "VEN",
    "VIA": "",
    "VIEUX CHEMIN": "VCHE",
    "VILLA": "VLA",
    "VOIE": "VOI",
    "ZONE": "ZA ZI ZAC",
}
TYPES: dict[str, str] = {
    form: name.replace(" ", "-")
    for name, forms in _TYPES.items()
    for form in (name, *forms.split())
    if " " not in form
}
#: Types of two words, as they open a name.
TWO_WORD_TYPES = {
    ("GRANDE", "RUE"): "GRANDE-RUE",
    ("GRAND", "RUE"): "GRANDE-RUE",
    ("GDE", "RUE"): "GRANDE-RUE",
    ("PETITE", "RUE"): "PETITE-RUE",
    ("PTE", "RUE"): "PETITE-RUE",
    ("ROND", "POINT"): "ROND-POINT",
    ("VIEUX", "CHEMIN"): "VIEUX-CHEMIN",
}
#: Types long enough to be recognised when glued to the next word (RUEGABRIEL, BOULEVARDHENRI).
GLUED_TYPES = (
    *("BOULEVARD", "AVENUE", "CHEMIN", "IMPASSE", "PLACE", "ROUTE", "ALLEE", "SQUARE"),
    *("PASSAGE", "MONTEE", "RUELLE", "RUE", "CHEM", "AVE", "BLD", "IMP", "RTE", "ALL", "CHE", "AV"),
)
#: Street types that open an address inside a longer text ("RES LES LILAS RUE DU PORT").
OPENERS = frozenset(
    form
    for form, name in TYPES.items()
    if name
    in {
        *("ALLEE", "AVENUE", "BOULEVARD", "CHEMIN", "CHAUSSEE", "COURS", "ESPLANADE", "FAUBOURG"),
        *("GRANDE-RUE", "IMPASSE", "MONTEE", "PASSAGE", "PLACE", "PROMENADE", "QUAI", "ROUTE"),
        *("RUE", "RUELLE", "SENTIER", "SQUARE", "TRAVERSE", "VENELLE", "VOIE", "LOTISSEMENT"),
    }
    and form not in {"AL", "GR", "CH", "MONT", "LOT", "LOTS"}
) | {"CH"}
#: Words that open the name of a residence or of a building.
RESIDENCES = _words("RES RESID RESIDENCE RESIDENCES RCE IMMEUBLE IMM CLOS LOT LOTISSEMENT")

ARTICLES = _words("DE DU DES D LE LA LES L AU AUX A ET EN")

_TITLES = {
    "ABBE": "ABB",
    "ADJUDANT": "ADJ",
    "AMIRAL": "AMI AML",
    "CAPITAINE": "CNE CAP CPT CAPIT",
    "CARDINAL": "CARD CAL",
    "CHANOINE": "CHAN CHN",
    "COLONEL": "COL CEL",
    "COMMANDANT": "CDT CMDT CDMT CT CMT",
    "COMTE": "",
    "COMTESSE": "",
    "DOCTEUR": "DR DOC DOCT",
    "FRERES": "",
    "GENERAL": "GAL GEN GL GNL",
    "INGENIEUR": "ING",
    "LIEUTENANT": "LT LTN LIEUT",
    "MADAME": "MME",
    "MAITRE": "ME",
    "MARECHAL": "MAL MAR MARE MCHL MARL",
    "MONSEIGNEUR": "MGR",
    "NOTRE DAME": "ND",
    "PASTEUR": "",
    "PERE": "",
    "PRESIDENT": "PDT PRES PST PT",
    "PROFESSEUR": "PR PROF PFR",
    "RECTEUR": "RECT",
    "SAINT": "ST",
    "SAINTE": "STE",
    "SERGENT": "SGT SGNT",
    "SOEUR": "SR",
}
#: Titles say little: they are abbreviated, dropped and exchanged.
TITLES = frozenset(_TITLES) - {"NOTRE DAME", "SAINT", "SAINTE", "PASTEUR", "PERE", "FRERES"}

EXPANSIONS: dict[str, str] = {
    **{short: word for word, shorts in _TITLES.items() for short in shorts.split()},
    "STS": "SAINTS",
    "STES": "SAINTES",
    "GD": "GRAND",
    "GDE": "GRANDE",
    "GDS": "GRANDS",
    "GDES": "GRANDES",
    "PT": "PETIT",
    "PTE": "PETITE",
    "PTS": "PETITS",
    "VX": "VIEUX",
    "HT": "HAUT",
    "HTE": "HAUTE",
    "FBG": "FAUBOURG",
    "FG": "FAUBOURG",
    "QUAT": "QUATRE",
}

_NUMBERS = (
    *("UN", "DEUX", "TROIS", "QUATRE", "CINQ", "SIX", "SEPT", "HUIT", "NEUF", "DIX", "ONZE"),
    *("DOUZE", "TREIZE", "QUATORZE", "QUINZE", "SEIZE"),
)
#: Roman numerals of two letters and more: single ones are initials.
_ROMAN = (
    *("", "", "II", "III", "IV", "", "VI", "VII", "VIII", "IX", "", "XI", "XII", "XIII", "XIV"),
    *("XV", "XVI", "XVII", "XVIII", "XIX", "XX"),
)
NUMBER_WORDS: dict[str, str] = {
    **{word: str(n) for n, word in enumerate(_NUMBERS, start=1) if n > 1},
    "VINGT": "20",
    "TRENTE": "30",
    "CENT": "100",
    "PREMIER": "1",
    "PREMIERE": "1",
    "DEUXIEME": "2",
    "SECONDE": "2",
    "1ER": "1",
    "1ERE": "1",
    "2E": "2",
    "2EME": "2",
    "3E": "3",
    "3EME": "3",
    **{roman: str(n) for n, roman in enumerate(_ROMAN) if roman},
}
MONTHS = _words(
    "JANVIER FEVRIER MARS AVRIL MAI JUIN JUILLET AOUT SEPTEMBRE OCTOBRE NOVEMBRE DECEMBRE"
)
