"""Common first and family names, to be drawn apart from each other: nobody is meant."""

#: Family names with particles, apostrophes, hyphens and accents among the plain ones.
_PLAIN = (
    "MARTIN BERNARD THOMAS PETIT ROBERT RICHARD DURAND DUBOIS MOREAU LAURENT SIMON MICHEL LEFEBVRE "
    "LEROY ROUX DAVID BERTRAND MOREL FOURNIER GIRARD BONNET DUPONT LAMBERT FONTAINE ROUSSEAU "
    "VINCENT MULLER LEFÈVRE FAURE ANDRÉ MERCIER BLANC GUÉRIN BOYER GARNIER CHEVALIER FRANÇOIS "
    "LEGRAND GAUTHIER GARCIA PERRIN ROBIN CLÉMENT MORIN NICOLAS HENRY ROUSSEL MATHIEU GAUTIER "
    "MASSON MARCHAND DUVAL DENIS DUMONT MARIE LEMAIRE NOËL MEYER DUFOUR MEUNIER BRUN BLANCHARD "
    "GIRAUD JOLY RIVIÈRE LUCAS BRUNET GAILLARD BARBIER ARNAUD MARTINEZ GÉRARD ROCHE RENARD "
    "SCHMITT ROY LEROUX COLIN VIDAL CARON PICARD ROGER FABRE AUBERT LEMOINE RENAUD DUMAS LACROIX "
    "OLIVIER PHILIPPE BOURGEOIS PIERRE BENOÎT REY LECLERC PAYET ROLLAND LECLERCQ GUILLAUME "
    "LECOMTE LOPEZ JEAN DUPUY GUILLOT HUBERT BERGER CARPENTIER SANCHEZ DUPUIS MOULIN LOUIS "
    "DESCHAMPS HUET VASSEUR PEREZ BOUCHER FLEURY ROYER KLEIN JACQUET ADAM PARIS POIRIER MARTY "
    "AUBRY GUYOT CARRÉ CHARLES RENAULT CHARPENTIER MÉNARD MAILLARD BARON BERTIN BAILLY HERVÉ "
    "SCHNEIDER FERNANDEZ COLLET LÉGER BOUVIER JULIEN PRÉVOST MILLET PERROT DANIEL COUSIN GERMAIN "
    "BRETON BESSON LANGLOIS RÉMY LEGER PELLETIER LÉVÊQUE MALLET LEBLANC MARÉCHAL LEJEUNE REYNAUD "
    "BARRE GOMEZ BENARD HAMON PERRIER TESSIER RIBEIRO DIALLO TRAORÉ BENALI HADDAD NGUYEN CISSÉ "
    "FERREIRA KONATÉ BELKACEM TRAN LEBRETON COULON CHAUVIN PICHON BIGOT PASQUIER RAYMOND"
)
FAMILY = (
    *_PLAIN.split(),
    "DE LA TOUR", "D'ANGLADE", "LE GALL", "LE GOFF", "DU PLESSIS", "DE OLIVEIRA", "L'HERMITTE",
    "SAINT-JEAN", "PETIT-JEAN", "DUPONT-MARTIN", "VAN DEN BERGHE", "BEN AMAR", "DA SILVA",
)  # fmt: skip

#: First names by the decade in which they were common; the last one also serves later years.
WOMEN = {
    1930: "Jeanne Denise Simone Yvonne Madeleine Paulette Lucienne Suzanne Marcelle Odette",
    1940: "Monique Nicole Jacqueline Françoise Danielle Michèle Christiane Jeannine Annie Colette",
    1950: "Martine Brigitte Chantal Françoise Catherine Annick Évelyne Josiane Marie-Claude Régine",
    1960: "Sylvie Catherine Véronique Christine Nathalie Isabelle Pascale Corinne Marie-Christine",
    1970: "Sandrine Stéphanie Céline Karine Laurence Séverine Virginie Valérie Delphine Sophie",
    1980: "Aurélie Émilie Élodie Julie Audrey Mélanie Laëtitia Marion Jennifer Hélène Anne-Sophie",
    1990: "Marine Laura Pauline Camille Mathilde Justine Anaïs Charlotte Morgane Zoé Fatou Inès",
    2000: "Léa Emma Manon Chloé Océane Clara Lucie Jade Sarah Maëlys Aïcha Louane Eva Noémie",
}
MEN = {
    1930: "Marcel René Roger Raymond Lucien Georges Maurice Robert Henri Fernand Gaston",
    1940: "Jean Michel Claude Bernard Jacques Gérard Daniel Roland Yves Guy Jean-Claude Serge",
    1950: "Alain Christian Jean-Pierre Patrick Dominique Gilles Joël Hervé François Régis Noël",
    1960: "Philippe Pascal Thierry Bruno Didier Éric Laurent Marc Denis Franck Jean-Luc Benoît",
    1970: "Christophe Stéphane David Sébastien Frédéric Jérôme Olivier Cédric Nicolas Rémi Karim",
    1980: "Julien Guillaume Mickaël Thomas Romain Jérémy Anthony Mathieu Loïc Grégory Aurélien",
    1990: "Kévin Maxime Alexandre Quentin Florian Valentin Clément Théo Dylan Yanis Jean-Baptiste",
    2000: "Lucas Enzo Hugo Nathan Mathis Léo Gabriel Tom Adam Raphaël Mohamed Noah Evan Ibrahim",
}
#: Nationals of the Union: nationality, country of birth, towns, family names, women, men.
UNION = (
    ("Portugaise", "PORTUGAL", "LISBONNE PORTO BRAGA", "PEREIRA COSTA SANTOS RODRIGUES LOURENÇO",
     "Maria Ana Conceição Fernanda", "José Manuel António João"),
    ("Italienne", "ITALIE", "TURIN ROME BARI", "ROSSI BIANCHI ESPOSITO GRECO D'ANGELO",
     "Giulia Francesca Chiara Paola", "Marco Luca Giuseppe Paolo"),
    ("Espagnole", "ESPAGNE", "MADRID SEVILLE VIGO", "NÚÑEZ ORTEGA MORENO IBÁÑEZ",
     "Carmen Pilar Lucía Marta", "Javier Antonio Miguel Diego"),
    ("Allemande", "ALLEMAGNE", "BERLIN COLOGNE FRIBOURG", "SCHÖNBERG WEIß KRÜGER BAUMANN",
     "Anke Ursula Katrin Jana", "Jürgen Stefan Matthias Lars"),
    ("Belge", "BELGIQUE", "LIÈGE NAMUR GAND", "PEETERS JANSSENS LAMBRECHT DUBOIS",
     "Godelieve An Sophie Nele", "Luc Pieter Benoît Wim"),
    ("Roumaine", "ROUMANIE", "BUCAREST CLUJ", "POPESCU IONESCU MUREȘAN",
     "Elena Ioana Mihaela Andreea", "Andrei Mihai Ștefan Radu"),
    ("Polonaise", "POLOGNE", "VARSOVIE CRACOVIE", "KOWALSKA WÓJCIK NOWAK",
     "Agnieszka Ewa Małgorzata", "Piotr Tomasz Paweł"),
    ("Néerlandaise", "PAYS-BAS", "UTRECHT LEYDE", "DE VRIES VAN DIJK BAKKER",
     "Anneke Femke Sanne", "Jan Pieter Willem"),
)  # fmt: skip
