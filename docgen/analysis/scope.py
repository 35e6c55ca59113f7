"""A scope of docgen.yml, as data; `docgen.analysis.scopes` says what is inside."""

import msgspec


class Scope(msgspec.Struct, frozen=True):
    """A name, and what puts a resource inside: all of the tags, or one of the modules, or one of the addresses.

    In every pattern `*` is any text and `?` one character.
    """

    name: str
    tags: tuple[tuple[str, str], ...] = ()  # names, and patterns of values
    modules: tuple[str, ...] = ()  # `module.vpn`: everything in it, modules inside it too
    addresses: tuple[str, ...] = ()  # `aws_instance.app`, with all its instances; `module.app.*`
