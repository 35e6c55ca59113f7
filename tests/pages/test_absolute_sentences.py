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
BOUNDING = {
    "bounded",
    "limited",
    "seen",
    "nothing_exposed",
}  # functions that take the sentence and what was not seen

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
    "access.py": {
        ABOUT_PAGES: (
            "By the policies of this configuration. What service control policies of AWS Organizations, session policies and policies outside of this configuration take away is not seen here.",
        ),
        EMPTY: (
            "No access key and no password is declared.",
            "No identity has a policy.",
            "No identity has one of the known ways.",
            "No identity is an administrator.",
            "No policy of a resource lets others in.",
            "No role is declared.",
            "No role, user or policy is declared.",
            "No statement {}allows all actions of a service on every resource.",
        ),
        CHOICE: (
            "Its policies allow nothing.",
            "Nothing that docgen could see.",
            "The role is not in this configuration.",
            "What its policies allow is not known.",
        ),
        VERDICT: ("no", "none", "not decided", "Not decided"),
        OWN: ("Allows on every resource", "every action but ", "every role"),
        UNKNOWN: (
            "Its role is not known.",
            "Policies that are not known",
            "a user that is not known",
            "none that is declared",
            "not known",
            "not known: {}",
            "what is not known: {}",
        ),
    },
    "architecture.py": {
        CHOICE: ("no VPCs, load balancers, services, databases or Kafka clusters",),
        OWN: (),
    },
    "bounds.py": {
        CHOICE: (
            "Not seen: ",
            "What they make is not on this page, and may change what the page says of other things:",
            "Nothing ",
            "Nothing {}that docgen could see {} {}",
            " {}only in {}",
        ),
        WORD: ("not-seen", "All that is missing"),
    },
    "claims.py": {
        VERDICT: ("{}: the Terraform confirms every one.",),
        UNKNOWN: ("not checked here",),
        ABOUT_PAGES: (
            "No claims or assertions.",
            "No statements.",
        ),
    },
    "remediation.py": {
        OWN: (
            "No single input closes it and keeps it; change the code in ",
            "No single input closes it and keeps it; change the code.",
        ),
        UNKNOWN: (
            "No fix was searched for: the search limit was reached, or the inputs are sensitive.",
            "What docgen does not know decides it: ",
        ),
    },
    "components.py": {
        SETTING: ("not set",),
        EMPTY: ("No component with a network interface is declared.",),
        UNKNOWN: ("not in the configuration",),
        CHOICE: ("nothing",),
    },
    "architecture_diagram.py": {
        DRAWING: ("none",),
        UNKNOWN: (
            "Subnets not known",
            "and IPv6 ranges, not known",
            "some with IPv6 ranges, not known",
            "not known",
        ),
    },
    "connection_tables.py": {
        EMPTY: ("There are no connections.", "Nothing that rules allow inbound is left out."),
        VERDICT: ("no", "not applicable", "not required", "no connection that docgen could see"),
        UNKNOWN: (
            "the target decides it by settings that are not modelled, or by its own software",
            "the target is not in the configuration",
            "the policy of the bucket is not known",
            "the internet ({} only)",
            " from addresses that nothing seen has",
        ),
    },
    "data_flow_diagram.py": {
        DRAWING: (
            ", {} only",
            "Not drawn: flow logs; the architecture picture shows them",
            "Not drawn: outbound traffic of load balancers and of stores in no scope, which the table lists",
            "Not drawn: outbound traffic of stores and load balancers, which the table lists",
            "in plaintext, or TLS is not required",
            "not known",
            "not known whether it is encrypted",
            "outbound to address ranges; not known whether it is encrypted",
        ),
        SETTING: ("not encrypted at rest",),
        UNKNOWN: ("encryption at rest not known",),
    },
    "diagram_parts.py": {
        DRAWING: (
            "all ports",
            ", {} only",
            "Arrows run from client to server; a number alone is a TCP port",
            "Not drawn: traffic that rules allow but something else blocks",
            "Not drawn: what is in no subnet, but for internet gateways",
            "Not drawn: what is inside and connects by way of the internet; the page Reachability lists it",
        ),
        UNKNOWN: (
            "perhaps: not decided",
            "account not known",
            ", IPv6 range not known",
            "Not drawn: connections that are not decided, too many for a picture; the table lists them",
        ),
        ABOUT_PAGES: ("No scope is declared",),
    },
    "groups_diagram.py": {
        DRAWING: (
            "attached to nothing that was seen",
            "on paper: a rule allows it, and nothing that was seen can use it",
            "perhaps: not decided",
        ),
        UNKNOWN: ("not known",),
    },
    "zones_diagram.py": {
        EMPTY: ("No subnet is declared.",),
        SETTING: ("IPv6 only",),
        CHOICE: ("nothing that docgen could see",),
        UNKNOWN: ("CIDR not known", "zone not known", "its name is not known"),
    },
    "control_cells.py": {
        VERDICT: ("not by an input",),
        ABOUT_PAGES: (
            "All",
            "No environment is configured.",
            "While something is not seen in {}, no control is said to hold there, or not to apply, for the whole environment: there may be resources that break it. Single resources may hold.",
        ),
    },
    "control_pages.py": {
        WORD: ("docgen controls --all",),
        ABOUT_PAGES: (
            (
                "docgen judges {} that {} to {} of this framework. Its other requirements are not judged, and nothing is claimed of them. "
                "A control that holds is evidence for its requirement, and not yet proof of it."
            ),
            "docgen has no control for it.",
            "No environment is configured.",
            "No equivalent in other tools.",
            "No requirement of a framework.",
            "Not applicable",
        ),
    },
    "controls.py": {
        VERDICT: (
            (
                "A control holds only where docgen can prove it. Undecided: something that is not known could change it; it never counts "
                "as holding. Waived: it is broken, and the team accepts that until a day."
            ),
            "Every control that applies holds, or is waived.",
            "nothing that is seen to be broken",
            "none",
        ),
        ABOUT_PAGES: (
            (
                "A framework's score counts the controls of docgen that belong to it. Requirements that docgen has no rule for are not counted, "
                "and nothing is claimed of them."
            ),
            "Every control",
            "All controls",
            "all",
            " lists all",
            "every-control",
            "not judged here",
            "No environment is configured.",
            "There is no control.",
            "There is no policy.",
            "There are no waivers.",
        ),
    },
    "environment.py": {
        WORD: (
            "A subnet's tier follows from its routes: public if it has a route to an internet gateway, private if it has another default route, isolated if it has none.",
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
            "all traffic",
            "not set",
            "no",
        ),
        REGION: ("local only",),
        CHOICE: (
            "None is declared: every subnet has its VPC's default network ACL, which allows all traffic.",
            "None is declared: every subnet has its VPC's default network ACL. The default network ACL of a VPC that is created here allows all traffic; that of any other VPC is not known.",
        ),
        ABOUT_PAGES: (
            "Every resource of {}.",
            "{}. docgen resolved {} of the {} values that are set on modelled resources. Resources that are not modelled appear on this page; the other pages mention one only where it holds data or protects it, or may be on the network or on the internet.",
        ),
    },
    "exposures.py": {
        CHOICE: (
            "does not exist.",
            "is not in the code that docgen could read.",
            "cannot be reached from the internet: ",
            "has no path from the internet that docgen could see: ",
            "no rule allows public addresses",
            "Not controlled by any input: only a change of the Terraform code would close it.",
            "Nothing else is open to the internet, now or on paper.",
        ),
        WORD: ("all",),
        VERDICT: (
            "has a configuration that AWS rejects: {}. Nothing is exposed.",
            "{}, but it cannot be reached: ",
            "no path leads to it",
        ),
        UNKNOWN: (
            "something it depends on is not known",
            "sources that are not known for certain",
        ),
        OWN: (
            "no port",
            "all ports",
        ),
    },
    "exposure_chain.py": {UNKNOWN: ("no path was evaluated",)},
    "exposures_page.py": {
        SETTING: ("not set",),
        VERDICT: ("traffic cannot reach it",),
        UNKNOWN: ("whether traffic reaches it is not known", "is not known", "No path was evaluated."),
        OWN: ("nothing is set",),
        WORD: ("no",),
    },
    "input_impact.py": {
        EMPTY: ("No input affects the network.",),
    },
    "ingress.py": {
        REGION: (
            "there is no load balancer ",
            "there is no listener ",
            "no listener rules: every request takes its listener's default action",
        ),
        OWN: ("does nothing",),
        CHOICE: (
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
        SETTING: ("not set",),
    },
    "data_protection.py": {
        EMPTY: ("No secret is declared.", "No store of data is declared.", "No log group is declared."),
        SETTING: ("none", "{} are not"),
        UNKNOWN: (
            ", and of {} it is not known",
            "of {} it is not known",
            "of some task definitions it is not known",
        ),
        ABOUT_PAGES: (
            (
                "What holds data, and how it is protected: encryption at rest and its key, whether clients must use TLS, backups, protection against deletion. "
                "An empty setting is one that docgen does not read for this kind of store. TLS policies and certificates of load balancers are on the page "
            ),
        ),
    },
    "listeners.py": {
        EMPTY: ("No listeners are declared.",),
        SETTING: ("no TLS",),
    },
    "network_and_security.py": {
        CHOICE: (
            " is nowhere in the code that docgen could read.",
            " does not exist in any environment.",
            "Security hardening happens through input values, not by changing the root module graph: {} call the same {} and differ only in inputs.",
            "As far as docgen could see, {} call the same modules and differ only in inputs.",
        ),
        REGION: (
            "No ECS services are declared.",
            " The other {} in private subnets with no public IP.",
            "Not all ECS tasks are private: ",
            "No listener rule routes by hostname.",
            "Hostname routing is configured on the load balancer's listener ({}), not in a separate ingress service.",
            "The module graphs of {} differ, so inputs alone do not explain how they differ: ",
        ),
        ABOUT_PAGES: (
            "There is one environment, so module graphs cannot be compared.",
            "No page makes claims to compare with the Terraform.",
            "{} with claims about the network: the Terraform confirms every claim.",
        ),
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
        CHOICE: (
            "Only in some root modules:",
            "none",
        ),
        WORD: (
            "no",
            "no port",
        ),
    },
    "links.py": {
        WORD: ("no",),
    },
    "register.py": {
        VERDICT: (
            # Only where there is no finding, and what was not seen is one.
            "Every allowed flow has a reason, and every insecure service a mitigation.",
        ),
        EMPTY: ("No security group allows anything.",),
        OWN: (" has no security group: every client that a route leads there gets through.",),
        ABOUT_PAGES: (
            "No environment is configured.",
            "no date",
            "not given",
            "not named",
        ),
        CHOICE: ("what allows more may be missing. Not seen: {}.",),
    },
    "posture.py": {
        EMPTY: ("Every value that the configuration sets on modelled resources is known.",),
        UNKNOWN: (
            "Values that are not known",
            "none was looked for{}",
            "{} not known",
            "✕ blocks the traffic. ? is not known. The others let it pass.",
        ),
        ABOUT_PAGES: (
            "No environment is configured.",
            "What is open, which controls and promises hold, and what is due, in every environment.",
        ),
    },
    "posture_cards.py": {
        WORD: ("not-known", "Open on paper only"),
    },
    "posture_due.py": {
        ABOUT_PAGES: ("docgen.yml and the reviews name no dates.",),
    },
    "reviews.py": {
        ABOUT_PAGES: (
            "The flows have not been reviewed.",
            "none were made",
        ),
    },
    "limits.py": {ABOUT_PAGES: ("prints all", "{} rows are not shown. ")},
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
            "These resources name subnets or security groups, and docgen does not model them. Their connections are not on this page:",
            "Not modelled",
        ),
    },
    "rule_text.py": {
        WORD: (
            "all ports",
            "all protocols",
            "all traffic",
        ),
        REGION: (
            " (not in {})",
            "no such group",
            "no {}",
        ),
    },
    "scopes.py": {
        CHOICE: (
            "No connection across the border is possible between modelled components.",
            "No connection across the border that docgen could see is possible.",
        ),
        EMPTY: ("No security group inside allows anything from or to a range.", "There is none."),
        UNKNOWN: ("whether one of the ends is inside depends on tags or addresses that are not known",),
        OWN: ("not by a rule of the configuration", "no"),
        ABOUT_PAGES: ("The first {} of {} rows. All of them: ",),
    },
    "security_groups.py": {
        UNKNOWN: (
            "These rules belong to security groups outside this configuration, or to one that is not known.",
        ),
        CHOICE: (
            "none that docgen could see",
            "none (no outbound rules)",
            "nothing that docgen could see ({})",
            "nothing that docgen models",
            "No rules: no traffic is allowed.",
            "No rules that docgen could see. {}",
        ),
        ABOUT_PAGES: (
            (
                "There is no matrix of all security groups: it would have {} columns, and is left out above {}. "
                "What each group allows is listed below, under Rules."
            ),
        ),
        EMPTY: ("No security groups are declared.",),
        OWN: ("none",),
        WORD: (
            "Rows are sources, columns are security groups; cells list the allowed ports. Rules only: the Reachability page adds routes, network ACLs and load balancers.",
        ),
    },
    "ways.py": {
        WORD: ("all", "all traffic", "all {} ports"),
    },
    "diff_comment.py": {
        COMPARED: (
            "**{} of {} {} that changed are left out here, the least severe ones: a comment holds {} characters.** {} shows all.",
            "<details><summary>{} more, not worse</summary>\n\n{}\n\n</details>",
            "<sub>Only what this change causes is listed; what was so before is not. {} shows the same, with {} for programs.</sub>",
            "nothing worse",
            "nothing worse in what docgen could see",
        ),
    },
    "diff_html.py": {
        COMPARED: ("default-src 'none'; img-src data:; style-src 'unsafe-inline'",),
    },
    "fleet/pages.py": {
        ABOUT_PAGES: (
            " · no docgen.yml",
            "#not-read",
            "Could not be read",
            "Every system with what is open, broken and not known, the worst first.",
            "Exposures of all systems",
            "No system was given.",
            "could not be read",
            "not-read",
            "{} could not be read",
            "{}, the worst first. Over all of them: ",
            "{}: `docgen fleet --format json` has all.",
        ),
        UNKNOWN: (
            "Ids that AWS gives, states of Terraform and ranges of private addresses that more than one system names. What an id before an apply will be is not known, so there may be more connections than these.",
        ),
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
        path.relative_to(PAGES).as_posix(): set(absolute_texts(path))
        for path in sorted([*PAGES.glob("*.py"), *PAGES.glob("fleet/*.py")])
    }  # pages.sentences words what was found, and is about nothing else
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
    """The texts of a module that hold an absolute word; `{}` is a placeholder for what an f-string inserts."""
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
