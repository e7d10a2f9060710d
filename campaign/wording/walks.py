"""What planned walks and teams say."""

from campaign.walks.plan_walks import WalksPlanned
from campaign.walks.streets_missing import streets_missing
from campaign.walks.teams import FILE, Teams
from campaign.walks.turf_failures import said_failed
from campaign.wording.lines import lines
from canvass.next_step import NextStep
from canvass.words import InFolder, Words


@lines.register
def _(done: WalksPlanned) -> list[Words]:
    if not done.turfs and done.failed:
        return said_failed(done.failed)
    if not done.turfs:
        return [Words("Tous les parcours sont à jour.", "All walks are up to date.")]
    said = [
        Words(
            "{turfs} parcours, {km:.1} km à pied ({saved:%} de moins que la liste alphabétique), "
            "{hours} h avec le temps aux portes",
            "{turfs:walk|walks}, {km:.1} km on foot ({saved:%} less than the alphabetical list), "
            "{hours} h with the time at the doors",
            turfs=done.turfs,
            km=done.walk_m / 1000,
            saved=done.saved,
            hours=done.minutes / 60,
        ),
        Words(
            "{n} dont on a prouvé qu'il n'y a pas plus court ; en tout, au plus {gap:.1%} "
            "au-dessus de l'optimum",
            "{n} proved shortest; in all at most {gap:.1%} above the optimum",
            n=done.proved,
            gap=done.gap,
        ),
    ]
    if done.unreachable:
        said.append(
            Words(
                "{n:adresse|adresses} hors d'atteinte à pied dans {n:~son|leur} secteur{file}",
                "{n:building|buildings} out of reach on foot in {n:~its|their} turf{file}",
                n=done.unreachable,
                file=InFolder("review/inaccessibles.csv"),
            )
        )
    if done.cut_networks:
        said.append(
            Words(
                "{n:secteur|secteurs} sur des rues sans lien à pied entre elles ({names:8}) : le "
                "parcours suit le plus grand morceau",
                "{n:turf|turfs} on streets that no footpath joins ({names:8}): the walk keeps to "
                "the largest piece",
                n=len(done.cut_networks),
                names=done.cut_networks,
            )
        )
    if done.bare:
        said.append(streets_missing(done.bare))
    if done.dropped:
        said.append(
            Words(
                "{n:adresse laissée|adresses laissées} de côté, faute de temps{file}",
                "{n:building|buildings} left out for lack of time{file}",
                n=done.dropped,
                file=InFolder("review/hors_temps.csv"),
            )
        )
    return said + said_failed(done.failed)


@lines.register
def _(made: Teams) -> list[Words]:
    said = [
        Words(
            "{people:personne|personnes}, {teams:équipe|équipes}, {minutes} minutes : "
            "{turfs:secteur|secteurs}, {doors:porte|portes}{file}",
            "{people:person|people}, {teams:team|teams}, {minutes} minutes: "
            "{turfs:turf|turfs}, {doors:door|doors}{file}",
            people=made.people,
            teams=made.teams,
            minutes=made.minutes,
            turfs=len(made.table),
            doors=int(made.table["doors"].sum()),
            file=InFolder(f"review/{FILE}") if len(made.table) else "",
        )
    ]
    for team, rows in made.table.groupby("team"):
        said.append(
            Words(
                "  équipe {team} : {turfs}, {minutes} min",
                "  team {team}: {turfs}, {minutes} min",
                team=str(team),
                turfs=" + ".join(f"{turf} ({row['label']})" for turf, row in rows.iterrows()),
                minutes=rows["minutes"].sum(),
            )
        )
    idle = made.teams - made.table["team"].nunique()
    if idle:
        said.append(
            Words(
                "{n:équipe|équipes} sans secteur de cette durée.",
                "{n:team|teams} without a turf of that length.",
                n=idle,
            )
        )
    if made.per_team < 0.8 * made.minutes:
        said.append(
            Words(
                "Une équipe n'est occupée que {busy} min en moyenne ; pour remplir le temps, "
                "visez {wanted} minutes par secteur : {step}.",
                "A team is busy for {busy} min only on average; to fill the time, aim at {wanted} "
                "minutes a turf: {step}.",
                busy=made.per_team,
                wanted=int(made.minutes // 5 * 5),
                step=NextStep.RECUT,
            )
        )
    if made.left:
        said.append(
            Words(
                "Il reste {n:secteur|secteurs} pour une autre fois.",
                "{n:turf is|turfs are} left for another time.",
                n=made.left,
            )
        )
    return said
