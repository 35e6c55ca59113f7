"""Makes the search of Material for MkDocs find addresses: corrects a bug in its index while the site is built.

Material ships lunr.js 2.3.9, whose `TokenSet.toString` writes each edge of a node as its letter and the number of the node that it leads
to, with nothing between two edges. Where letters are digits, `1` to node 23 followed by `4` to node 5 reads like `1` to node 2 followed by
`3` to node 45, so two nodes are mistaken for one, and the index contains words that are on no page (https://github.com/olivernn/lunr.js,
`lib/token_set.js`). A search that meets one of them fails and finds nothing. Pages about networks are full of digits.
"""

import re

WORKER = re.compile(r"assets/javascripts/workers/search\.[^/]+\.js")
# `for (…) { label = labels[i], node = this.edges[label]; text = text + label + node.id }`
EDGE = re.compile(r"(?P<text>\w+)=(?P=text)\+(?P<label>\w+)\+(?P<node>\w+)\.id(?=\}return (?P=text)\})")


def is_search_worker(path: str) -> bool:
    """Whether a file of a site is the one in which Material searches."""
    return WORKER.fullmatch(path) is not None


def corrected(code: str) -> str:
    """The worker with a comma after each edge; one that has other code is left as it is."""
    made, number = EDGE.subn(r'\g<0>+","', code)
    return made if number == 1 else code
