"""No name is explained by itself: sets, seats, roles and chairs that go round in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from foedus.charter.charter import Charter
from foedus.charter.check.procedures import every
from foedus.charter.check.spots import Finding, Spot, Texts, walk
from foedus.charter.model.bodies import ChairLayer, SameAs
from foedus.charter.model.procedures import Procedure
from foedus.charter.model.values import Line
from foedus.charter.who import parse

NAME = "circles"
Node: TypeAlias = tuple[str, str]
Graph: TypeAlias = dict[Node, tuple[Spot, set[Node]]]


def check(charter: Charter, _texts: Texts) -> Iterator[Finding]:
    """Find circles; each is reported where its first name in order of file stands."""
    graph: Graph = {}
    for name, named in charter.rules.sets.items():
        spot = Spot("rules.yaml", ("sets", name), named)
        graph["set", name] = (spot, _words(charter, spot, None))
    for name, body in charter.bodies.bodies.items():
        spot = Spot("bodies.yaml", ("bodies", name), body)
        seats = Spot("bodies.yaml", ("bodies", name, "seats"), body.seats, body, "seats")
        graph["seats", name] = (seats, _words(charter, seats, None))
        graph["chair", name] = (spot, {("chair", other) for other in _same_as(body.chair)})
    yield from _circles(graph)
    for name, procedure in charter.procedures.items():
        roles: Graph = {}
        for role, value in procedure.roles.items():
            spot = Spot(f"procedures/{name}.yaml", ("roles", role), value, procedure, "roles")
            roles["role", role] = (spot, _words(charter, spot, procedure))
        yield from _circles(roles)


def _words(charter: Charter, spot: Spot, procedure: Procedure | None) -> set[Node]:
    found: set[Node] = set()
    for each in walk(spot):
        if isinstance(each.value, str) and each.holder[1] in ("is_", "seats", "roles"):
            word = parse(charter, each.value, procedure)
            if word is not None and word.kind in ("set", "seats", "role"):
                found.add((word.kind, word.name))
    return found


def _same_as(layers: list[ChairLayer]) -> Iterator[str]:
    for layer in layers:
        for value in every(layer.by):
            if isinstance(value, SameAs):
                yield value.same_as


def _circles(graph: Graph) -> Iterator[Finding]:
    told: set[Node] = set()
    for start, (spot, _) in graph.items():
        way = _way_back(graph, start)
        if way and start not in told:
            told.update(way)
            shown = " -> ".join(name for _, name in [start, *way])
            what = f'"{start[1]}" is explained by itself: {shown}'
            yield Finding(
                spot, "circle", what, "name the actors in one of them", isinstance(spot.value, Line)
            )


def _way_back(graph: Graph, start: Node) -> list[Node]:
    """Give the names through which a name leads back to itself, it included; none if it does not."""
    waiting: list[list[Node]] = [[node] for node in sorted(graph[start][1])]
    seen: set[Node] = set()
    while waiting:
        way = waiting.pop(0)
        if way[-1] == start:
            return way
        if way[-1] not in seen and way[-1] in graph:
            seen.add(way[-1])
            waiting += [[*way, node] for node in sorted(graph[way[-1]][1])]
    return []
