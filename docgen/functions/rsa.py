"""RSA private keys and the decryption that `rsadecrypt` asks for.

Keys: PKCS #1 (RFC 8017), PKCS #8 (RFC 5208) and OpenSSH's own form.
Padding: RSAES-PKCS1-v1_5, RFC 8017 section 7.2.
The standard library has no RSA. Nothing here is secret from who runs it, so it need not run in constant time.
"""

import base64
import re
import struct

import msgspec

ARMOR = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----\s*\n(.*?)-----END \1-----", re.DOTALL)
OPENSSH_MAGIC = b"openssh-key-v1\x00"
RSA_OID = bytes.fromhex("06092a864886f70d010101")
LONGEST_MODULUS = 8192  # bits; longer ones take seconds
SEQUENCE = 0x30
INTEGER = 0x02
OCTETS = 0x04


class BadKey(Exception):  # noqa: N818 - the user's mistake, on its way to a FunctionError
    """Why a text is no RSA private key that can be used."""


class Undecryptable(Exception):  # noqa: N818 - as above
    """The data was not encrypted for this key."""


class PrivateKey(msgspec.Struct, frozen=True):
    modulus: int
    exponent: int


def parse_private_key(text: str) -> PrivateKey:
    """The key in a PEM text."""
    match = ARMOR.search(text)
    if match is None:
        raise BadKey("ssh: no key found")
    kind, body = match.groups()
    if "ENCRYPTED" in kind or "ENCRYPTED" in body:
        raise BadKey("ssh: this private key is passphrase protected")
    try:
        data = base64.b64decode("".join(body.split()), validate=True)
        match kind:
            case "RSA PRIVATE KEY":
                key = from_pkcs1(data)
            case "PRIVATE KEY":
                key = from_pkcs8(data)
            case "OPENSSH PRIVATE KEY":
                key = from_openssh(data)
            case _:
                raise BadKey(f'ssh: unsupported key type "{kind}"')
    except (ValueError, IndexError, struct.error) as problem:
        raise BadKey("its content cannot be read") from problem
    if not 64 <= key.modulus.bit_length() <= LONGEST_MODULUS:  # noqa: PLR2004 - shorter ones cannot be padded
        raise BadKey("the length of its modulus is not supported")
    return key


def from_pkcs1(data: bytes) -> PrivateKey:
    fields = read_sequence(data)
    return PrivateKey(integer(fields[1]), integer(fields[3]))


def from_pkcs8(data: bytes) -> PrivateKey:
    _, algorithm, (kind, octets), *_ = read_sequence(data)
    if kind != OCTETS or RSA_OID not in algorithm[1]:
        raise BadKey("it is not a key for RSA")
    return from_pkcs1(octets)


def from_openssh(data: bytes) -> PrivateKey:
    # https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
    if not data.startswith(OPENSSH_MAGIC):
        raise BadKey("ssh: invalid openssh private key format")
    fields = Strings(data[len(OPENSSH_MAGIC) :])
    if fields.take() != b"none":
        raise BadKey("ssh: this private key is passphrase protected")
    fields.take()
    fields.take()
    fields.skip(4)
    fields.take()
    inner = Strings(fields.take())
    inner.skip(8)
    if inner.take() != b"ssh-rsa":
        raise BadKey("it is not a key for RSA")
    modulus, _, exponent = (int.from_bytes(inner.take()) for _ in range(3))
    return PrivateKey(modulus, exponent)


class Strings:
    """SSH's strings, one after the other: RFC 4251, section 5."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self) -> bytes:
        (length,) = struct.unpack(">I", self.data[:4])
        found = self.data[4 : 4 + length]
        if len(found) != length:
            raise ValueError(length)
        self.data = self.data[4 + length :]
        return found

    def skip(self, length: int) -> None:
        self.data = self.data[length:]


def read_sequence(data: bytes) -> list[tuple[int, bytes]]:
    """Tag and content of each member of a DER sequence."""
    tag, content, _ = read_element(data)
    if tag != SEQUENCE:
        raise ValueError(tag)
    found = []
    while content:
        inner_tag, inner, content = read_element(content)
        found.append((inner_tag, inner))
    return found


def read_element(data: bytes) -> tuple[int, bytes, bytes]:
    """Tag, content and what follows."""
    tag, length = data[0], data[1]
    start = 2
    if length & 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[2 : 2 + count])
        start += count
    content = data[start : start + length]
    if len(content) != length:
        raise ValueError(length)
    return tag, content, data[start + length :]


def integer(element: tuple[int, bytes]) -> int:
    tag, content = element
    if tag != INTEGER:
        raise ValueError(tag)
    return int.from_bytes(content, signed=True)


def decrypt(data: bytes, key: PrivateKey) -> bytes:
    """The message; raises `Undecryptable`."""
    length = (key.modulus.bit_length() + 7) // 8
    number = int.from_bytes(data)
    if len(data) > length or number >= key.modulus:
        raise Undecryptable
    padded = pow(number, key.exponent, key.modulus).to_bytes(length)
    end = padded.find(b"\x00", 2)
    if padded[:2] != b"\x00\x02" or end < 10:  # noqa: PLR2004 - at least eight bytes of padding
        raise Undecryptable
    return padded[end + 1 :]
