"""The town as drawn by hand: river, railway, avenues, squares and edges.

Metres from the church square, x to the east, y to the north. What is drawn here is the skeleton;
``blocks.py`` fills the faces between these lines with smaller streets.
"""

from dataclasses import dataclass

XY = tuple[float, float]

#: The Vève comes from the north-west and turns around the old town.
RIVER = (
    (-2418, 780), (-2028, 647), (-1521, 335), (-1092, 257), (-780, 148), (-499, -16),
    (-312, -168), (-62, -269), (179, -257), (406, -343), (624, -538), (975, -679),
    (1404, -959), (1872, -1037), (2418, -1170),
)  # fmt: skip
RIVER_WIDTH = 24.0

#: One track, straight and flat as railways are; it stays north of the town.
RAILWAY = (
    (-2418, 1193), (-1794, 998), (-1092, 764), (-546, 624), (0, 511), (390, 390),
    (780, 187), (1248, -94), (1872, -406), (2418, -624),
)  # fmt: skip

#: What bounds the commune.
COMMUNE = (
    (-1794, 1326), (-1248, 1443), (-702, 1349), (-234, 1521), (390, 1404), (897, 1108),
    (1482, 897), (1911, 390), (1966, -234), (1833, -858), (1482, -1365), (1365, -1794),
    (858, -2067), (234, -2028), (-351, -1794), (-936, -1677), (-1326, -1170), (-1794, -780),
    (-1911, -156), (-2028, 546), (-1888, 1014), (-1794, 1326),
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """One street of the plan; ``beside`` streets follow the river instead of their own points.

    ``offset`` is the distance from the river, left of its flow being positive.
    """

    name: str
    highway: str
    points: tuple[XY, ...]
    offset: float = 0.0
    frontage: str = ""
    tags: tuple[tuple[str, str], ...] = ()


#: Order matters: a street snaps to those above it.
STREETS = (
    # the belt of boulevards where the ramparts stood, and the quays
    Drawn(
        "Boulevard Victor Hugo", "secondary", ((-269, -156), (-243, -70), (-226, 23), (-168, 125))
    ),
    Drawn(
        "Boulevard Gambetta",
        "tertiary",
        ((-168, 125), (-101, 173), (16, 187), (117, 165), (184, 101)),
    ),
    Drawn("Quai des Tanneurs", "secondary", ((-275, -187), (14, -265)), offset=30),
    Drawn("Quai de la Vève", "tertiary", ((14, -265), (431, -335)), offset=30),
    Drawn(
        "Boulevard de la Liberté",
        "secondary",
        ((184, 101), (215, 16), (211, -86), (187, -168), (176, -231)),
    ),
    # the avenues that leave the old town
    Drawn(
        "Avenue Jean Jaurès",
        "tertiary",
        ((-226, 23), (-374, 82), (-616, 257), (-881, 406), (-1154, 468)),
    ),
    Drawn("Route de Bellefont", "tertiary", ((-1154, 468), (-1521, 593), (-2028, 788))),
    Drawn(
        "Avenue du Maréchal Leclerc",
        "secondary",
        ((-168, 125), (-204, 257), (-248, 406), (-275, 565), (-303, 686)),
    ),
    Drawn(
        "Route de Saint-Aubin", "secondary", ((-303, 686), (-343, 881), (-437, 1131), (-476, 1443))
    ),
    Drawn("Avenue de la Gare", "tertiary", ((16, 187), (69, 289), (117, 367), (161, 412))),
    Drawn(
        "Rue du Faubourg Saint-Jean",
        "residential",
        ((184, 101), (335, 148), (499, 136), (647, 47), (788, -117), (838, -248)),
    ),
    Drawn(
        "Avenue de la République",
        "primary",
        ((212, -47), (374, -62), (608, -148), (838, -248), (1037, -367)),
    ),
    Drawn(
        "Route de Montclair", "primary", ((1037, -367), (1310, -499), (1638, -624), (2028, -725))
    ),
    Drawn(
        "Avenue du Général de Gaulle",
        "primary",
        ((-269, -156), (-308, -214), (-390, -328), (-476, -476), (-616, -671), (-749, -796)),
    ),
    Drawn(
        "Route de Fontenelle",
        "primary",
        ((-749, -796), (-998, -1037), (-1248, -1170), (-1677, -1482)),
    ),
    Drawn("Rue du Pont Vieux", "tertiary", ((2, -226), (11, -261), (23, -316), (31, -343))),
    Drawn(
        "Rue du Faubourg Saint-Martin",
        "tertiary",
        ((31, -343), (41, -437), (94, -593), (160, -788)),
    ),
    Drawn(
        "Route des Bruyères",
        "unclassified",
        (
            (160, -788),
            (234, -983),
            (406, -1186),
            (468, -1373),
            (616, -1568),
            (702, -1739),
            (725, -2059),
        ),
        frontage="country",
    ),
    # streets along the railway and the station
    Drawn(
        "Boulevard Carnot",
        "residential",
        ((-251, 425), (-101, 437), (47, 427), (161, 412), (312, 335), (460, 234), (499, 136)),
    ),
    Drawn(
        "Rue Pasteur",
        "residential",
        ((-251, 425), (-437, 499), (-647, 550), (-881, 581), (-1092, 562), (-1154, 468)),
    ),
    # left bank
    Drawn("Quai Saint-Martin", "residential", ((-316, -226), (31, -343)), offset=-30),
    Drawn("Rue des Saules", "residential", ((-640, 31), (-316, -226)), offset=-34),
    Drawn(
        "Avenue de Verdun",
        "tertiary",
        (
            (-462, -460),
            (-257, -511),
            (-101, -499),
            (58, -507),
            (257, -476),
            (437, -515),
            (593, -624),
        ),
    ),
    Drawn(
        "Rue des Vignes",
        "residential",
        (
            (-624, -679),
            (-406, -768),
            (-195, -749),
            (0, -811),
            (160, -788),
            (367, -788),
            (530, -725),
            (593, -624),
        ),
    ),
    Drawn(
        "Rue Émile Zola",
        "residential",
        ((-640, 31), (-671, -101), (-632, -257), (-577, -390), (-468, -472)),
    ),
    Drawn(
        "Chemin de la Vallée",
        "unclassified",
        ((437, -515), (472, -462), (538, -499), (671, -624), (819, -702)),
    ),
    Drawn("Quai des Lavandières", "residential", ((31, -343), (499, -448)), offset=-30),
    Drawn("Rue du Moulin", "residential", ((431, -332), (460, -234), (468, -109))),
    # beyond the railway
    Drawn(
        "Rue des Pinsons",
        "residential",
        ((-295, 655), (-117, 624), (101, 581), (335, 499), (546, 382), (749, 269)),
    ),
    Drawn(
        "Rue des Alouettes",
        "residential",
        ((-343, 881), (-156, 928), (94, 897), (343, 788), (577, 624), (741, 437), (749, 269)),
    ),
    # the grounds of the estate
    Drawn("Rue des Tilleuls", "residential", ((-538, 204), (-499, 328), (-538, 437), (-546, 529))),
    Drawn("Rue Louis Aragon", "residential", ((-936, 425), (-920, 499), (-944, 579))),
    # squares
    Drawn(
        "Place de l'Église",
        "living_street",
        ((-27, -17), (-30, 17), (-6, 27), (27, 20), (30, -14), (5, -25), (-27, -17)),
    ),
    Drawn(
        "Place du Marché",
        "living_street",
        ((47, -125), (41, -87), (87, -76), (106, -115), (76, -137), (47, -125)),
    ),
    Drawn(
        "Place de la Mairie",
        "living_street",
        ((-117, 48), (-119, 84), (-78, 87), (-73, 53), (-117, 48)),
    ),
    Drawn("Square de la Gare", "service", ((161, 412), (187, 437), (226, 425), (234, 388))),
    # old streets through the centre
    Drawn("Rue Grande", "living_street", ((2, -226), (20, -179), (47, -125))),
    Drawn("Rue du Marché", "pedestrian", ((44, -100), (27, -70), (6, -24))),
    Drawn("Rue de la République", "tertiary", ((11, 24), (23, 74), (9, 117), (16, 187))),
    Drawn("Rue de l'Hôtel de Ville", "living_street", ((-28, 9), (-55, 36), (-75, 66))),
    Drawn("Rue Saint-Nicolas", "residential", ((-117, 70), (-160, 61), (-209, 66))),
    Drawn("Rue de la Halle", "residential", ((100, -103), (148, -92), (209, -100))),
    Drawn("Rue des Remparts", "residential", ((28, 8), (86, 20), (140, -5), (215, 8))),
    Drawn(
        "Rue de la Vieille Porte", "residential", ((-29, -6), (-101, -31), (-164, -34), (-237, -48))
    ),
    Drawn("Rue aux Merciers", "residential", ((-27, -17), (-62, -86), (-69, -148), (-94, -231))),
    Drawn(
        "Rue de l'Industrie",
        "residential",
        ((762, -70), (860, 5), (985, -55), (1062, -190), (1035, -365)),
        frontage="works",
    ),
    # roads of the fields
    Drawn(
        "Chemin de la Croix Blanche",
        "unclassified",
        ((741, 437), (936, 546), (1217, 640), (1482, 920)),
        frontage="country",
    ),
    Drawn(
        "Chemin des Quatre Vents",
        "unclassified",
        ((-749, -796), (-1014, -749), (-1326, -546), (-1934, -328)),
        frontage="country",
    ),
    Drawn(
        "Chemin de la Tuilerie",
        "unclassified",
        ((-437, 1131), (-702, 1108), (-1053, 1170), (-1170, 1459)),
        frontage="country",
    ),
    Drawn(
        "Chemin du Moulin",
        "unclassified",
        ((819, -702), (1076, -827), (1326, -1037)),
        frontage="country",
    ),
    Drawn(
        "Chemin des Ajoncs",
        "unclassified",
        ((628, -1590), (706, -1618), (748, -1690), (698, -1745)),
        frontage="country",
    ),
    Drawn(
        "Chemin de la Grange aux Loups",
        "track",
        ((406, -1186), (156, -1326), (-156, -1482), (-250, -1856)),
        frontage="none",
    ),
)

#: Paths and lanes, drawn once the town is full.
PATHS = (
    Drawn("Chemin des Prés", "track", ((-1154, 468), (-1240, 400), (-1180, 290))),
    Drawn(
        "Chemin de Halage",
        "path",
        ((-1180, 255), (-300, -160)),
        offset=17,
        tags=(("surface", "gravel"),),
    ),
    Drawn("Sentier des Jardins", "path", ((-310, 715), (-400, 722), (-470, 700), (-545, 712))),
    Drawn("", "path", ((-400, 722), (-410, 668), (-480, 655))),
    Drawn("", "path", ((-470, 700), (-480, 655))),
    Drawn(
        "Voie Verte",
        "cycleway",
        ((-195, -749), (-260, -900), (-240, -1100), (-60, -1300), (60, -1290)),
        tags=(("foot", "designated"), ("bicycle", "designated")),
    ),
    Drawn("", "service", ((1000, -70), (1040, -30), (1080, -50)), tags=(("access", "private"),)),
    Drawn(
        "",
        "service",
        ((-748, 462), (-735, 500), (-702, 484), (-688, 422)),
        tags=(("service", "parking_aisle"),),
    ),
    Drawn("", "track", ((1296, -1009), (1279, -967), (1268, -928))),
    Drawn("Chemin des Lavandières", "path", ((640, -600), (1262, -905)), offset=-17),
)

#: South foot, south head, north head and north foot of the footbridge.
FOOTBRIDGE = ((202, 440), (206, 447), (215, 468), (219, 475))

#: Where the town ends without a street: the back of the gardens.
EDGES = (
    ((-1154, 468), (-1217, 343), (-1154, 234)),
    ((-749, -796), (-788, -640), (-819, -374), (-780, -156), (-733, 78)),
    ((1037, -367), (1170, -195), (1217, -78)),
    ((-303, 686), (-546, 788), (-593, 640)),
    ((1037, -367), (975, -499), (874, -616)),
)


#: A point inside a face of the skeleton, and how it is filled. Faces without a point are fields.
FILLED = (
    ((-140, -179), "old"),
    ((0, -195), "old"),
    ((117, -179), "old"),
    ((-179, -8), "old"),
    ((-47, -47), "old"),
    ((140, -47), "old"),
    ((94, 94), "old"),
    ((-47, 125), "old"),
    ((-156, 86), "old"),
    ((-70, 16), "old"),
    ((47, -47), "old"),
    ((-94, -78), "old"),
    ((-39, 257), "suburb"),
    ((195, 234), "suburb"),
    ((351, 234), "suburb"),
    ((312, -156), "suburb"),
    ((468, 39), "suburb"),
    ((-351, 312), "suburb"),
    ((-328, 0), "suburb"),
    ((-195, -429), "suburb"),
    ((156, -406), "suburb"),
    ((-546, -117), "houses"),
    ((-390, -351), "houses"),
    ((-234, -624), "houses"),
    ((195, -624), "houses"),
    ((0, 780), "houses"),
    ((819, -390), "houses"),
    ((-1014, 328), "houses"),
    ((-1030, 515), "houses"),
    ((975, -195), "works"),
    ((-437, 702), "garden"),
    ((-741, 468), "estate"),
    ((195, 468), "rail"),
    ((0, 468), "rail"),
)

#: Named places without a street, some lived in.
PLACES = (
    ("Les Bruyères", (671, -1646)),
    ("La Croix Blanche", (967, 573)),
    ("Le Moulin de la Vève", (1279, -967)),
    ("La Grange aux Loups", (-168, -1505)),
    ("Les Quatre Vents", (-1295, -577)),
    ("Bel-Air", (1326, 702)),
    ("La Métairie", (-1037, 1186)),
    ("L'Étang Neuf", (1170, -1482)),
    ("Le Grand Chêne", (-1599, -421)),
    ("La Tuilerie", (-686, 1092)),
    ("Les Petites Landes", (374, -1248)),
    ("Le Champ du Four", (702, -1911)),
)

#: Footprints that one looks for on a map, open rings.
LANDMARKS = (
    (
        (
            (-14, -6),
            (-14, 8),
            (2, 10),
            (2, 15),
            (9, 15),
            (9, 9),
            (19, 7),
            (19, -3),
            (9, -3),
            (9, -9),
            (2, -9),
            (2, -5),
        ),
        (("building", "church"), ("amenity", "place_of_worship"), ("name", "Église Saint-Martin")),
    ),
    (
        ((-112, 60), (-112, 78), (-84, 80), (-82, 62)),
        (("building", "civic"), ("amenity", "townhall"), ("name", "Mairie")),
    ),
    (
        ((66, -112), (66, -96), (88, -94), (90, -112)),
        (("building", "market_hall"), ("amenity", "marketplace"), ("name", "Halle du Marché")),
    ),
    (
        ((178, 436), (200, 432), (201, 437), (179, 441)),
        (("building", "train_station"), ("name", "Gare de Val-Fleuri")),
    ),
)
