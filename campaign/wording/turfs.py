"""What cutting, changing, checking and publishing turfs says."""

from typing import Any

from campaign.turfs.check_turfs import Audited
from campaign.turfs.cut import TurfsCut
from campaign.turfs.publish import Published
from campaign.turfs.recut import MOVED, Recut
from campaign.turfs.turf_by_hand import Changed
from campaign.wording.lines import lines
from canvass.next_step import NextStep
from canvass.words import InFolder, Words

#: Changed turfs described one by one.
TOLD = 8
_OUTSIDE = InFolder("review/hors_secteur.csv")


@lines.register
def _(made: Audited) -> list[Words]:
    s = made.sheet
    m = s.minutes_per_turf
    estimates = Words(
        " (estimées ; pour les mesurer : {step})",
        " (estimates; to measure them: {step})",
        step=NextStep.PLAN,
    )
    return [
        Words(
            "{turfs:secteur|secteurs}, {doors:porte|portes} ; {within:.1%} dans la tolérance "
            "({possible:.1%} de ceux qui peuvent y être)",
            "{turfs:turf|turfs}, {doors:door|doors}; {within:.1%} within tolerance "
            "({possible:.1%} of those that can be)",
            turfs=s.turfs,
            doors=s.doors,
            within=s.within_tolerance,
            possible=s.within_tolerance_where_possible,
        ),
        Words(
            "Hors secteur : {buildings:adresse|adresses}, {doors:porte|portes} ; "
            "{voters:électeur non placé|électeurs non placés}",
            "In no turf: {buildings:building|buildings}, {doors:door|doors}; "
            "{voters:voter|voters} not placed",
            buildings=s.uncovered_buildings,
            doors=s.uncovered_doors,
            voters=s.unplaced_voters,
        ),
        Words(
            "Immeubles coupés : {split} · en deux secteurs : {twice} · secteurs non d'un seul "
            "tenant : {apart} · barrières franchies : {crossed}",
            "Split buildings: {split} · in two turfs: {twice} · disconnected turfs: {apart} · "
            "barriers crossed: {crossed}",
            split=s.split_buildings,
            twice=s.overlaps,
            apart=s.disconnected,
            crossed=s.barriers_crossed,
        ),
        Words(
            "Côtés de rue entiers : {faces:.1%} · îlots entiers : {blocks:.1%} · passent devant "
            "les portes d'un autre : {passing} · recouvrement : {overlap:.1%}",
            "Block faces whole: {faces:.1%} · blocks whole: {blocks:.1%} · pass another's doors: "
            "{passing} · hull overlap: {overlap:.1%}",
            faces=s.faces_whole,
            blocks=s.blocks_whole,
            passing=s.passing,
            overlap=s.hull_overlap,
        ),
        Words(
            "Minutes par secteur : {least} à {most}, {mean} en moyenne{estimates}",
            "Minutes a turf: {least} to {most}, {mean} on average{estimates}",
            least=m.least,
            most=m.most,
            mean=m.mean,
            estimates="" if s.minutes_measured else estimates,
        ),
    ]


@lines.register
def _(done: TurfsCut) -> list[Words]:
    said = [
        Words(
            "{turfs:secteur|secteurs}, {doors:porte|portes} ; {within:%} dans la tolérance, "
            "{connected:%} d'un seul tenant à pied",
            "{turfs:turf|turfs}, {doors:door|doors}; {within:%} within tolerance, "
            "{connected:%} connected on foot",
            turfs=done.turfs,
            doors=done.doors,
            within=done.within_tolerance,
            connected=done.connected,
        )
    ]
    if done.left_out:
        said.append(
            Words(
                "{n:adresse|adresses} hors secteur, avec la raison{file}",
                "{n:building|buildings} outside any turf, with the reason{file}",
                n=done.left_out,
                file=_OUTSIDE,
            )
        )
    if done.replaced:
        said.append(
            Words(
                "{n:secteur publié a été remplacé ; ses feuilles comptent|secteurs publiés ont été "
                "remplacés ; leurs feuilles comptent} encore au retour, et ne sont plus à donner",
                "{n:published turf was replaced; its sheets|published turfs were replaced; their "
                "sheets} still count when they return, and are not to be handed out any more",
                n=done.replaced,
            )
        )
    return said


@lines.register
def _(done: Published) -> list[Words]:
    if done.withdrawn:
        return [
            Words(
                "{n:secteur redevenu modifiable|secteurs redevenus modifiables}.",
                "{n:turf|turfs} can be changed again.",
                n=done.turfs,
            )
        ]
    said = [
        Words(
            "{n:secteur publié|secteurs publiés} : plus rien n'y change.",
            "{n:turf published: it does|turfs published: they do} not change any more.",
            n=done.turfs,
        )
    ]
    if done.off_range:
        said.append(
            Words(
                "Dont hors de la taille visée : {names:10}",
                "Off the wanted size: {names:10}",
                names=done.off_range,
            )
        )
    if done.uncovered:
        said.append(
            Words(
                "{n:adresse|adresses} dans aucun secteur{file}",
                "{n:building|buildings} in no turf{file}",
                n=done.uncovered,
                file=_OUTSIDE,
            )
        )
    return said


@lines.register
def _(done: Recut) -> list[Words]:
    return [
        Words(
            "{turfs:secteur|secteurs}, {within:%} dans la tolérance : {same:inchangé|inchangés}, "
            "{changed:modifié|modifiés} sous le même nom, {new:nouveau|nouveaux}, "
            "{gone:disparu|disparus}",
            "{turfs:turf|turfs}, {within:%} within tolerance: {same} unchanged, {changed} changed "
            "under the same id, {new} new, {gone} gone",
            turfs=done.turfs,
            within=done.within_tolerance,
            same=done.same,
            changed=done.changed,
            new=done.new,
            gone=done.gone,
        ),
        Words(
            "{moved:porte|portes} sur {doors} {moved:~change|changent} de secteur ({share:.1%}) ; "
            "{came:adresse entre|adresses entrent}, {left:sort|sortent}{file}",
            "{moved} of {doors:door|doors} {moved:~changes|change} turf ({share:.1%}); "
            "{came:building comes|buildings come} in, {left:goes|go} out{file}",
            moved=done.doors_moved,
            doors=done.doors,
            share=done.doors_moved / max(done.doors, 1),
            came=done.buildings_new,
            left=done.buildings_gone,
            file=InFolder(f"review/{MOVED}"),
        ),
    ]


@lines.register
def _(done: Changed) -> list[Words]:
    shown = done.turfs.sort_values("connected", kind="stable").iloc[:TOLD]
    told = [_turf(str(turf), row) for turf, row in shown.iterrows()]
    more = len(done.turfs) - len(shown)
    if more:
        told.append(
            Words(
                "  … et {n:autre secteur changé|autres secteurs changés}",
                "  … and {n:more changed turf|more changed turfs}",
                n=more,
            )
        )
    return [done.said, *told]


def _turf(turf: str, row: Any) -> Words:
    broken = Words(" ; PAS D'UN SEUL TENANT à pied", "; NOT CONNECTED on foot")
    return Words(
        "  {turf} ({label}) : {doors:porte|portes}, environ {minutes} min{broken}",
        "  {turf} ({label}): {doors:door|doors}, about {minutes} min{broken}",
        turf=turf,
        label=row["label"],
        doors=int(row["doors"]),
        minutes=float(row["minutes"]),
        broken="" if row["connected"] else broken,
    )
