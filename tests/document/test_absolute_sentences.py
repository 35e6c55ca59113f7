"""Every sentence of the pages that says no, only, every or all either takes a bound or is listed here with the reason.

A new one fails this test, so that somebody decides what happens to it where code is missing: see `docgen.pages.bounds`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PAGES = Path(__file__).parents[2] / "docgen/pages"
ABSOLUTE = re.compile(
    r"\b(no|none|nothing|nobody|nowhere|only|every|all|alone|never|not|cannot)\b", re.IGNORECASE
)
BOUNDING = {"bounded", "seen", "nothing_exposed"}  # functions that take the sentence and what was not seen

REGION = "said through seen_across or seen_inlines, which bound it"
EMPTY = "what an empty table says: bounded_page and bounded_overview bound it"
CHOICE = "chosen by what was not seen, or bounded where it is used"
VERDICT = "the word for what the analysis has proved, with what was not seen in mind"
OWN = "about arguments of the thing itself, or rules that are seen: other code cannot change it"
SETTING = "about an argument of the resource itself, which is read"
UNKNOWN = "says that something is not known, or not said"
ABOUT_PAGES = "about docgen.yml, pages and root modules, all of which are read"
WORD = "a name of docgen's or AWS's, and no statement about what there is"
DRAWING = "in pictures, which show what is seen"
COMPARED = "about two documents of facts: what one of them has, and the other has not"
REACHABILITY = "on the reachability page, which bounds its own sentences"

ALLOWED: dict[str, dict[str, tuple[str, ...]]] = {
    "architecture.py": {
        EMPTY: ("There are no connections.",),
    },
    "bounds.py": {
        CHOICE: (
            "Not seen: ",
            "What they make is not on this page, and may change what the page says of other things:",
            "Nothing ",
            "Nothing {}that docgen could see {} {}",
            " {}only in {}",
        ),
    },
    "claim_text.py": {
        VERDICT: (
            'Assertion does not hold in {}: "{}" {}.',
            "there is nothing under the name {}",
        ),
        UNKNOWN: (
            "how many of {} there are is not known",
            "what {} admits is not fully known: {}",
            " is not known{}",
            "the code of {} ({}) is not here, and it may contain anything",
            "not all of {} could be evaluated ({})",
            "is not modelled",
            "is of a type that docgen does not know",
        ),
        WORD: ("no value",),
    },
    "claims.py": {
        VERDICT: (
            "{} of this page {} not what the Terraform says",
            "{} {} not hold",
            "does not hold",
        ),
        UNKNOWN: (
            "{} of this page cannot be decided",
            "{} cannot be decided",
            "not said of it",
        ),
        ABOUT_PAGES: ("Nothing is claimed.",),
    },
    "remediation.py": {
        OWN: (
            "; nothing sets it now, so its default holds.",
            "No single input closes it: the code in ",
            "No single input closes it: the code would have to change.",
        ),
        UNKNOWN: (
            "not tried",
            "Which input would close it was not tried out.",
        ),
    },
    "components.py": {
        SETTING: ("not set",),
        EMPTY: ("Nothing with a network interface is declared.",),
        UNKNOWN: ("not in the configuration",),
        CHOICE: ("nothing",),
    },
    "architecture_diagram.py": {
        DRAWING: (
            "none",
            "all ports",
        ),
    },
    "environment.py": {
        WORD: (
            "The tier is what the routes make of a subnet: public with a route to an internet gateway, private with another default route, isolated with none.",
        ),
        EMPTY: (
            "No VPC is declared.",
            "No subnets are declared.",
            "No route tables are declared.",
            "No NAT gateways are declared.",
            "No VPC endpoints are declared.",
            "No flow logs are declared.",
            "No resources are declared.",
        ),
        OWN: (
            "IPv6 only",
            "all",
            "not set",
            "no",
        ),
        REGION: ("local only",),
        CHOICE: (
            "None is declared: every subnet has its VPC's default network ACL, which allows everything.",
            "None is declared: every subnet has its VPC's default network ACL. That of a VPC that is made here allows everything; that of another VPC is not known.",
        ),
        ABOUT_PAGES: ("Every resource of {}, from Terraform.",),
    },
    "exposures.py": {
        CHOICE: (
            "does not exist.",
            "is not in the code that docgen could read.",
            "cannot be reached from the internet: ",
            "is not reached from the internet by any way that docgen could see: ",
            "no rule admits public addresses",
            "No input decides this: only a change of the Terraform code would.",
            "Nothing else is exposed to the internet, or configured to be.",
        ),
        WORD: (
            "cannot apply",
            "no",
            "configured only",
            "none",
        ),
        VERDICT: (
            "is configured in a way that AWS refuses to apply: {}. Nothing is exposed.",
            "{}, but only on paper: {}.",
            "no path leads to it",
            "AWS would not make it so",
        ),
        UNKNOWN: (
            "may be exposed on {}; that cannot be decided: {}.",
            "none for sure",
            "not known",
            "whether a path leads to it is not known",
            "is not known",
            "No path was looked for.",
        ),
        OWN: (
            "no port",
            "all ports",
            "nothing is set",
        ),
    },
    "input_impact.py": {
        EMPTY: ("No fact of the network hangs on an input.",),
    },
    "ingress.py": {
        REGION: (
            "there is no load balancer ",
            "there is no listener ",
            "no listener rules: every request takes its listener's default action",
        ),
        OWN: ("does nothing",),
        CHOICE: (
            "every request",
            "nothing that Terraform declares",
            "nothing that docgen could see",
        ),
        EMPTY: ("No target groups are declared.",),
    },
    "inputs_and_outputs.py": {
        EMPTY: (
            "The root modules have no variables.",
            "The root modules have no outputs.",
        ),
        CHOICE: ("not declared{}",),
    },
    "listeners.py": {
        EMPTY: ("No listeners are declared.",),
        SETTING: ("no TLS",),
    },
    "network_and_security.py": {
        CHOICE: (
            " is nowhere in the code that docgen could read.",
            " does not exist in any environment.",
            "Security hardening happens through input values, not by changing the root module graph: the module graphs of {} are equal ({}).",
        ),
        REGION: (
            "There are no ECS services.",
            " The other {} in private subnets with no public IP.",
            "Not all ECS tasks stay private: ",
            "No listener rule routes by hostname.",
            "Hostname routing is managed at the load balancer's listener ({}), not inside a separate ingress service.",
            "The module graphs of {} differ, so they are not hardened by input values alone: ",
        ),
        ABOUT_PAGES: (
            "There is one environment, so there is no other module graph to compare with.",
            "No page makes claims that could be compared with Terraform.",
            "{} with claims about the network: all of them agree with Terraform.",
        ),
        UNKNOWN: ("{} of older pages cannot be decided",),
    },
    "network_summary.py": {
        WORD: (
            "no",
            "egress-only internet gateway",
            "ALL",
        ),
        ABOUT_PAGES: ("No environment is configured.",),
        REGION: (
            "no VPC is declared",
            "none",
            "no subnet is declared",
            "no NAT gateway{}",
            "no VPC endpoint: through the default route",
            " attached to no route table",
            " ({}ed traffic only)",
        ),
    },
    "parity.py": {
        ABOUT_PAGES: (
            "all environments",
            "not listed",
        ),
        UNKNOWN: (
            " {} cannot be compared, because not all of the values are known.",
            "Not comparable",
        ),
        EMPTY: ("No fact differs.",),
        CHOICE: ("These stand in some root modules only:",),
    },
    "links.py": {
        WORD: ("no",),
    },
    "reachability.py": {
        REACHABILITY: (
            "no connection is possible",
            "no connection that docgen could see is possible",
            (
                "Each table lists who can connect to one component, directly or through a load balancer. Return traffic is checked. "
                "There is no matrix of all components: it would have {}, and is left out above {}."
            ),
            "No component is declared that holds network interfaces.",
            "Nothing of this configuration, nor the internet, can open a connection to it.",
            "These resources have subnets or security groups and are not modelled; what they can reach, or who reaches them, is not said here:",
            "Not modelled",
        ),
    },
    "rule_text.py": {
        WORD: (
            "all ports",
            "all protocols",
        ),
        REGION: (
            " (not in {})",
            "no such group",
            "no {}",
        ),
    },
    "security_groups.py": {
        UNKNOWN: (
            "These rules belong to security groups outside this configuration, or to one that is not known.",
        ),
        CHOICE: (
            "nowhere that docgen could see",
            "nowhere: it has no egress rule",
            "nothing that docgen could see ({})",
            "nothing that docgen models",
            "It has no rules: nothing comes in, nothing goes out.",
            "No rule that docgen could see is its own. {}",
        ),
        EMPTY: ("No security groups are declared.",),
        OWN: (
            "Its rules are declared in several styles, which undo each other on every apply. Use one style for a group.",
            "none",
        ),
    },
    "sentences/changes.py": {
        COMPARED: (
            "{} can no longer connect to {} {}{}",
            "{} is no longer set, was {}",
            "{} is no longer {}",
            "{} no longer {}",
            "{}: the rule for {} has no description now, was “{}”",
            "public, but no rule allows internet traffic",
        ),
        UNKNOWN: ("{} is not known ({})",),
        WORD: (
            "all ports",
            "all traffic",
            "cannot apply",
            "configured only",
            "no port",
            "none",
            "of all types",
        ),
    },
    "ways.py": {
        WORD: ("all traffic", "all {} ports"),
    },
    "words.py": {
        WORD: (
            "no {}",
            "every environment",
            "not set",
        ),
    },
}


def test_every_absolute_sentence_is_decided() -> None:
    found = {
        path.relative_to(PAGES).as_posix(): set(absolute_texts(path)) for path in sorted(PAGES.rglob("*.py"))
    }
    allowed = {
        name: {text for texts in by_reason.values() for text in texts} for name, by_reason in ALLOWED.items()
    }

    assert {name: texts for name, texts in found.items() if texts} == allowed


def test_a_sentence_without_a_bound_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(
        '"""No docstring."""\nSAID = "No VPC is here."\nBOUND = bounded("No subnet.", missing)\n'
        'SHOWN = f"{name} has none"\nOTHER = "a VPC"\n'
    )

    assert set(absolute_texts(page)) == {"No VPC is here.", "{} has none"}


def absolute_texts(path: Path) -> Iterator[str]:
    """The texts of a module that hold an absolute word; `{}` stands for what an f-string puts in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            left_out.add(id(node.value))  # a docstring
        elif isinstance(node, ast.JoinedStr):
            left_out |= {id(each) for each in node.values}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BOUNDING:
            left_out |= {id(each) for each in ast.walk(node.args[0])}
    for node in ast.walk(tree):
        text = text_of(node)
        if id(node) not in left_out and ABSOLUTE.search(text):
            yield text


def text_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    return ""
