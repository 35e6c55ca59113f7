"""The scope of one module instance: the values of `var.x`, `local.x`, `aws_subnet.x` and `module.x`."""

from collections.abc import Mapping, Sequence

from docgen.language.expand import Expansion
from docgen.language.instance import Instance
from docgen.language.order import Unit
from docgen.source.address import Mode, ModuleAddress
from docgen.source.diagnostic import Code, Diagnostic, did_you_mean
from docgen.source.gap import GapKind
from docgen.source.span import Span
from docgen.source.traced import FAILED, Reason, Trace
from docgen.terraform.module import Module, ModulePath, ResourceKey
from docgen.values.failure import failure
from docgen.values.types import DYNAMIC, STRING
from docgen.values.values import (
    EPHEMERAL,
    MACHINE,
    Unknown,
    Value,
    boolean,
    null,
    object_of,
    string,
    tuple_of,
    unknown,
    with_marks,
)

WORKSPACE = "terraform.workspace"  # the cause of what depends on a workspace that is not known


class RunContext:
    """Values that are the same for all modules of one evaluation: `terraform.…` and the fixed part of `path.…`."""

    def __init__(self, workspace: str | None, root_path: str, cwd: str, *, incomplete: bool = False) -> None:
        self.workspace = workspace
        self.root_path = root_path
        self.cwd = cwd
        self.incomplete = incomplete  # what is not declared may be in files that a build step adds


COPIED = (
    "variables",
    "locals",
    "outputs",
    "resources",
    "providers",
    "provider_instances",
    "missing",
    "instances",
    "diagnostics",
)


class Scope:
    """One module instance while it is evaluated. Implements `docgen.language.frame.Names`."""

    def __init__(
        self,
        address: ModuleAddress,
        path: ModulePath,
        module: Module,
        module_path: str,
        surroundings: RunContext,
    ) -> None:
        self.address = address
        self.path = path
        self.module = module
        self.module_path = module_path  # what path.module says
        self.surroundings = surroundings
        self.variables: dict[str, Value] = {}
        self.locals: dict[str, Value] = {}
        self.outputs: dict[str, Value] = {}
        self.resources: dict[ResourceKey, Value] = {}
        self.providers: dict[str, Value] = {}
        self.provider_instances: dict[str, dict[str, Value]] = {}  # of providers with for_each, by their key
        self.calls: dict[str, tuple[Expansion, tuple[Scope, ...]]] = {}
        self.missing: dict[str, str] = {}  # calls whose module could not be found, and their source
        self.missing_arguments: dict[str, Mapping[str, Value]] = {}  # what such calls are given
        self.bindings: Mapping[str, Value] = {}  # `each` and `count` of the call, in the caller
        self.existence: Trace | None = None
        self.undecided: Reason | None = None
        self.instances: dict[ResourceKey, tuple[Instance, ...]] = {}
        self.diagnostics: dict[Unit, tuple[Diagnostic, ...]] = {}  # what evaluating each unit has reported
        self._modules: dict[str, tuple[int, Value]] = {}

    def copied(self, children: "Mapping[int, Scope]") -> "Scope":
        """A copy that can be changed; `children` has the copies of the scopes of module calls, by their identity."""
        made = Scope(self.address, self.path, self.module, self.module_path, self.surroundings)
        for name in COPIED:
            setattr(made, name, dict(getattr(self, name)))
        for name, (expansion, below) in self.calls.items():
            copies = tuple([children[id(each)] for each in below if id(each) in children])
            made.calls[name] = (expansion, copies)
        made.bindings, made.existence, made.undecided = self.bindings, self.existence, self.undecided
        return made

    def may_be_added(self, is_declared: bool) -> bool:  # noqa: FBT001 - the only argument
        """Whether a name without a value is one that a build step may declare."""
        return self.surroundings.incomplete and not is_declared

    # -- Names ---------------------------------------------------------------------

    def root_attribute(self, root: str, name: str, span: Span) -> Value:
        match root:
            case "var":
                return self.variable(name, span)
            case "local":
                return self.local(name, span)
            case "module":
                return self.module_value(name, span)
            case "path":
                return self.path_value(name, span)
            case "terraform" | "tofu":
                return self.program_value(root, name, span)
            case "count":
                detail = (
                    'The "count" object can only be used where the "count" argument is set in the same block.'
                )
                raise failure('Reference to "count" in non-counted context', detail, span)
            case "each":
                detail = 'The "each" object can be used only where the "for_each" argument is set in the same block.'
                raise failure('Reference to "each" in context without for_each', detail, span)
            case _:
                detail = (
                    'The "self" object is not available here: it belongs to postconditions and provisioners.'
                )
                raise failure('Invalid "self" reference', detail, span)

    def program_value(self, root: str, name: str, span: Span) -> Value:
        """`terraform.workspace`, `terraform.applying`; OpenTofu also calls the object `tofu`."""
        if name == "workspace":
            return workspace_value(self.surroundings.workspace)
        if name == "applying":  # docgen plans, and never applies
            return with_marks(boolean(False), frozenset((EPHEMERAL,)))  # noqa: FBT003 - the value itself
        detail = f'The "{root}" object does not have an attribute named "{name}"; it has "applying" and "workspace".'
        raise failure(f'Invalid "{root}" attribute', detail, span)

    def variable(self, name: str, span: Span) -> Value:
        value = self.variables.get(name)
        if value is None:
            if self.may_be_added(name in self.module.variables):
                return not_declared(f"var.{name}")
            detail = (
                f'An input variable with the name "{name}" has not been declared.'
                f"{did_you_mean(name, self.module.variables)} "
                f'It can be declared with a variable "{name}" {{}} block.'
            )
            raise failure("Reference to undeclared input variable", detail, span, Code.UNDECLARED_REFERENCE)
        return value

    def local(self, name: str, span: Span) -> Value:
        value = self.locals.get(name)
        if value is None:
            if self.may_be_added(name in self.module.locals):
                return not_declared(f"local.{name}")
            hint = did_you_mean(name, self.module.locals)
            detail = f'A local value with the name "{name}" has not been declared.{hint}'
            raise failure("Reference to undeclared local value", detail, span, Code.UNDECLARED_REFERENCE)
        return value

    def path_value(self, name: str, span: Span) -> Value:
        match name:
            case "module":
                return string(self.module_path)
            case "root":
                return string(self.surroundings.root_path)
            case "cwd":
                return with_marks(string(self.surroundings.cwd), frozenset((MACHINE,)))
            case _:
                detail = f'The "path" object does not have an attribute named "{name}"; it has cwd, module and root.'
                raise failure('Invalid "path" attribute', detail, span)

    def resource(self, mode: Mode, type_: str, name: str, span: Span) -> Value:
        value = self.resources.get((mode, type_, name))
        if value is not None:
            return value
        if self.may_be_added((mode, type_, name) in self.module.resources):
            return not_declared(resource_name(mode, type_, name))
        kind = f"{mode} resource"
        names = [key[2] for key in self.module.resources if key[:2] == (mode, type_)]
        hint = did_you_mean(name, names)
        detail = f'A {kind} "{type_}" "{name}" has not been declared in {module_words(self.address)}.{hint}'
        raise failure("Reference to undeclared resource", detail, span, Code.UNDECLARED_REFERENCE)

    def bare(self, name: str, span: Span) -> Value:
        if name == "self":
            return self.root_attribute("self", "", span)
        if name in {"var", "local", "module", "path", "terraform", "data", "ephemeral", "each", "count"}:
            detail = (
                f'The "{name}" object cannot be accessed directly. Instead, access one of its attributes.'
            )
        else:
            detail = (
                "A reference to a resource type must be followed by at least one attribute access, specifying the "
                f'resource name. To write the text "{name}", put it in quotes.'
            )
        raise failure("Invalid reference", detail, span)

    # -- modules -------------------------------------------------------------------

    def module_value(self, name: str, span: Span) -> Value:
        if name in self.missing:
            source = self.missing[name]
            text = f'the code of module "{name}" ({source}) is not installed'
            return unknown(DYNAMIC, Unknown(Reason(text, "never", GapKind.MODULE, source)))
        call = self.calls.get(name)
        if call is None:
            if name in self.module.calls:
                return unknown(DYNAMIC, Unknown(FAILED))
            if self.surroundings.incomplete:
                return not_declared(f"module.{name}")
            hint = did_you_mean(name, self.module.calls)
            detail = f'No module call named "{name}" is declared in {module_words(self.address)}.{hint}'
            raise failure("Reference to undeclared module", detail, span, Code.UNDECLARED_REFERENCE)
        expansion, children = call
        ready = sum(len(child.outputs) for child in children)
        known = self._modules.get(name)
        if known is None or known[0] != ready:
            known = (ready, value_of_call(expansion, children))
            self._modules[name] = known
        return known[1]


def not_declared(name: str) -> Value:
    """The value of a name that no file declares, in a root module that a build step completes."""
    text = f"{name} is not declared in the files that are here"
    return unknown(DYNAMIC, Unknown(Reason(text, "plan", GapKind.FILE, name)))


def resource_name(mode: Mode, type_: str, name: str) -> str:
    """`aws_vpc.main`, `data.aws_ami.latest`."""
    return f"{type_}.{name}" if mode == "managed" else f"{mode}.{type_}.{name}"


def value_of_call(expansion: Expansion, children: tuple[Scope, ...]) -> Value:
    """The value of `module.name`: an object of outputs, or a tuple or object of such."""
    objects = [object_of(child.outputs) for child in children]
    if expansion.undecided is not None:
        return undecided_number(objects, expansion)
    keys = [child.address[-1].key for child in children]
    return shaped(keys, objects, expansion)


def shaped(keys: Sequence[object], objects: Sequence[Value], expansion: Expansion) -> Value:
    """All instances as one value, by their kind of key."""
    match expansion.keyed:
        case "single":
            return objects[0] if objects else null(DYNAMIC, expansion.trace)  # it is not enabled
        case "name":
            named = {str(key): each for key, each in zip(keys, objects, strict=True)}
            return object_of(named, expansion.trace)
        case "index":
            return tuple_of(objects, expansion.trace)


def undecided_number(objects: Sequence[Value], expansion: Expansion) -> Value:
    """All instances as one value where it is not known how many there are: each is like one of the objects."""
    assert expansion.undecided is not None  # noqa: S101 - that is why we are here
    like = tuple(objects)
    gap = (
        Unknown(expansion.undecided, choices=like)
        if expansion.keyed == "single"
        else Unknown(expansion.undecided, members=like)
    )
    return unknown(DYNAMIC, gap, expansion.trace)


def module_words(address: ModuleAddress) -> str:
    return "module " + ".".join(each.name for each in address) if address else "the root module"


def workspace_value(name: str | None) -> Value:
    """The value of `terraform.workspace`."""
    if name is not None:
        return string(name)
    reason = Reason("terraform.workspace is not set in docgen.yml", "plan", GapKind.VARIABLE, WORKSPACE)
    return unknown(STRING, Unknown(reason, not_null=True, not_empty=True))
