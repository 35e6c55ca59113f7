"""Services whose protocol protects neither passwords nor data, by port.

PCI DSS 4.0.1, requirement 1.2.6, asks for the security features that reduce the risk of each insecure service, protocol
and port in use; its glossary names FTP, Telnet, POP3, IMAP and SNMP v1 and v2 as examples. The ports are those of IANA:
https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml
"""

import msgspec

from docgen.analysis.ranges import IntervalSet

TCP = frozenset({"tcp"})
UDP = frozenset({"udp"})
BOTH = TCP | UDP
GLOSSARY = "PCI DSS 4.0.1, glossary"
CLEARTEXT = "the protocol sends passwords and data as they are"
REMOTE = "remote control without a second factor of its own"


class InsecureService(msgspec.Struct, frozen=True):
    """One service; `why` is a source, or what makes it insecure."""

    name: str
    protocols: frozenset[str]
    first: int
    last: int
    why: str

    @property
    def ports(self) -> IntervalSet:
        return IntervalSet([(self.first, self.last)])


HTTP = InsecureService("HTTP", TCP, 80, 80, CLEARTEXT)
SERVICES: tuple[InsecureService, ...] = (
    InsecureService("FTP", TCP, 20, 21, GLOSSARY),
    InsecureService("Telnet", TCP, 23, 23, GLOSSARY),
    InsecureService("SMTP", TCP, 25, 25, CLEARTEXT),
    InsecureService("TFTP", UDP, 69, 69, CLEARTEXT),
    InsecureService("Finger", TCP, 79, 79, CLEARTEXT),
    HTTP,
    InsecureService("POP3", TCP, 110, 110, GLOSSARY),
    InsecureService("portmapper", BOTH, 111, 111, CLEARTEXT),
    InsecureService("NetBIOS", BOTH, 137, 139, CLEARTEXT),
    InsecureService("IMAP", TCP, 143, 143, GLOSSARY),
    InsecureService("SNMP", UDP, 161, 162, GLOSSARY),
    InsecureService("LDAP", BOTH, 389, 389, CLEARTEXT),
    InsecureService("SMB", TCP, 445, 445, CLEARTEXT),
    InsecureService("rexec, rlogin and rsh", TCP, 512, 514, CLEARTEXT),
    InsecureService("RDP", BOTH, 3389, 3389, REMOTE),
    InsecureService("VNC", TCP, 5900, 5903, CLEARTEXT),
    InsecureService("X11", TCP, 6000, 6007, CLEARTEXT),
)


def services_on(protocol: str, ports: IntervalSet) -> tuple[InsecureService, ...]:
    """The insecure services on ports of a protocol ("-1": any protocol, on all ports)."""
    return tuple(
        each
        for each in SERVICES
        if (protocol == "-1" or protocol in each.protocols) and each.ports.meets(ports)
    )
