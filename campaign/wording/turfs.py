"""What cutting, changing, checking and publishing turfs says."""

from math import floor
from typing import Any

from campaign.turfs.check_turfs import Audited
from campaign.turfs.cut import TurfsCut
from campaign.turfs.merge_doubts import MergeDoubts
from campaign.turfs.publish import Published
from campaign.turfs.recut import MOVED, Recut
from campaign.turfs.turf_by_hand import Changed
from campaign.wording.lines import lines
from canvass.next_step import NextStep
from canvass.words import InFolder, Words
from turf.balance import Balance

#: Why a turf is outside the tolerance -> how so many of them are told.
_OFF = {
    "oversize": ("un seul immeuble trop grand : {n}", "one building that is too large: {n}"),
    "indivisible": ("aucune coupe n'y amène : {n}", "no cut brings them there: {n}"),
    "lumpy": ("rien de mieux trouvé : {n}", "nothing better found: {n}"),
    "whole": ("îlots ou côtés de rue gardés entiers : {n}", "blocks or sides kept whole: {n}"),
    "locked": ("verrouillés ou publiés : {n}", "locked or published: {n}"),
    "": ("changés depuis la coupe : {n}", "changed since the cut: {n}"),
}
#: Why a block is in several turfs -> how so many of them are told.
_SPLIT = {
    "large": ("plus grands qu'un secteur : {n}", "larger than a turf: {n}"),
    "areas": (
        "à cheval sur des zones qu'aucun secteur ne franchit : {n}",
        "in several areas that no turf crosses: {n}",
    ),
    "apart": (
        "trop étendus, sans chemin d'un côté à l'autre, ou changés à la main : {n}",
        "too wide, without a way between their sides, or changed by hand: {n}",
    ),
    "balance": ("pour tenir la taille voulue : {n}", "to keep the wanted size: {n}"),
    "not_asked": ("le découpage ne les gardait pas : {n}", "the cut did not keep them: {n}"),
}
#: Changed turfs described one by one.
TOLD = 8
_OUTSIDE = InFolder("review/hors_secteur.csv")


def balance_told(even: Balance) -> Words:
    """Tell the one figure of how even turfs are, and why the others are outside."""
    # rounded down: 100 % is said where it is all of them
    share = floor(1000 * even.share + 1e-9) / 1000
    count = Words(
        "{share:.1%} des secteurs dans la tolérance ({fine} sur {all})",
        "{share:.1%} of the turfs within the tolerance ({fine} of {all})",
        share=share,
        fine=even.in_range,
        all=even.turfs,
    )
    off = [Words(*_OFF[why], n=even.reasons[why]) for why in _OFF if even.reasons.get(why)]
    if not off:
        return count
    return Words("{count} ; les autres : {off}", "{count}; the others: {off}", count=count, off=off)


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
            "{turfs:secteur|secteurs}, {inside:porte|portes} ; hors secteur : "
            "{outside:porte|portes} ({buildings:adresse|adresses}), et "
            "{voters:électeur non placé|électeurs non placés}",
            "{turfs:turf|turfs}, {inside:door|doors}; in no turf: {outside:door|doors} "
            "({buildings:building|buildings}), and {voters:voter|voters} not placed",
            turfs=s.turfs,
            inside=s.doors - s.uncovered_doors,
            outside=s.uncovered_doors,
            buildings=s.uncovered_buildings,
            voters=s.unplaced_voters,
        ),
        balance_told(made.balance),
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
        *_gaps_told(made),
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
        *_blocks_told(made),
        Words(
            "Minutes par secteur : {least} à {most}, {mean} en moyenne{estimates}",
            "Minutes a turf: {least} to {most}, {mean} on average{estimates}",
            least=m.least,
            most=m.most,
            mean=m.mean,
            estimates="" if s.minutes_measured else estimates,
        ),
    ]


def _blocks_told(made: Audited) -> list[Words]:
    """Tell why blocks are split, where the cut was to keep them."""
    counts = made.sheet.split_blocks
    if made.asked.by != "block" or not counts:
        return []
    return [
        Words(
            "{n:îlot coupé|îlots coupés} : {why}",
            "{n:split block|split blocks}: {why}",
            n=sum(counts.values()),
            why=[Words(*_SPLIT[one], n=counts[one]) for one in _SPLIT if counts.get(one)],
        )
    ]


def _long_gaps(turfs: int, limit: float) -> Words:
    return Words(
        "{n:secteur où|secteurs où} des portes sont à plus de {limit} m à pied des autres",
        "{n:turf|turfs} in which doors are more than {limit} m on foot from the others",
        n=turfs,
        limit=round(limit),
    )


def _gaps_told(made: Audited) -> list[Words]:
    """Tell the longest way between doors of one turf, and the turfs in which one is too long."""
    s, rows = made.sheet, made.turfs
    if not s.gap_turf:
        return []
    said = [
        Words(
            "Plus long chemin à pied entre les portes d'un secteur : {metres} m ({turf})",
            "Longest way on foot between the doors of a turf: {metres} m ({turf})",
            metres=round(s.longest_gap_m),
            turf=s.gap_turf,
        )
    ]
    far = rows[rows["long_gap"].astype(bool)].sort_values("longest_gap_m", ascending=False)
    if len(far):
        named = [f"{turf} ({round(metres)} m)" for turf, metres in far["longest_gap_m"].items()]
        said.append(
            Words(
                "{gaps} : {names:8}. Aucune coupe dans la tolérance n'a été trouvée sans, ou un "
                "geste à la main l'a fait",
                "{gaps}: {names:8}. No cut within the tolerance was found without, or a change by "
                "hand made it",
                gaps=_long_gaps(len(far), made.asked.gap_m),
                names=named,
            )
        )
    return said


@lines.register
def _(done: TurfsCut) -> list[Words]:
    said = [
        Words(
            "{turfs:secteur|secteurs}, {doors:porte|portes}",
            "{turfs:turf|turfs}, {doors:door|doors}",
            turfs=done.turfs,
            doors=done.doors,
        ),
        balance_told(done.balance),
    ]
    if done.disconnected:
        said.append(
            Words(
                "{n:secteur n'est pas|secteurs ne sont pas} d'un seul tenant à pied",
                "{n:turf is|turfs are} not connected on foot",
                n=done.disconnected,
            )
        )
    if done.long_gaps:
        said.append(_long_gaps(done.long_gaps, done.gap_m))
    if done.left_out:
        said.append(
            Words(
                "{n:adresse|adresses} hors secteur, avec la raison{file}",
                "{n:building|buildings} outside any turf, with the reason{file}",
                n=done.left_out,
                file=_OUTSIDE,
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
                file=_OUTSIDE if done.listed else "",
            )
        )
    return said


@lines.register
def _(done: Recut) -> list[Words]:
    said = [
        Words(
            "{turfs:secteur|secteurs} : {same:inchangé|inchangés}, "
            "{changed:modifié|modifiés} sous le même nom, {new:nouveau|nouveaux}, "
            "{gone:disparu|disparus}",
            "{turfs:turf|turfs}: {same} unchanged, {changed} changed "
            "under the same id, {new} new, {gone} gone",
            turfs=done.turfs,
            same=done.same,
            changed=done.changed,
            new=done.new,
            gone=done.gone,
        ),
        balance_told(done.balance),
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
            file=InFolder(f"review/{MOVED}") if done.moved else "",
        ),
    ]
    if done.long_gaps:
        said.append(
            Words(
                "{gaps} ; retoucher ne les raccourcit pas",
                "{gaps}; mending does not shorten them",
                gaps=_long_gaps(done.long_gaps, done.gap_m),
            )
        )
    if done.fixed:
        said.append(
            Words(
                "{n:secteur verrouillé ou publié reste tel quel|secteurs verrouillés ou publiés "
                "restent tels quels}, dont {off} hors de la tolérance ; pour les changer, "
                "{withdraw} ou {unlock}",
                "{n:locked or published turf stays as it is|locked or published turfs stay as "
                "they are}, {off} of them outside the tolerance; to change them, {withdraw} or "
                "{unlock}",
                n=done.fixed,
                off=done.fixed_off,
                withdraw=NextStep.WITHDRAW,
                unlock=NextStep.UNLOCK,
            )
        )
    return said


@lines.register
def _(made: MergeDoubts) -> list[Words]:
    said = []
    if made.apart:
        said.append(
            Words(
                "{names} ne se touchent pas : {metres} m à pied entre leurs portes",
                "{names} do not touch: {metres} m on foot between their doors",
                names=made.turfs,
                metres=round(made.gap_m),
            )
        )
    if made.too_large:
        units = {
            "doors": Words("{n:porte|portes}", "{n:door|doors}", n=round(made.load)),
            "minutes": Words("{n:minute|minutes}", "{n:minute|minutes}", n=round(made.load)),
        }
        said.append(
            Words(
                "Ensemble : {load}, pour {target} voulues",
                "Together: {load}, where {target} are wanted",
                load=units[made.unit],
                target=made.target,
            )
        )
    return said


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
