"""`cidrhost`, `cidrnetmask`, `cidrsubnet`, `cidrsubnets`.

https://developer.hashicorp.com/terraform/language/functions/cidrsubnet
Terraform reads addresses as Go did before version 1.17, leading zeros included, and numbers as go-cidr does.
"""

import ipaddress
import re

import msgspec

from docgen.functions.arguments import big_int_of, bound_elements, int_of, text_of, text_value
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.values.types import NUMBER, STRING, ListType
from docgen.values.values import Value, list_of

PREFIX = Parameter("prefix", STRING)
DECIMAL = re.compile(r"[0-9]{1,7}", re.ASCII)
IPV4 = 32  # bits of an address
IPV6 = 128
UINT64 = 1 << 64
INT64 = 1 << 63
LARGEST_EXTENSION = 32
MAPPED = 0xFFFF << IPV4


class Network(msgspec.Struct, frozen=True):
    """An address block as Go keeps it: the first address, and the bits of the prefix and of an address."""

    first: int
    length: int
    bits: int

    def __str__(self) -> str:
        return f"{address_text(self.first, self.bits)}/{self.shown_length}"

    @property
    def shown_length(self) -> int:
        """The length of the prefix, counted in the bits that are printed."""
        return max(self.length - 96, 0) if self.bits == IPV6 and is_ipv4(self) else self.length

    @property
    def last(self) -> int:
        return self.first | ((1 << (self.bits - self.length)) - 1)


def parse_network(text: str) -> Network:
    """The block that the text names; host bits are cut off."""
    problem = FunctionError(f"invalid CIDR expression: invalid CIDR address: {text}")
    address, slash, length_text = text.partition("/")
    if not slash or DECIMAL.fullmatch(length_text) is None:
        raise problem
    length = int(length_text)
    number = parse_ipv4(address)
    bits = IPV4
    if number is None:
        number = parse_ipv6(address)
        bits = IPV6
    if number is None or length > bits:
        raise problem
    return Network(number >> (bits - length) << (bits - length), length, bits)


def parse_ipv4(text: str) -> int | None:
    parts = text.split(".")
    if len(parts) != 4:  # noqa: PLR2004 - the dotted quad
        return None
    number = 0
    for part in parts:
        if DECIMAL.fullmatch(part) is None or int(part) > 255:  # noqa: PLR2004 - one byte
            return None
        number = number << 8 | int(part)
    return number


def parse_ipv6(text: str) -> int | None:
    head, colon, tail = text.rpartition(":")
    if colon and "." in tail:
        number = parse_ipv4(tail)
        if number is None:
            return None
        text = f"{head}:{number >> 16:x}:{number & 0xFFFF:x}"
    if "%" in text:
        return None
    try:
        return int(ipaddress.IPv6Address(text))
    except ValueError:
        return None


def address_text(number: int, bits: int) -> str:
    """The address as Go prints it: an IPv4 address in IPv6's clothes without them."""
    if bits == IPV4 or number >> IPV4 << IPV4 == MAPPED:
        return str(ipaddress.IPv4Address(number & 0xFFFFFFFF))
    return str(ipaddress.IPv6Address(number))


def cidr_host(arguments: Arguments, _: Context) -> Value:
    host = big_int_of(arguments[1])
    network = parse_network(text_of(arguments[0]))
    largest = (1 << (network.bits - network.length)) - 1
    checked = -host - 1 if host < 0 else wrapped(host)
    if host < 0:
        host = largest - checked
    if checked > largest:
        message = f"prefix of {network.length} does not accommodate a host numbered {host}"
        raise FunctionError(message)
    address = insert(network, host, IPV4 if is_ipv4(network) else IPV6)
    return text_value(address_text(address, network.bits))


def wrapped(number: int) -> int:
    """The lowest 64 bits as a signed number: go-cidr looks no further."""
    number = abs(number) % UINT64
    return number - UINT64 if number >= INT64 else number


def is_ipv4(network: Network) -> bool:
    return network.bits == IPV4 or network.first >> IPV4 << IPV4 == MAPPED


def insert(network: Network, number: int, length: int) -> int:
    """The first address of the block with a number written into its bits up to `length`."""
    if number.bit_length() > network.bits or (
        number and length < 0
    ):  # before it is shifted out of any measure
        raise FunctionError("the number is too large for an address")
    # Go writes a negative number's two's complement, and forgets the sign of what comes out.
    address = abs(network.first | number << (network.bits - length))
    if address >> network.bits:
        raise FunctionError("the number is too large for an address")
    return address


def cidr_netmask(arguments: Arguments, _: Context) -> Value:
    text = text_of(arguments[0])
    network = parse_network(text)
    if not is_ipv4(network):
        raise FunctionError(f"IPv6 addresses cannot have a netmask: {text}")
    mask = ((1 << network.length) - 1) << (network.bits - network.length)
    return text_value(address_text(mask, network.bits))


def cidr_subnet(arguments: Arguments, _: Context) -> Value:
    extension, number = int_of(arguments[1]), big_int_of(arguments[2])
    network = parse_network(text_of(arguments[0]))
    length = network.length + extension
    if length > network.bits:
        raise FunctionError(f"insufficient address space to extend prefix of {network.length} by {extension}")
    most = (1 << extension) - 1 if 0 <= extension < 64 else UINT64 - 1  # noqa: PLR2004 - bits of a word
    if abs(number) % UINT64 > most:
        message = f"prefix extension of {extension} does not accommodate a subnet numbered {number}"
        raise FunctionError(message)
    first = insert(network, number, length)
    if length < 0:
        return text_value("<nil>")  # what Go prints for a mask that cannot be
    return text_value(str(Network(first, length, network.bits)))


def cidr_subnets(arguments: Arguments, context: Context) -> Value:
    try:
        network = parse_network(text_of(arguments[0]))
    except FunctionError as problem:
        raise FunctionError(problem.message, 0) from problem
    bound_elements(len(arguments) - 1, context)
    protocol = "IPv4" if network.bits == IPV4 else "IPv6"
    following = network.first
    results: list[Value] = []
    before = ""
    for index, each in enumerate(arguments[1:], start=1):
        extension = int_of(each, index)
        if extension < 1:
            raise FunctionError("must extend prefix by at least one bit", index)
        if extension > LARGEST_EXTENSION:
            raise FunctionError("may not extend prefix by more than 32 bits", index)
        length = network.length + extension
        if length > network.bits:
            raise FunctionError(
                f"would extend prefix to {length} bits, which is too long for an {protocol} address", index
            )
        size = 1 << (network.bits - length)
        first = -(-following // size) * size
        # go-cidr finds the first block by stepping on from the one before, which there is none before zero.
        # An IPv4 address in IPv6's clothes has too few bytes for it.
        if first + size - 1 > network.last or first == 0 or (network.bits == IPV6 and is_ipv4(network)):
            before = before or str(previous_block(network, length))
            raise FunctionError(
                f"not enough remaining address space for a subnet with a prefix of {length} bits "
                f"after {before}",
                index,
            )
        following = first + size
        before = str(Network(first, length, network.bits))
        results.append(text_value(before))
    return list_of(STRING, results)


def previous_block(network: Network, length: int) -> Network:
    """The block just below, round the corner where there is none."""
    number = (network.first - 1) % (1 << network.bits)
    shift = network.bits - length
    return Network(number >> shift << shift, length, network.bits)


NETWORK = (
    Function("cidrhost", (PREFIX, Parameter("hostnum", NUMBER)), STRING, cidr_host),
    Function("cidrnetmask", (PREFIX,), STRING, cidr_netmask),
    Function(
        "cidrsubnet",
        (PREFIX, Parameter("newbits", NUMBER), Parameter("netnum", NUMBER)),
        STRING,
        cidr_subnet,
    ),
    Function("cidrsubnets", (PREFIX,), ListType(STRING), cidr_subnets, Parameter("newbits", NUMBER)),
)
