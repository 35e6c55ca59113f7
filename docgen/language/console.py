"""Evaluates expressions in a root module that was evaluated once, as `terraform console` does.

Each expression has its own budget of steps, and may bring local values of its own.
"""

from collections.abc import Mapping

import msgspec

from docgen.functions.json_text import json_text
from docgen.functions.signature import FunctionError
from docgen.hcl.nodes import Call, Parentheses
from docgen.hcl.parser import parse_expression
from docgen.hcl.walk import walk
from docgen.language.evaluation import ConfigurationEvaluator, Environment
from docgen.language.expression import evaluate
from docgen.language.frame import Budget, Frame
from docgen.language.order import order_units
from docgen.language.scope import Scope
from docgen.language.validate import problem_of, validate_references
from docgen.source.diagnostic import Report, Result, has_errors
from docgen.source.text import SourceFile
from docgen.terraform.module import EMPTY, Configuration, Local, Module, SourceExpression
from docgen.terraform.references import referents
from docgen.values.failure import Failure, failure
from docgen.values.numbers import print_number
from docgen.values.rendering import type_text
from docgen.values.text import print_type, print_value, shown_type
from docgen.values.types import Type
from docgen.values.values import SENSITIVE, Value, hidden_text, is_hidden, is_wholly_known, string

INPUT = "<console-input>"
NO_LOCALS = EMPTY


class TypeAnswer(msgspec.Struct, frozen=True, eq=False):
    """The result of the console's own function `type`: a type, which is no value; without the keys of hidden values."""

    type: Type


class Console:
    """The names of an evaluated root module, for expressions that are outside its files."""

    def __init__(self, world: ConfigurationEvaluator) -> None:
        self.world = world

    def ask(
        self, text: str, local_sources: Mapping[str, str] = NO_LOCALS
    ) -> Result[Value | TypeAnswer | None]:
        """The value of an expression; None, with diagnostics, where it has none.

        `local_sources` are local values for this expression alone; they may name each other in any order.
        """
        report = Report()
        written = parsed(INPUT, text, report)
        added = {
            name: Local(each.file, 0, len(each.file.text), name, each)
            for name, source in local_sources.items()
            if (each := parsed(f"<local.{name}>", source, report)) is not None
        }
        if written is None or has_errors(report.diagnostics):
            return Result(None, tuple(report.diagnostics))
        scope = self.scope_with(added)
        self.validate([*(each.value for each in added.values()), written], scope, report)
        order = report.take(order_units(alone(added, scope.module.folder))) if added else ()
        if has_errors(report.diagnostics):
            return Result(None, tuple(report.diagnostics))
        try:
            budget = Budget(self.world.environment.limits)
            for unit in order:
                local = added[unit.name].value
                refuse_type_function(local)
                scope.locals[unit.name] = evaluate(local.expression, self.frame(scope, local.file, budget))
            answer = self.answer(written, scope, budget)
            return Result(answer, tuple(budget.noticed.values()))
        except Failure as problem:
            return Result(None, (problem.diagnostic,))

    def scope_with(self, added: Mapping[str, Local]) -> Scope:
        """The root module's names, and the added local values beside or before its own."""
        root = self.world.root
        if not added:
            return root
        module = msgspec.structs.replace(root.module, locals={**root.module.locals, **added})
        scope = Scope((), (), module, root.module_path, root.surroundings)
        scope.variables, scope.locals = root.variables, dict(root.locals)
        scope.resources, scope.providers = root.resources, root.providers
        scope.calls, scope.missing = root.calls, root.missing
        return scope

    def validate(self, expressions: list[SourceExpression], scope: Scope, report: Report) -> None:
        """Names must be declared even where evaluation would never come to them."""
        for written in expressions:
            for each in referents(written.expression):
                problem = problem_of(each, written.file, scope)
                if problem is not None:
                    report.add(problem)

    def frame(self, scope: Scope, file: SourceFile, budget: Budget) -> Frame:
        frame = self.world.frame(scope, file).attempting()
        frame.budget = budget
        return frame

    def answer(self, written: SourceExpression, scope: Scope, budget: Budget) -> Value | TypeAnswer:
        asked = asked_type(written)
        refuse_type_function(asked or written)
        inner = asked or written
        value = evaluate(inner.expression, self.frame(scope, inner.file, budget))
        return TypeAnswer(shown_type(value)) if asked is not None else value


def open_console(configuration: Configuration, environment: Environment) -> Result[Console | None]:
    """The console of a root module; None, with diagnostics, where nothing in it could be evaluated.

    With diagnostics beside a console, some values are unknown because of them.
    """
    world = ConfigurationEvaluator(configuration, environment)
    world.report.add(*validate_references(configuration))
    order = world.report.take(order_units(configuration))
    if has_errors(world.report.diagnostics):
        return Result(None, tuple(world.report.diagnostics))
    world.run(order)
    return Result(Console(world), tuple(world.report.diagnostics))


def parsed(path: str, text: str, report: Report) -> SourceExpression | None:
    file = SourceFile(path, text)
    expression = report.take(parse_expression(file))
    return None if expression is None else SourceExpression(expression, file)


def alone(locals_: Mapping[str, Local], folder: str) -> Configuration:
    """A configuration of nothing but these local values: it tells their order."""
    return Configuration(folder, {(): Module(folder, locals=locals_)})


# -- the function `type` ---------------------------------------------------------------


def asked_type(written: SourceExpression) -> SourceExpression | None:
    """The argument, where the expression is `type(…)`: Terraform has that function in its console only."""
    node = written.expression
    while isinstance(node, Parentheses):
        node = node.expression
    if not isinstance(node, Call) or node.name != "type" or node.expand:
        return None
    if len(node.arguments) == 1:
        return SourceExpression(node.arguments[0], written.file)
    many = bool(node.arguments)
    raise failure(
        "Too many function arguments" if many else "Not enough function arguments",
        'Function "type" expects only 1 argument(s).'
        if many
        else 'Function "type" expects 1 argument(s). Missing value for "value".',
        written.file.span(node.start, node.end),
    )


def refuse_type_function(written: SourceExpression) -> None:
    for node in walk(written.expression):
        if isinstance(node, Call) and node.name == "type":
            raise failure(
                "Invalid use of type function",
                'The console-only "type" function cannot be used as part of an expression.',
                written.file.span(node.start, node.end),
            )


# -- answers ---------------------------------------------------------------------------


def answer_text(found: Value | TypeAnswer) -> str:
    return print_type(found.type) if isinstance(found, TypeAnswer) else print_value(found)


def answer_json(found: Value | TypeAnswer) -> dict[str, object]:
    """The answer for a program; where something of it is unknown, there is no JSON of it."""
    if isinstance(found, TypeAnswer):
        found = string(type_text(found.type))
    answer: dict[str, object] = {
        "value_json": None,
        "type": type_text(shown_type(found)).replace("\n", " "),  # of a line break in a name too
        "sensitive": SENSITIVE in found.marks,
        "unknown": not is_wholly_known(found),
    }
    if answer["unknown"]:
        return answer
    try:
        answer["value_json"] = json_text(redacted(found))
    except FunctionError:  # an infinite number, which JSON has no word for
        if isinstance(found.payload, float):
            answer["special"] = print_number(found.payload)
    return answer


def redacted(value: Value) -> Value:
    """The value with what `Hidden` says in the place of everything in it that must not be shown."""
    if is_hidden(value):
        return string(hidden_text(value.marks))
    payload = value.payload
    if isinstance(payload, tuple):
        return Value(value.type, tuple([redacted(each) for each in payload]))
    if isinstance(payload, Mapping):
        return Value(value.type, {name: redacted(each) for name, each in payload.items()})
    return value
