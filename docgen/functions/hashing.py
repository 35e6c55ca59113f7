"""Digests, UUIDs and passwords.

https://developer.hashicorp.com/terraform/language/functions/sha256
"""

import hashlib
import re
import uuid
from collections.abc import Callable

from docgen.functions.arguments import int_of, text_of, text_value
from docgen.functions.encoding import base64_bytes, base64_text
from docgen.functions.rsa import BadKey, Undecryptable, decrypt, parse_private_key
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.source.traced import Reason
from docgen.values.rendering import go_quote
from docgen.values.types import NUMBER, STRING, Type
from docgen.values.values import Unknown, Value, unknown

STR = Parameter("str", STRING)
NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}
UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
LONGEST_PASSWORD = 72  # bytes; bcrypt's own limit

Digest = Callable[[bytes], bytes]


# MD5 and SHA-1 are what the configuration asks for; nothing of ours rests on them.
def md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def sha512(data: bytes) -> bytes:
    return hashlib.sha512(data).digest()


DIGESTS: tuple[tuple[str, Callable[[bytes], str]], ...] = (
    ("base64sha256", lambda data: base64_text(sha256(data))),
    ("base64sha512", lambda data: base64_text(sha512(data))),
    ("md5", lambda data: md5(data).hex()),
    ("sha1", lambda data: sha1(data).hex()),
    ("sha256", lambda data: sha256(data).hex()),
    ("sha512", lambda data: sha512(data).hex()),
)


def digest(name: str, write: Callable[[bytes], str]) -> Function:
    def call(arguments: Arguments, _: Context) -> Value:
        return text_value(write(text_of(arguments[0]).encode()))

    return Function(name, (STR,), STRING, call)


def uuid_v5(arguments: Arguments, _: Context) -> Value:
    namespace, name = map(text_of, arguments)
    return text_value(str(uuid.uuid5(NAMESPACES.get(namespace) or parse_uuid(namespace), name)))


def parse_uuid(text: str) -> uuid.UUID:
    """The UUID in one of the four forms that google/uuid reads."""
    plain = text
    if len(text) == 45 and text.lower().startswith("urn:uuid:"):  # noqa: PLR2004 - the URN's length
        plain = text[9:]
    elif len(text) == 38:  # noqa: PLR2004 - in braces
        plain = text[1:-1]
    elif len(text) == 32:  # noqa: PLR2004 - without hyphens
        plain = f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
    elif len(text) != 36:  # noqa: PLR2004 - the usual form
        raise FunctionError(
            f"uuidv5() doesn't support namespace {text} (invalid UUID length: {len(text.encode())})"
        )
    if UUID.fullmatch(plain) is None:
        raise FunctionError(f"uuidv5() doesn't support namespace {text} (invalid UUID format)")
    return uuid.UUID(plain)


def bcrypt_type(arguments: Arguments) -> Type:
    if len(arguments) > 2:  # noqa: PLR2004 - a password and a cost
        raise FunctionError("bcrypt() takes no more than two arguments")
    before = "error occured generating password "
    if len(arguments) == 2 and arguments[1].is_known:  # noqa: PLR2004
        cost = int_of(arguments[1])
        if cost > 31:  # noqa: PLR2004 - bcrypt's own limit; a cost that is too small is raised
            message = f"{before}crypto/bcrypt: cost {cost} is outside allowed range (4,31)"
            raise FunctionError(message)
    if arguments[0].is_known and len(text_of(arguments[0]).encode()) > LONGEST_PASSWORD:
        raise FunctionError(f"{before}bcrypt: password length exceeds 72 bytes")
    return STRING


def random(name: str) -> Callable[[Arguments, Context], Value]:
    def call(_: Arguments, __: Context) -> Value:
        return unknown(STRING, Unknown(Reason(f"{name}() has a new result in every run", "apply")))

    return call


def rsa_decrypt(arguments: Arguments, _: Context) -> Value:
    text, key = map(text_of, arguments)
    data = base64_bytes(text)
    if data is None:
        message = f"failed to decode input {go_quote(text)}: cipher text must be base64-encoded"
        raise FunctionError(message, 0)
    try:
        private = parse_private_key(key)
    except BadKey as problem:
        raise FunctionError(f"invalid private key: {problem}", 1) from problem
    try:
        return text_value(decrypt(data, private).decode())
    except (Undecryptable, UnicodeDecodeError) as problem:
        raise FunctionError("failed to decrypt: crypto/rsa: decryption error") from problem


HASHING = (
    *(digest(name, write) for name, write in DIGESTS),
    Function("bcrypt", (STR,), bcrypt_type, random("bcrypt"), Parameter("cost", NUMBER), pure=False),
    Function(
        "rsadecrypt",
        (Parameter("ciphertext", STRING), Parameter("privatekey", STRING)),
        STRING,
        rsa_decrypt,
    ),
    Function("uuid", (), STRING, random("uuid"), pure=False),
    Function("uuidv5", (Parameter("namespace", STRING), Parameter("name", STRING)), STRING, uuid_v5),
)
