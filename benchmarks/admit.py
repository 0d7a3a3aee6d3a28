"""To judge an act, and to judge and apply it, beside bare state machines of other makers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, pairwise
from time import process_time

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from transitions import Machine

from benchmarks.contest import Contest, Entry
from benchmarks.organisation import Way, at_work, decision, enter, kinds
from foedus.law import State, admit, advance, apply

numbers = count(10**6)


def contests(*, quick: bool) -> Iterator[Contest]:
    """Let a decision go its whole way many times while thousands of matters wait."""
    way = decision()
    waiting, copies = (300, 2) if quick else (10_000, 40)
    state = at_work(way, waiting)
    small = at_work(way, 1)
    length = len(way.acts)
    total = copies * length
    yield Contest(
        title=f"{kinds(way)} kinds of act, {len(state.matters):,} matters wait",
        what="acts",
        floor="transitions 0.9, no rules",
        entries=[
            Entry("dict of stages", lambda _: by_dict(total)),
            Entry(
                "transitions 0.9, no rules",
                lambda model: by_transitions(model, total),
                machine(length),
            ),
            Entry("admit alone", lambda _: judged(way, state, copies)),
            Entry("advance, admit, apply", lambda _: entered(way, state, copies)),
            Entry("the same, one matter waits", lambda _: entered(way, small, copies)),
            Entry(f"SpiffWorkflow 3, {length} manual tasks", worked, workflow(length)),
        ],
        note="transitions and SpiffWorkflow move a stage and judge nothing: no electorate, no terms, no citation",
    )


def entered(way: Way, state: State, copies: int) -> int:
    """Let acts in one after the other."""
    done = 0
    for _ in range(copies):
        for act in way.again(next(numbers)):
            enter(way, state, act)
            done += 1
    return done


def judged(way: Way, state: State, copies: int) -> tuple[int, float]:
    """Time the judgement alone; the effects are applied between."""
    done, spent = 0, 0.0
    for _ in range(copies):
        for act in way.again(next(numbers)):
            advance(way.law, state, way.hour)
            begun = process_time()
            outcome = admit(way.law, state, act, way.hour)
            spent += process_time() - begun
            apply(way.law, state, act, outcome.effects, way.hour)
            done += 1
    return done, spent


def by_dict(total: int) -> int:
    """Move a stage through a table, which is the least that a state machine can do."""
    table = {("a", "go"): "b", ("b", "go"): "a"}
    stage = "a"
    for _ in range(total):
        stage = table[stage, "go"]
    return total


class Model:
    """What the machine of ``transitions`` moves."""


def machine(length: int) -> Callable[[], Model]:
    """Make a machine with one stage for each act of the way."""

    def make() -> Model:
        model = Model()
        stages = [f"s{number}" for number in range(length)]
        made = Machine(model, states=stages, initial="s0")
        made.add_ordered_transitions()
        return model

    return make


def by_transitions(model: Model, total: int) -> int:
    """Move along."""
    for _ in range(total):
        model.next_state()  # type: ignore[attr-defined]
    return total


def workflow(length: int) -> Callable[[], BpmnWorkflow]:
    """Make a process of manual tasks in a row, read from BPMN as SpiffWorkflow's manual does."""
    tasks = "".join(f'<bpmn:manualTask id="t{n}" name="t{n}"/>' for n in range(length))
    names = ["start", *(f"t{n}" for n in range(length)), "end"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{n}" sourceRef="{one}" targetRef="{other}"/>'
        for n, (one, other) in enumerate(pairwise(names))
    )
    xml = (
        '<?xml version="1.0"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' id="d" targetNamespace="x"><bpmn:process id="p" isExecutable="true">'
        f'<bpmn:startEvent id="start"/>{tasks}<bpmn:endEvent id="end"/>{flows}'
        "</bpmn:process></bpmn:definitions>"
    )
    parser = BpmnParser()
    parser.add_bpmn_str(xml.encode())
    spec = parser.get_spec("p")

    def make() -> BpmnWorkflow:
        made = BpmnWorkflow(spec)
        made.do_engine_steps()
        return made

    return make


def worked(process: BpmnWorkflow) -> int:
    """Do every manual task as it becomes ready."""
    done = 0
    while not process.completed:
        for task in process.get_tasks(state=TaskState.READY, manual=True):
            task.run()
            done += 1
        process.do_engine_steps()
    return done
