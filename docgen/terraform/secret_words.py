"""Literals that are obviously secrets, although nothing marks them as sensitive: by their name, or by their form.

Only text is judged. Names of secrets, their ids, ARNs and paths are no secrets: `secret_id`, `kms_key_id`,
`token_validity`, `/prod/db/password`.
"""

import math
import re
from collections import Counter

SECRET = frozenset(
    {"password", "passwd", "pwd", "passphrase", "passcode", "secret", "token", "credential", "credentials"}
    | {"apikey", "secretkey", "privatekey", "accesskey", "authtoken", "passwords"}
)
SECRET_KEYS = frozenset(
    {"api", "private", "access", "secret", "auth", "signing", "shared", "preshared", "license"}
)
"""The words that make a `…_key` a secret."""
VALUE = frozenset({"value", "string", "plain", "plaintext", "text", "default", "raw", "b64", "base64"})
"""Words after the one that counts: `password_value`."""
IDEMPOTENCY = frozenset({"creation", "idempotency"})
"""Before `token`: it makes a request of AWS count once (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html)."""
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

NO_SECRET = re.compile(
    r"""
    | arn:.* | \S*:arn:.*                       # ARNs
    | [./~]\S* | (?:alias|file|ssm|s3)[:/]\S*   # paths of files and parameters
    | [a-z]+://[^\s@]*                          # addresses without credentials
    | \d{1,3}(?:\.\d{1,3}){3}(?:/\d+)?          # IP addresses and ranges
    | (?:[a-z]{1,10}-)[0-9a-f]{8}(?:[0-9a-f]{9})?   # ids of AWS resources
    | (?i:true|false|null|none|yes|no|on|off|enabled?|disabled?|required|optional|default|auto|managed|change_?me)
    | (?i:header|bearer|jwt|basic|opaque|string|sensitive|\(sensitive\)|redacted|todo|tbd|dummy|placeholder)
    """,
    re.VERBOSE,
)
PEM = re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----")
USER_AND_PASSWORD = re.compile(
    r"\b[a-zA-Z][a-zA-Z0-9+.-]{0,30}://[^\s/:@\"'${}]{0,200}:[^\s/@\"'${}]{1,500}@"
)
PLAIN_VALUE = r"""(?P<value>[^\s"'$<>{}\[\](),;&|`]+)"""
ASSIGNED = (
    re.compile(rf"""(?:^|[\s;,{{&?"'(])(?P<name>[A-Za-z_][\w-]*)\s*=\s*["']?{PLAIN_VALUE}"""),  # of a shell
    re.compile(rf"""["'](?P<name>[A-Za-z_][\w-]*)["']\s*:\s*["']{PLAIN_VALUE}["']"""),  # of JSON
    re.compile(
        rf"""^[ -]*(?P<name>[A-Za-z_][\w-]*):[ ]+["']?{PLAIN_VALUE}["']?\s*$""", re.MULTILINE
    ),  # of YAML
)
ACCESS_KEY = re.compile(r"(?<![A-Za-z0-9/+=.-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=-])")
LONGEST_NAME = 100  # characters: the end of a name says what it is of
ENTROPY = 4.3  # bits a character: of 40 random characters of base64 it is 4.7 to 5.1, of a path less


def is_secret_name(name: str) -> bool:
    """Whether the name of an argument, a key or a variable says that its value is a secret.

    `db_password`, `apiKey`, `aws_secret_access_key`; not `secret_arn`, `password_length`, `http_tokens`.
    """
    words = [each.lower() for each in WORD.findall(name[-LONGEST_NAME:])]
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in VALUE or words[-1] == "v"):
        words.pop()
    if not words:
        return False
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in {"key", "keys"}:
        return before in SECRET_KEYS
    is_secret = last in SECRET or last.endswith(("password", "passwd"))  # PGPASSWORD
    if last == "token" and before in IDEMPOTENCY:
        return False
    return is_secret and before not in {"no", "use", "manage", "require", "enable", "generate"}


def may_be_secret(text: str) -> bool:
    """Whether a text may be the secret itself: no reference to one, no switch, nothing empty."""
    return NO_SECRET.fullmatch(text.strip()) is None


def has_secret_form(text: str) -> bool:
    """Whether a text holds a private key, an AWS secret access key, or an address with a password."""
    if len(text) < 6:  # noqa: PLR2004 - `a://:b@`
        return False
    if "PRIVATE KEY" in text and PEM.search(text):
        return True
    if "://" in text and "@" in text and USER_AND_PASSWORD.search(text):
        return True
    return len(text) >= 40 and any(is_access_key(each[0]) for each in ACCESS_KEY.finditer(text))  # noqa: PLR2004


def tells_secret(text: str) -> bool:
    """Whether a text holds a secret by its own words, whatever its name."""
    return has_secret_form(text) or assigns_secret(text)


def is_access_key(text: str) -> bool:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds.html: 40 characters, no pattern."""
    kinds = (any(map(str.islower, text)), any(map(str.isupper, text)), any(map(str.isdigit, text)))
    shares = [count / len(text) for count in Counter(text).values()]
    return all(kinds) and -sum(each * math.log2(each) for each in shares) > ENTROPY


def assigns_secret(text: str) -> bool:
    """Whether a script or a document gives a secret a value: `export DB_PASSWORD=hunter2`, `password: hunter2`."""
    if not any(each in text for each in "=:"):
        return False
    forms = ASSIGNED if "\n" in text else ASSIGNED[:2]  # one line with a colon is a sentence
    return any(
        is_secret_name(each["name"]) and may_be_secret(each["value"])
        for form in forms
        for each in form.finditer(text)
    )
