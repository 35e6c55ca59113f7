"""Services whose protocol protects neither passwords nor data, by port.

PCI DSS 4.0.1, requirement 1.2.6, asks for the security features that reduce the risk of each insecure service, protocol
and port in use; its glossary names FTP, Telnet, POP3, IMAP and SNMP v1 and v2 as examples. The ports are those of IANA:
https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml
"""

import enum

import msgspec

from docgen.analysis.ranges import IntervalSet

TCP = frozenset({"tcp"})
UDP = frozenset({"udp"})
BOTH = TCP | UDP


class Weakness(enum.Enum):
    """Why a service counts as insecure."""

    GLOSSARY = enum.auto()  # named in the glossary of PCI DSS
    CLEARTEXT = enum.auto()  # sends passwords and data as they are
    REMOTE = enum.auto()  # remote control without a second factor of its own


class InsecureService(msgspec.Struct, frozen=True):
    """One service, on a range of ports."""

    name: str
    protocols: frozenset[str]
    first: int
    last: int
    weakness: Weakness

    @property
    def ports(self) -> IntervalSet:
        return IntervalSet([(self.first, self.last)])


HTTP = InsecureService("HTTP", TCP, 80, 80, Weakness.CLEARTEXT)
SERVICES: tuple[InsecureService, ...] = (
    InsecureService("FTP", TCP, 20, 21, Weakness.GLOSSARY),
    InsecureService("Telnet", TCP, 23, 23, Weakness.GLOSSARY),
    InsecureService("SMTP", TCP, 25, 25, Weakness.CLEARTEXT),
    InsecureService("TFTP", UDP, 69, 69, Weakness.CLEARTEXT),
    InsecureService("Finger", TCP, 79, 79, Weakness.CLEARTEXT),
    HTTP,
    InsecureService("POP3", TCP, 110, 110, Weakness.GLOSSARY),
    InsecureService("portmapper", BOTH, 111, 111, Weakness.CLEARTEXT),
    InsecureService("NetBIOS", BOTH, 137, 139, Weakness.CLEARTEXT),
    InsecureService("IMAP", TCP, 143, 143, Weakness.GLOSSARY),
    InsecureService("SNMP", UDP, 161, 162, Weakness.GLOSSARY),
    InsecureService("LDAP", BOTH, 389, 389, Weakness.CLEARTEXT),
    InsecureService("SMB", TCP, 445, 445, Weakness.CLEARTEXT),
    InsecureService("rsh and rlogin", TCP, 512, 514, Weakness.CLEARTEXT),
    InsecureService("RDP", BOTH, 3389, 3389, Weakness.REMOTE),
    InsecureService("VNC", TCP, 5900, 5903, Weakness.CLEARTEXT),
    InsecureService("X11", TCP, 6000, 6007, Weakness.CLEARTEXT),
)


def services_on(protocol: str, ports: IntervalSet) -> tuple[InsecureService, ...]:
    """The insecure services on ports of a protocol ("-1": any protocol, on all ports)."""
    return tuple(
        each
        for each in SERVICES
        if (protocol == "-1" or protocol in each.protocols) and each.ports.meets(ports)
    )
