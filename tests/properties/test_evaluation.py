"""Expressions made up at random: a value or a diagnostic, and no more known than what they are made of."""

from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.functions.table import FUNCTIONS
from docgen.language.evaluation import ConfigurationEvaluator, Environment
from docgen.language.order import order_units
from docgen.source.diagnostic import has_errors
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from docgen.values.text import print_value
from docgen.values.values import Value, first_unknown
from tests.evaluate.answers import FIXTURES, OneFile
from tests.properties.profile import bounded

IMPURE = {"bcrypt", "uuid", "timestamp", "plantimestamp"}
NAMES = sorted(set(FUNCTIONS) - IMPURE)
UNKNOWN = "terraform_data.x.id"  # a string that only an apply tells
LEAVES = st.sampled_from(
    ["x", "x", "x", "null", "true", "false", "0", "1", "-1", "2.5", "1e40", '""', '"a"', '"1"', '"true"', '"10.0.0.0/8"', '"%s"', '"é"']
    + ["[]", "{}", "[1, 2]", '["a"]', "[x]", "{ a = 1 }", "{ a = x }", '["a", "b", x]', 'toset(["a"])', 'tomap({ a = "b" })', '"2020-01-01T00:00:00Z"']
    + ["[[1]]", "[null]", '{ "a" : [x] }', 'sensitive("a")', '"a,b\\n1,2"', '"/a/"', "tolist([])", "9007199254740993"]
)  # fmt: skip
OPERATORS = st.sampled_from(["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    call = st.builds(
        lambda name, arguments, more: f"{name}({', '.join(arguments)}{'...' if more and arguments else ''})",
        st.sampled_from(NAMES),
        st.lists(inner, max_size=3),
        st.sampled_from([False] * 9 + [True]),
    )
    return st.one_of(
        call,
        call,
        st.builds("({} {} {})".format, inner, OPERATORS, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("({})[{}]".format, inner, inner),
        st.builds("({})[*]".format, inner),
        st.builds("({}).a".format, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{ (({})) = {}, b = 1 }}".format, inner, inner),
        st.builds('"<${{{}}}>"'.format, inner),
        st.builds('"%{{ if {} }}a%{{ else }}b%{{ endif }}"'.format, inner),
        st.builds('"%{{ for k, v in {} }}${{k}}%{{ endfor }}"'.format, inner),
        st.builds("[for k, v in {} : {} if {}]".format, inner, st.sampled_from(["k", "v", "x"]), inner),
        st.builds("{{ for k, v in {} : k => v... }}".format, inner),
        st.builds("!{}".format, inner),
        st.builds("try({}, {})".format, inner, inner),
        st.builds("can({})".format, inner),
    )


EXPRESSIONS = st.recursive(LEAVES, larger, max_leaves=8)
INPUTS = st.sampled_from(['"a"', '"1"', '""', '"true"', '"10.0.0.0/8"', '"é"', '"b"', '"${local.nothing}"'])


def value_of(expression: str, x: str) -> Value | None:
    """The value where `x` is this; None where the expression is a mistake."""
    text = f'resource "terraform_data" "x" {{}}\nlocals {{\n  x = {x}\n  nothing = "c"\n  v = (\n{expression}\n)\n}}\n'
    loaded = load_configuration(Library(OneFile(text)), ".")
    world = ConfigurationEvaluator(loaded.value, Environment(DiskTree(FIXTURES)))
    world.report.add(*loaded.diagnostics)
    order = world.report.take(order_units(loaded.value))
    if not has_errors(world.report.diagnostics):
        world.run(order)
    for each in world.report.diagnostics:
        assert each.summary
        assert each.detail
    return None if has_errors(world.report.diagnostics) else world.root.locals["v"]


def with_local(expression: str) -> str:
    """The expression, in which `x` means `local.x`."""
    return "".join(f"({each})" if each == "local.x" else each for each in tokens(expression))


def tokens(expression: str) -> list[str]:
    parts: list[str] = []
    for index, character in enumerate(expression):
        before = expression[index - 1] if index else " "
        after = expression[index + 1] if index + 1 < len(expression) else " "
        alone = character == "x" and not (
            before.isalnum() or before == "_" or after.isalnum() or after in "_:"
        )
        parts.append("local.x" if alone else character)
    return parts


@bounded
@given(EXPRESSIONS.map(with_local), INPUTS)
def test_any_expression_is_a_value_or_a_mistake(expression: str, given_: str) -> None:
    value = value_of(expression, given_)

    if value is not None:
        print_value(value)


@settings(bounded, max_examples=400)  # few of them are known
@given(EXPRESSIONS.map(with_local), INPUTS)
def test_what_is_known_of_an_unknown_stays_so(expression: str, given_: str) -> None:
    vague = value_of(expression, UNKNOWN)
    if vague is None or first_unknown(vague) is not None:
        return
    exact = value_of(expression, given_)

    if exact is not None:
        assert print_value(exact) == print_value(vague)
        assert exact.marks == vague.marks
