"""Which configuration of a provider a resource instance has.

A provider block of OpenTofu may have `for_each`; then `provider = aws.by[each.key]`, and likewise `providers` of a
module call, say which of its configurations is meant: https://opentofu.org/docs/language/providers/configuration/
"""

from collections.abc import Callable, Mapping

from docgen.hcl.nodes import Expression
from docgen.language.frame import Frame
from docgen.language.scope import Scope
from docgen.source.text import SourceFile
from docgen.terraform.module import Configuration, Resource, SourceExpression
from docgen.values.conversion import ConversionError, converted
from docgen.values.failure import Failure
from docgen.values.types import STRING
from docgen.values.values import Value

Evaluate = Callable[[Expression, Frame], Value]
MakeFrame = Callable[[Scope, SourceFile, Mapping[str, Value] | None], Frame]
ParentOf = Callable[[Scope], Scope]


class ProviderLookup:
    """Finds provider configurations, up the tree of module instances."""

    def __init__(
        self, configuration: Configuration, frame_of: MakeFrame, parent_of: ParentOf, evaluate: Evaluate
    ) -> None:
        self.configuration = configuration
        self.frame_of = frame_of
        self.parent_of = parent_of
        self.evaluate = evaluate

    def find(self, resource: Resource, scope: Scope, bindings: Mapping[str, Value]) -> Value | None:
        """The configuration of one instance; None where no block configures its provider, or the key is not known."""
        name, key = resource.provider, None
        if resource.provider_key is not None:
            key = self.key_of(resource.provider_key, scope, bindings)
        while name not in scope.module.providers:
            if not scope.path:
                return None
            bindings = scope.bindings
            parent = self.parent_of(scope)
            call = parent.module.calls[scope.path[-1]]
            if name in call.providers:
                if name in call.provider_keys:
                    key = self.key_of(call.provider_keys[name], parent, bindings)
                name = call.providers[name]
            elif "." in name:
                return None
            scope = parent
        if name in scope.provider_instances:
            return None if key is None else scope.provider_instances[name].get(key)
        return scope.providers.get(name)

    def key_of(self, written: SourceExpression, scope: Scope, bindings: Mapping[str, Value]) -> str | None:
        try:
            frame = self.frame_of(scope, written.file, bindings)
            value = converted(self.evaluate(written.expression, frame), STRING)
        except (Failure, ConversionError):
            return None
        return value.payload if isinstance(value.payload, str) else None
