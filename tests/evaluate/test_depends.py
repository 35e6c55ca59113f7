"""Whatever changes with an input says that it depends on it: small random expressions, evaluated twice."""

from collections.abc import Iterator, Mapping
from functools import cache

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from docgen.language.console import Console, open_console
from docgen.language.evaluation import Environment
from docgen.source.traced import NOWHERE, Input, Trace
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from docgen.values.conversion import converted
from docgen.values.text import from_plain
from docgen.values.types import BOOL, NUMBER, STRING, ListType, MapType, SetType, Type
from docgen.values.values import Unknown, Value, deep_trace, retraced
from tests.evaluate.answers import FIXTURES, OneFile

TYPES: Mapping[str, Type] = {
    "n": NUMBER,
    "m": NUMBER,
    "b": BOOL,
    "c": BOOL,
    "s": STRING,
    "t": STRING,
    "l": ListType(STRING),
    "o": MapType(NUMBER),
}
numbers = st.integers(-1, 4)
words = st.sampled_from(["", "a", "b", "ab", "1", "true"])
VALUES: Mapping[str, st.SearchStrategy[object]] = {
    "n": numbers,
    "m": numbers,
    "b": st.booleans(),
    "c": st.booleans(),
    "s": words,
    "t": words,
    "l": st.lists(words, max_size=3),
    "o": st.dictionaries(words, numbers, max_size=3),
}

# What each kind of expression can be made of: {n} a number, {b} a bool, {s} a string, {l} a list, {o} a map.
GRAMMAR: Mapping[str, tuple[str, ...]] = {
    "n": (
        "1",
        "var.n",
        "var.m",
        "({n} + {n})",
        "({n} * {n})",
        "-{n}",
        "length({l})",
        "length({o})",
        "length({s})",
        "({b} ? {n} : {n})",
        "lookup({o}, {s}, {n})",
        "try({o}[{s}], {n})",
        "try({l}[{n}], {n})",
        "max({n}, {n})",
        "min({n}...)".replace("{n}...", "[{n}, {n}]..."),
        "sum([{n}, {n}])",
        "index(concat({l}, [{s}]), {s})",
        "{{ x = {n}, y = {n} }}.x",
        "[{n}, {n}][1]",
        "element([{n}, {n}], {n})",
        'try(coalesce({o}["a"], {n}), {n})',
        "one(slice([{n}, {n}], 0, 1))",
        "values(merge({o}, {{ z = {n} }}))[0]",
        "length(setproduct({l}, {l}))",
        "merge({o}, {{ a = {n} }}, {o}).a",
        "jsondecode(jsonencode({{ k = {n} }})).k",
        "length([for x in {l} : x if x != {s}])",
        "try(parseint({s}, 10), {n})",
        "length(distinct({l}))",
        "flatten([[{n}], [{n}, {n}]])[1]",
    ),
    "b": (
        "true",
        "var.b",
        "var.c",
        "!{b}",
        "({b} && {b})",
        "({b} || {b})",
        "({n} > {n})",
        "({s} == {s})",
        "({l} == {l})",
        "({o} != {o})",
        "contains({l}, {s})",
        "can({l}[{n}])",
        "can({o}[{s}])",
        "can(regex({s}, {s}))",
        "({b} ? {b} : {b})",
        "alltrue([for x in {l} : x == {s}])",
        "anytrue([{b}, {b}])",
        "startswith({s}, {s})",
    ),
    "s": (
        '"a"',
        "var.s",
        "var.t",
        '"${{{s}}}-${{{n}}}"',
        '"%{{ if {b} }}${{{s}}}%{{ else }}no%{{ endif }}"',
        '"%{{ for x in {l} }}${{x}},%{{ endfor }}"',
        "upper({s})",
        'join("-", {l})',
        "try({l}[{n}], {s})",
        "({b} ? {s} : {s})",
        'format("%s/%v", {s}, {n})',
        "replace({s}, {s}, {s})",
        "jsonencode({o})",
        "jsonencode({l})",
        "jsonencode([for k, v in {o} : k])",
        'coalesce({s}, {s}, "z")',
        "trimprefix({s}, {s})",
        "element(concat({l}, [{s}]), {n})",
        "templatestring(local.text, {{ x = {s} }})",
        "keys(merge({o}, {{ z = 1 }}))[0]",
        "substr({s}, 0, {n})",
        "sort(concat({l}, [{s}]))[0]",
        "one([for x in [{s}] : x])",
        "lookup({{ a = {s}, b = {s} }}, {s}, {s})",
        "zipmap([{s}], [{s}])[{s}]".replace("[{s}]]", "[{s}]]"),
        "reverse(concat({l}, [{s}]))[0]",
        "[{{ x = {s} }}, {{ x = {s} }}][*].x[1]",
        "tolist(toset(concat({l}, [{s}])))[0]",
        'compact(concat({l}, [{s}, "z"]))[0]',
        "chunklist(concat({l}, [{s}]), 2)[0][0]",
        'setunion([{s}], {l}) == toset([{s}]) ? "yes" : "no"',
        "yamlencode({{ k = {s} }})",
        "md5({s})",
        "(setsubtract({l}, [{s}]) == toset([]) ? {s} : {s})",
    ),
    "l": (
        "var.l",
        '["a"]',
        "[{s}, {s}]",
        "concat({l}, {l})",
        "[for x in {l} : upper(x)]",
        "[for x in {l} : x if x != {s}]",
        "[for k, v in {o} : k if v > {n}]",
        "({b} ? {l} : {l})",
        "reverse({l})",
        "distinct({l})",
        "compact({l})",
        "sort({l})",
        'split("", {s})',
        "tolist(keys({o}))",
        "try(slice({l}, {n}, {n}), {l})",
        "flatten([{l}, [{l}]])",
        "tolist(setunion({l}, {l}))",
        '[for x in setproduct({l}, {l}) : join("", x)]',
        "{l}[*]",
        'formatlist("%s-%s", {s}, {l})',
        "coalescelist({l}, [{s}])",
        'slice([{s}, {s}, "c"], {b} ? 0 : 1, {b} ? 2 : 3)',
        "tolist(setintersection({l}, {l}))",
        "tolist(setsubtract({l}, {l}))",
        "matchkeys([{s}, {s}], [{s}, {s}], {l})",
        "values({{ for k, v in {o} : k => k if v > {n} }})",
        "[for x in [{s}, {s}] : x if {b}]",
        "concat({l}, {b} ? [{s}] : [])",
        "matchkeys({l}, {l}, {l})",
        "[for x in range({n}) : tostring(x)]",
    ),
    "o": (
        "var.o",
        "{{ a = {n} }}",
        "{{ ({s}) = {n} }}",
        "merge({o}, {o})",
        "{{ for x in {l} : x => {n}... }}".replace("{n}...", "{n}"),
        "{{ for k, v in {o} : k => v + {n} }}",
        "{{ for k, v in {o} : k => v if v > {n} }}",
        "({b} ? {o} : {o})",
        "zipmap({l}, [for x in {l} : {n}])",
        "tomap({o})",
        "try({{ for x in {l} : x => {n} }}, {o})",
    ),
}


def written(kind: str, depth: int) -> st.SearchStrategy[str]:
    """Expressions of one kind, nested at most so deep."""
    forms = [each for each in GRAMMAR[kind] if depth or "{" not in each.replace("{{", "")]
    return st.sampled_from(forms).flatmap(lambda form: filled(form, depth - 1))


def filled(form: str, depth: int) -> st.SearchStrategy[str]:
    holes = {kind: form.replace("{{", "").count(f"{{{kind}}}") for kind in GRAMMAR}
    parts = {kind: st.lists(written(kind, depth), min_size=n, max_size=n) for kind, n in holes.items() if n}
    return st.fixed_dictionaries(parts).map(lambda made: fill(form, made))


def fill(form: str, parts: Mapping[str, list[str]]) -> str:
    text = form.replace("{{", "\0").replace("}}", "\1")
    for kind, made in parts.items():
        for each in made:
            text = text.replace(f"{{{kind}}}", each.replace("{", "\0").replace("}", "\1"), 1)
    return text.replace("\0", "{").replace("\1", "}")


expressions = st.sampled_from(sorted(GRAMMAR)).flatmap(lambda kind: written(kind, 3))


@cache
def console() -> Console:
    declared = "".join(f'variable "{name}" {{}}\n' for name in TYPES)
    text = declared + 'locals { text = "$${x}$${x}" }\n'
    loaded = load_configuration(Library(OneFile(text)), ".")
    opened = open_console(loaded.value, Environment(DiskTree(FIXTURES)))
    assert opened.value is not None, opened.diagnostics
    return opened.value


def evaluated(expression: str, given_values: Mapping[str, object]) -> Value | None:
    names = console().world.root.variables
    for name, plain in given_values.items():
        step = Trace(None, 0, 0, (), Input(name, "argument", None))
        names[name] = retraced(converted(from_plain(plain), TYPES[name]), step)
    found = console().ask(expression).value
    return found if isinstance(found, Value) else None


def differences(one: Value, other: Value, way: tuple[Trace, ...] = ()) -> Iterator[tuple[Trace, ...]]:
    """The traces on the way from the whole value to each place where the two differ, as `one` has them."""
    way = (*way, one.trace)
    mine, theirs = one.payload, other.payload
    if isinstance(one.type, SetType):  # whose members have no place of their own
        way = (*way, deep_trace(one))
    if isinstance(mine, tuple) and isinstance(theirs, tuple) and len(mine) == len(theirs):
        for a, b in zip(mine, theirs, strict=True):
            yield from differences(a, b, way)
    elif isinstance(mine, Mapping) and isinstance(theirs, Mapping) and mine.keys() == theirs.keys():
        for name in mine:
            yield from differences(mine[name], theirs[name], way)
    elif isinstance(mine, tuple | Mapping) and isinstance(theirs, tuple | Mapping):
        if mine or theirs:
            yield way
    elif isinstance(mine, Unknown) or isinstance(theirs, Unknown) or mine != theirs:
        yield way


def lone_members(one: Value, other: Value) -> Iterator[Value]:
    """The text and numbers in a list that are nowhere in the other one."""
    if isinstance(one.payload, tuple) and isinstance(other.payload, tuple):
        theirs = {each.payload for each in other.payload if isinstance(each.payload, str | int)}
        for each in one.payload:
            if isinstance(each.payload, str | int) and each.payload not in theirs:
                yield each


def names_of(*traces: Trace) -> set[str]:
    return {each.variable for trace in traces for each in trace.inputs()}


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_changes_with_an_input_depends_on_it(data: st.DataObject) -> None:
    expression = data.draw(expressions, label="expression")
    used = sorted(name for name in TYPES if f"var.{name}" in expression)
    assume(used)
    changed = data.draw(st.sampled_from(used), label="changed")
    before = data.draw(st.fixed_dictionaries(dict(VALUES)), label="before")
    after = before | {changed: data.draw(VALUES[changed], label="after")}
    one, other = evaluated(expression, before), evaluated(expression, after)
    if one is None or other is None:
        return

    for way in differences(one, other):
        assert changed in names_of(*way), f"{expression} changed with var.{changed}"
    for way in differences(other, one):
        assert changed in names_of(*way), f"{expression} changed with var.{changed}"
    for member in (*lone_members(one, other), *lone_members(other, one)):
        assert changed in names_of(member.trace), f"a member of {expression} came or went with var.{changed}"
    assert deep_trace(one) is not NOWHERE
