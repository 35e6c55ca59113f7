"""Module sources that are computed: evaluated before there is a tree of modules.

Terraform 1.15 allows variables that are declared `const`, and local values made of them:
https://developer.hashicorp.com/terraform/language/block/module#source. OpenTofu allows every variable and local value
that is known without a state: https://opentofu.org/docs/language/modules/sources/
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from docgen.functions.signature import Context
from docgen.language.expression import evaluate
from docgen.language.frame import Budget, Frame, Names
from docgen.language.inputs import VariableValue, root_variable, to_variable_type
from docgen.language.scope import workspace_value
from docgen.source.address import Mode
from docgen.source.diagnostic import Report, Result, error, unknown_because
from docgen.source.gap import GapKind
from docgen.source.limits import Limits
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.source.traced import FAILED
from docgen.source.tree import Tree, relative
from docgen.terraform.dialect import NEWEST, SOURCE_OF_VARIABLE, Dialect
from docgen.terraform.module import Module, ModuleCall, ModulePath, SourceExpression
from docgen.values.conversion import ConversionError, converted
from docgen.values.failure import Failure, failure
from docgen.values.types import DYNAMIC, STRING
from docgen.values.values import Unknown, Value, is_hidden, string, unknown


class Constants:
    """Evaluates the sources of module calls while modules are loaded: see `docgen.terraform.loader.Sources`."""

    def __init__(  # noqa: PLR0913 - as an environment has them
        self,
        tree: Tree,
        folder: str,
        inputs: Callable[[], Sequence[VariableValue]] = tuple,
        *,
        workspace: str | None = "default",
        limits: Limits = Limits(),  # noqa: B008 - frozen
        dialect: Dialect = NEWEST,
        unset: frozenset[str] = frozenset(),
    ) -> None:
        self.context = Context(tree, folder, limits, dialect=dialect)
        self.inputs = cache(inputs)  # read only where there is a source to compute
        self.workspace = workspace
        self.unset = unset
        self.budget = Budget(limits)

    def __call__(
        self, modules: Mapping[ModulePath, Module], path: ModulePath, call: ModuleCall
    ) -> Result[str | None]:
        """The source of a call in the module at `path`; None, with a diagnostic, where it is not known."""
        written = call.source_expression
        assert written is not None  # noqa: S101 - that is why the loader asks
        names = ConstantNames(self, modules, path)
        try:
            value = converted(names.value(written), STRING)
        except Failure as problem:
            return Result(None, (problem.diagnostic,))
        except ConversionError as problem:
            return Result(
                None,
                (error("Invalid module source", f"A text is required: {problem.message}.", written.span),),
            )
        if value.is_null:
            detail = "Unsuitable value: null value is not allowed."
            return Result(None, (error("Unsuitable module source", detail, written.span),))
        if is_hidden(value):
            detail = "The module source cannot be derived from a sensitive or ephemeral value."
            return Result(None, (error("Unknown module source", detail, written.span),))
        if isinstance(value.payload, Unknown):
            detail = f'Where the code of module "{call.name}" is, is not known: {value.payload.reason.text}.'
            cause = value.payload.reason.cause or f"module.{call.name}"
            gap = unknown_because(GapKind.MODULE, cause, "Unknown module source", detail, written.span)
            return Result(None, (gap,))
        return Result(str(value.payload))


class ConstantNames(Names):
    """The names of one module that are known before anything is planned."""

    def __init__(self, constants: Constants, modules: Mapping[ModulePath, Module], path: ModulePath) -> None:
        self.constants = constants
        self.modules = modules
        self.path = path
        self.module = modules[path]
        self.under_way: set[str] = set()  # local values, so that a circle of them ends

    def value(self, written: SourceExpression) -> Value:
        return evaluate(written.expression, self.frame(written.file))

    def frame(self, file: SourceFile) -> Frame:
        return Frame(file, self, self.constants.context, self.constants.budget, {})

    def root_attribute(self, root: str, name: str, span: Span) -> Value:
        match root:
            case "var" if name in self.module.variables:
                return self.variable(name, span)
            case "local" if name in self.module.locals and name not in self.under_way:
                return self.local(name)
            case "path" if name in {"module", "root"}:
                place = relative(self.module.folder, self.modules[()].folder) if self.path else "."
                return string(place if name == "module" else ".")
            case "terraform" | "tofu" if name == "workspace":
                return workspace_value(self.constants.workspace)
            case _:
                raise not_constant(span)

    def local(self, name: str) -> Value:
        self.under_way.add(name)
        try:
            return self.value(self.module.locals[name].value)
        finally:
            self.under_way.discard(name)

    def variable(self, name: str, span: Span) -> Value:
        variable = self.module.variables[name]
        dialect = self.constants.context.dialect
        if dialect.pinned and not variable.const and not dialect.has(SOURCE_OF_VARIABLE):
            detail = (
                f"Only literal values and const variables can be evaluated here, and var.{name} is not const."
            )
            raise failure("Unknown module source", detail, span)
        if not self.path:
            frame = self.frame(variable.file)
            unset = name in self.constants.unset
            return root_variable(variable, self.constants.inputs(), frame, unset=unset).value.value
        above = ConstantNames(self.constants, self.modules, self.path[:-1])
        given = above.module.calls[self.path[-1]].arguments.get(name)
        if given is not None:
            value = above.value(given)
        elif variable.default is not None:
            value = self.value(variable.default)
        else:
            return unknown(DYNAMIC, Unknown(FAILED))
        return to_variable_type(variable, value, self.frame(variable.file), Report(), f"var.{name}")

    def resource(self, mode: Mode, type_: str, name: str, span: Span) -> Value:
        del mode, type_, name
        raise not_constant(span)

    def bare(self, name: str, span: Span) -> Value:
        del name
        raise not_constant(span)


def not_constant(span: Span) -> Failure:
    detail = "The module source can only reference constant input variables and local values."
    return failure("Invalid module source", detail, span)
