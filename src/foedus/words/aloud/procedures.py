"""The procedures: stages, steps, who may take them, what they bring about."""

from __future__ import annotations

from functools import partial

from foedus.charter.model import Procedure
from foedus.charter.model.procedures import Speech, Step
from foedus.charter.model.steps import Result
from foedus.words.aloud.effects import effect_items
from foedus.words.aloud.guards import guard_words
from foedus.words.aloud.item import Aloud, Item


def procedures(aloud: Aloud) -> list[Item]:
    """Read the procedures that are in force on the day, in short."""
    found = []
    for name, spec in aloud.charter.procedures.items():
        told = f"{aloud.wording.sentence(aloud.wording.of(spec.names))} [{name}]"
        if not aloud.in_force(spec.from_, spec.until):
            told = f"{told}: {aloud.say('not-in-force')}"
        about = Item(f"{name}/about", aloud.wording.of(spec.about))
        found.append(aloud.item(name, told, spec, [about]))
    return found


def procedure(aloud: Aloud, name: str) -> list[Item]:
    """Read one procedure: stages, then step by step."""
    spec = aloud.known("procedure", name, aloud.charter.all_procedures)
    wording = aloud.wording
    items = [Item(f"{name}/about", wording.of(spec.about))]
    stages = "; ".join(wording.of(words) for words in spec.stages.values())
    items.append(Item(f"{name}/stages", aloud.say("stages", stages=stages)))
    if spec.ends:
        ends = wording.catalogue.listed([wording.stage(name, each) for each in spec.ends], "or")
        items.append(Item(f"{name}/ends", aloud.say("ends", stages=ends)))
    items += [_step(aloud, spec, step, each) for step, each in spec.steps.items()]
    for track, machine in spec.tracks.items():
        told = aloud.say(
            "track",
            who=aloud.who(machine.for_each, spec),
            track=wording.of(machine.names),
            stages=", ".join(wording.stage(name, each) for each in machine.stages),
        )
        inside = [_step(aloud, spec, step, each) for step, each in machine.steps.items()]
        items.append(Item(f"{name}/{track}", told, items=tuple(inside)))
    for term, lapse in spec.when_lapsed.items():
        told = aloud.say("lapse", term=term.replace("-", " "), name=wording.of(lapse.names))
        effects = effect_items(aloud, spec, f"{name}/{term}", lapse, (lapse, spec))
        items.append(aloud.item(f"{name}/{term}", told, lapse, effects, (spec,)))
    title = wording.sentence(wording.of(spec.names))
    return [aloud.item(name, f"{title} [{name}]", spec, items)]


def _step(aloud: Aloud, spec: Procedure, name: str, step: Step) -> Item:
    wording, id_ = aloud.wording, f"{spec.procedure}/{name}"
    stages = aloud.open(step.from_, partial(_stages, aloud, spec))
    to = aloud.open(step.to, partial(wording.stage, spec.procedure))
    by = aloud.open_who(step.by, spec)
    items = [Item(f"{id_}/by", aloud.say("step-line", **{"by": by, "from": stages, "to": to}))]
    if step.says:
        fields = "; ".join(_field(aloud, field, speech) for field, speech in step.says.items())
        items.append(Item(f"{id_}/says", aloud.say("says", fields=fields)))
    for number, guard in enumerate(step.guards, 1):
        told = aloud.say("guard", guard=guard_words(guard, aloud, spec))
        items.append(aloud.item(f"{id_}/guard-{number}", told, guard, lent=(step, spec)))
    if step.form in ("written", "recorded"):
        items.append(Item(f"{id_}/form", aloud.say(step.form)))
    if step.puts is not None:
        puts = step.puts
        told = aloud.say(
            "puts",
            body=aloud.open(puts.to, partial(_bodies, aloud)),
            rule=aloud.open(puts.rule, wording.rule),
        )
        items.append(Item(f"{id_}/puts", told))
    items += effect_items(aloud, spec, id_, step, (step, spec))
    if step.credentials is not None:
        whose = {} if step.credentials == "open" else {"who": wording.say("who.subject")}
        told = wording.say(f"credentials.{step.credentials}", **whose)
        items.append(Item(f"{id_}/credentials", told))
    for result, each in step.when.items():
        items.append(_when(aloud, spec, (name, step), result, each))
    title = f"{wording.sentence(wording.of(step.names))} [{name}]"
    return aloud.item(id_, title, step, items, (spec,))


def _when(
    aloud: Aloud, spec: Procedure, of: tuple[str, Step], result: str, effects: Result
) -> Item:
    name, step = of
    id_ = f"{spec.procedure}/{name}/{result}"
    word = aloud.wording.catalogue.either("verdict", result)
    stage = partial(aloud.wording.stage, spec.procedure)
    moves = aloud.say("moves", stage=aloud.open(effects.to, stage))
    if effects.to == "same":
        moves = aloud.wording.say("stage.same")
    told = aloud.say("then", result=word, what=moves)
    return Item(id_, told, items=tuple(effect_items(aloud, spec, id_, effects, (step, spec))))


def _stages(aloud: Aloud, spec: Procedure, value: str | list[str]) -> str:
    names = [value] if isinstance(value, str) else value
    return aloud.wording.catalogue.listed(
        [aloud.wording.stage(spec.procedure, each) for each in names], "or"
    )


def _bodies(aloud: Aloud, value: str | list[str]) -> str:
    names = [value] if isinstance(value, str) else value
    return ", ".join(aloud.wording.body(each) for each in names)


def _field(aloud: Aloud, name: str, speech: Speech) -> str:
    kind = aloud.wording.say(f"kind.{speech.is_}")
    if speech.one_of is not None:
        kind = aloud.open_list(speech.one_of)
    told = f"{name.replace('-', ' ')}: {kind}"
    return aloud.say("optional", field=told) if speech.optional else told
