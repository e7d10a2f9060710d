"""What sheets written and walks shared say."""

from campaign.sheets.export import Exported
from campaign.sheets.share_building import SharedBuilding
from campaign.sheets.share_walk import Shared
from campaign.walks.plan_walks import REASONS
from campaign.walks.turf_failures import said_failed
from campaign.wording.lines import lines
from canvass.words import Words


@lines.register
def _(done: Exported) -> list[Words]:
    return [
        Words(
            "{files:fichier|fichiers} pour {turfs:secteur|secteurs} ({stops:arrêt|arrêts}) dans "
            "{folder}",
            "{files:file|files} for {turfs:turf|turfs} ({stops:stop|stops}) in {folder}",
            files=done.files,
            turfs=done.turfs,
            stops=done.stops,
            folder=done.folder,
        ),
        *done.to_replace,
        *said_failed(done.failed),
    ]


@lines.register
def _(shared: SharedBuilding) -> list[Words]:
    return [
        Words(
            "{rank}. {doors:porte|portes}, {minutes} min : {names}",
            "{rank}. {doors:door|doors}, {minutes} min: {names}",
            rank=rank,
            doors=doors,
            minutes=spent,
            names="; ".join(floor.name() for floor in floors),
        )
        for rank, (floors, doors, spent) in enumerate(
            zip(shared.floors, shared.doors(), shared.minutes(), strict=True), 1
        )
    ]


@lines.register
def _(shared: Shared) -> list[Words]:
    said = [
        Words(
            "{rank}. {doors:porte|portes}, {metres} m, {minutes} min",
            "{rank}. {doors:door|doors}, {metres} m, {minutes} min",
            rank=rank,
            doors=int(part.addresses["doors"].sum()),
            metres=outing.walk_m,
            minutes=(outing.walk_s + outing.service_s) / 60,
        )
        for rank, (part, outing) in enumerate(zip(shared.parts, shared.outings, strict=True), 1)
    ]
    said.append(
        Words(
            "Le plus long : {minutes} min ; on ne peut gagner plus de {gap:.1%}",
            "Longest: {minutes} min; no more than {gap:.1%} can be gained",
            minutes=shared.longest_s / 60,
            gap=shared.gap,
        )
    )
    if shared.dropped:
        said.append(
            Words("Faute de temps : {names}", "For lack of time: {names}", names=shared.dropped)
        )
    said += [
        Words("{building} : {why}", "{building}: {why}", building=building, why=REASONS[why])
        for building, why in shared.unreachable.items()
    ]
    return said
