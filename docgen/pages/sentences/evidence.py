"""Words of the evidence pack: the titles of its tables, and what it does not cover."""

from collections.abc import Mapping
from types import MappingProxyType

LIVE = "The live state of any AWS account: everything here is from the configuration, as the revision has it."
ACCESS = (
    "Access is judged by the policies of the configuration: service control policies, resource control policies and permissions "
    "that are given elsewhere are not seen."
)
WORKING_TREE = "Changes that are not committed: only the revision was read."
NETWORK = (
    "What happens inside operating systems and applications: host firewalls, and what software listens on."
)
NO_OSCAL = "OSCAL assessment results: the extra `oscal` is not installed where the pack was made."
NO_PDF = (
    "A PDF: its bytes depend on the fonts and libraries of the machine. Print `print.html`, or give `--pdf` where the same bytes "
    "are not needed."
)
PDF_VARIES = (
    "`print.pdf` is the one file whose bytes depend on the fonts and libraries of the machine that made it."
)
SHALLOW = "Who changed lines before the oldest commit of this shallow clone."
OWN_RULES = "Rules in Python that docgen.yml names: they run only with `--own-rules`."
REMOTES = "Which modules are this repository's own is decided by the addresses of the remotes of the clone."
ABOUT = (
    "What one revision of a Terraform configuration says about network and security. It was evaluated without AWS and without "
    "Terraform. The same revision, command, version of docgen and extras give the same bytes."
)
CHECKING = "To check that no file was changed: `sha256sum --check SHA256SUMS`. To check the pack as a whole: make it again, and compare."

# By the name of the table: its title, and what it has.
TABLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "register": (
            "Allowed flows",
            "What security groups allow, with the reason, and who changed it last.",
        ),
        "connections": (
            "Connections",
            "Who can open a connection to whom, by security groups, network ACLs, routes and load balancers together.",
        ),
        "scopes": (
            "Connections across the borders of scopes",
            "What goes into and out of each scope of docgen.yml.",
        ),
        "exposures": (
            "Exposures",
            "What is open to the internet, or to addresses outside of those that docgen.yml allows.",
        ),
        "controls": (
            "Controls",
            "Every security control, judged on everything that it is about.",
        ),
        "assertions": (
            "Claims and assertions",
            "What pages and docgen.yml say about the network, and what the configuration says of it.",
        ),
        "listeners": (
            "Listeners",
            "Ports, TLS policies and certificates of load balancers.",
        ),
        "data_stores": (
            "Stores of data",
            "Encryption, keys, backups and protection against deletion. An empty setting is one that docgen does not read there.",
        ),
        "secrets": (
            "Secrets",
            "Where secrets are kept, and which task definitions get them by reference. Their values are not in the pack.",
        ),
        "log_groups": (
            "Log groups",
            "How long logs are kept, and with which key.",
        ),
        "inventory": (
            "Inventory",
            "Every resource of the configuration, modelled or not.",
        ),
        "inputs": (
            "Inputs",
            "The values of the variables of each environment, and where they are set.",
        ),
        "gaps": (
            "Gaps",
            "What docgen does not know, and what would close each gap.",
        ),
        "identities": (
            "Identities",
            "Users, groups and roles: whether they are administrators, or can make themselves one, and which data they read.",
        ),
        "role_trusts": (
            "Who may assume roles",
            "Every principal that a role trusts, with its conditions.",
        ),
        "resource_policies": (
            "Policies of resources",
            "Policies of buckets, queues, keys and others that let principals in.",
        ),
        "keys": (
            "Long-lived credentials",
            "Access keys and passwords of users. The credentials themselves are not in the pack.",
        ),
        "reached": (
            "What the internet reaches, and its role",
            "Compute that the internet reaches, with the role that it runs as.",
        ),
    }
)
