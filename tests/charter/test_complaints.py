"""What the model finds wrong is said once, in plain words, at its place, with a cure."""

import pytest
from pydantic import BaseModel, ValidationError

from foedus.charter import model
from foedus.charter.complaints import complaints
from foedus.charter.yaml12 import read_text

HEAD = "procedure: x\nnames: {en: a}\nabout: {en: b}\nfrom: 2000-01-01\nunder: p/1\nstages: {a: {en: b}}\nends: [a]\nsteps:\n"
STEP = HEAD + "  s:\n    names: {en: s}\n    by: member\n    from: start\n    under: p/1\n"
DUTY = "{owes: a, to: b, what: c, names: {en: d}, due: promptly, discharged-by: [e]}"
BODY = "bodies:\n  c: {names: {en: c}, kind: highest, from: 2000-01-01, under: p/1, seats: members, chair: [%s]}\n"
CHAIR = "{from: 2000-01-01, under: p/1, by: %s}"
RULE = (
    "rules:\n  r:\n    names: {en: r}\n    layers:\n      - from: 2000-01-01\n        under: p/1\n"
)
RIGHT = "standings: {}\nrights:\n  r: {names: {en: r}, under: p/1, cells: {%s}}\n"
UNKNOWN = '"%s" is not a word of the language here'
MEASURE = "a mapping with count, weight, of-those ..."
DUE = (
    "write immediately, forthwith, promptly, at-once or a value (a time-limit is written P6M, P90D, "
    "P2Y, PT48H) or a mapping with event"
)
SPELL = "parties: {XA: [{register: pact, standing: member, under: p/1, %s}]}\n"


def told(kind: type[BaseModel], text: str) -> list[tuple[int, int, str, str, str]]:
    source, faults = read_text("x.yaml", text)
    assert source is not None, faults
    with pytest.raises(ValidationError) as error:
        kind.model_validate(source.value)
    found = complaints(error.value, source, kind)
    return [(each.line, each.column, each.code, each.what, each.cure) for each in found]


@pytest.mark.parametrize(
    ("kind", "text", "code", "what", "cure"),
    [
        # a word that is not known, near one of that mapping
        (model.Procedure, STEP + "    ^^gaurds: []\n", "word-unknown", UNKNOWN % "gaurds", 'did you mean "guards"?'),
        (model.Parties, SPELL % "from: 2000-01-01, ^^untill: 2001-01-01", "word-unknown", UNKNOWN % "untill", 'did you mean "until"?'),
        # the words of this mapping, not those of others
        (model.Rules, RULE + "        electorate: {of: a, ^^at-least: 2}\n", "word-unknown", UNKNOWN % "at-least", "one of: and, minus, of"),
        (model.Sources, "sources: {a: {address: b, ^^from: c}}\n", "word-unknown", UNKNOWN % "from", "one of: address, on, title"),
        # a word that is missing, and one that looks like it: one fault
        (model.Procedure, STEP.replace("by:", "^^buy:"), "word-unknown", UNKNOWN % "buy", 'did you mean "by"?'),
        (model.Rules, RULE + "        electorate: {^^off: seats}\n", "word-unknown", UNKNOWN % "off", 'did you mean "of"?'),
        (model.Bodies, BODY % CHAIR % "{^^sameas: c}", "word-unknown", UNKNOWN % "sameas", 'did you mean "same-as"?'),
        (model.Rules, RULE + "        absence: {unsettled: d, ^^vales: {a: as-yes, b: as-no}}\n", "word-unknown", UNKNOWN % "vales", 'did you mean "values"?'),
        # a word that is missing
        (model.Procedure, STEP.replace("    by: member\n", "").replace("  s:", "  ^^s:"), "word-missing", '"by" is missing in steps.s', "write by: ..."),
        (model.Parties, SPELL.replace("{reg", "^^{reg") % "note: x", "word-missing", '"from" is missing in parties.XA.0', "write from: YYYY-MM-DD"),
        (model.Sources, "^^{}\n", "word-missing", '"sources" is missing in the file', "write sources: ..."),
        # one of a closed list
        (model.Bodies, BODY.replace("highest", "^^hihgest") % CHAIR % "host", "value-unknown", '"kind" cannot be "hihgest"', 'did you mean "highest"?'),
        (model.Standings, RIGHT % "member: ^^yess", "value-unknown", '"member" cannot be "yess"', 'did you mean "yes"?'),
        (model.Standings, RIGHT % "member: {is: ^^maybe}", "value-unknown", '"is" cannot be "maybe"', "one of: if-granted, no, yes"),
        (model.Rules, RULE + "        absence: {unsettled: d, values: {a: as-yes, b: ^^as-on}}\n", "value-unknown", '"b" cannot be "as-on"', 'did you mean "as-no"?'),
        # of several forms the one that was meant, or all of them in one fault
        (model.Bodies, BODY % CHAIR % "^^hoast", "value-unknown", '"by" cannot be "hoast"', 'did you mean "host"?'),
        (model.Bodies, BODY % CHAIR % "{of: members, ^^languag: en, each: year, first: XA, starting: 2000-01-01}", "word-unknown", UNKNOWN % "languag", 'did you mean "language"?'),
        (model.Procedure, STEP + f"    duties: [{DUTY.replace('promptly', '^^soon')}]\n", "value-unknown", '"due" cannot be "soon"', DUE),
        (model.Procedure, STEP + f"    duties: [{DUTY.replace('promptly', '^^promtly')}]\n", "value-unknown", '"due" cannot be "promtly"', 'did you mean "promptly"?'),
        (model.Procedure, STEP + f"    duties: [{DUTY.replace('[e]', '[{step: e, ^^iff: x}]')}]\n", "word-unknown", UNKNOWN % "iff", "one of: by, counts, if-says, step"),
        (model.Procedure, STEP + f"    duties: [{DUTY.replace('[e]', '[^^3]')}]\n", "value-form", '"discharged-by" cannot be "3"', "write a text or a mapping with step, by, if-says ..."),
        (model.Rules, RULE + "        adopted-if: {count: yes, at-least: ^^[2]}\n", "value-form", '"at-least" cannot be a list of 1', "write a whole number or a share such as 2/3 or " + MEASURE),
        (model.Rules, RULE + "        quorum: ^^nobody\n", "value-unknown", '"quorum" cannot be "nobody"', "write none or " + MEASURE),
        # guards are told apart by their word
        (model.Procedure, STEP + "    guards: [^^{rigth: vote}]\n", "word-unknown", UNKNOWN % "rigth", 'did you mean "right"?'),
        (model.Procedure, STEP + "    guards: [{term: t, is: ^^runing}]\n", "value-unknown", '"is" cannot be "runing"', 'did you mean "running"?'),
        # kinds of value
        (model.Procedure, STEP + "    to: ^^[a]\n", "value-form", '"to" cannot be a list of 1', "write a text"),
        (model.Procedure, STEP.replace("from: start", "from: ^^3"), "value-form", '"from" cannot be "3"', "write a text or a list"),
        (model.Procedure, STEP.replace("by: member", "by: ^^~"), "value-form", '"by" cannot be nothing', "write a text; where a comma or colon belongs to the text, quote the whole of it"),
        (model.Standings, RIGHT % "member: ^^true", "value-unknown", '"member" cannot be "true"', "write yes, no, if-granted or a mapping with basis, evidence, source ..."),
        (model.Sources, "^^- a\n", "value-form", '"the file" cannot be a list of 1', "write a mapping with sources"),
        # values that are written wrongly
        (model.Parties, SPELL % "from: ^^2000-02-30", "value-wrong", '"2000-02-30" cannot stand here', "there is no such day in the calendar"),
        (model.Parties, SPELL.replace("p/1", "^^p") % "from: 2000-01-01", "value-wrong", '"p" cannot stand here', "a citation is written INSTRUMENT/PLACE, such as treaty/4(2)"),
        (model.Standings, "standings: {^^A B: {names: {en: a}}}\n", "value-wrong", '"A B" cannot stand here', "a name has small letters, digits and single hyphens"),
        (model.Rules, RULE + "        adopted-if: {count: yes, at-least: ^^3/0}\n", "value-form", '"at-least" cannot be "3/0"', "write a whole number or a share such as 2/3 or " + MEASURE),
        (model.Procedure, STEP.replace("ends: [a]", "ends: [^^A]"), "value-wrong", '"A" cannot stand here', "a name has small letters, digits and single hyphens"),
    ],
)  # fmt: skip
def test_one_clear_fault(kind: type[BaseModel], text: str, code: str, what: str, cure: str) -> None:
    mark = text.index("^^")
    line, column = text.count("\n", 0, mark) + 1, mark - text.rfind("\n", 0, mark)
    assert told(kind, text.replace("^^", "")) == [(line, column, code, what, cure)]


def test_numbers_and_lists_have_their_bounds() -> None:
    found = told(model.Header, "charter: x\nversion: 0\nlanguages: []\nlegal-day: noon\n")
    assert [
        (line, what, cure) for line, _, code, what, cure in found if code != "word-missing"
    ] == [
        (2, '"version" cannot be "0"', "write at least 1"),
        (3, '"languages" cannot be a list of 0', "write at least 1 entries"),
        (4, '"legal-day" cannot be "noon"', r"write it in the form ^[+-]\d\d:\d\d$"),
    ]


def test_every_fault_of_a_file_is_told() -> None:
    found = told(model.Procedure, STEP + "    too: a\n    guards: [{rigth: x}]\n    form: spoken\n")
    assert sorted((line, code) for line, _, code, _, _ in found) == [
        (14, "word-unknown"),
        (15, "word-unknown"),
        (16, "value-unknown"),
    ]
