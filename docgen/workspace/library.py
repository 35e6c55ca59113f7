"""The parser that commands use: syntax trees of unchanged files are kept from one run to the next.

What is kept cannot be read without the file itself; of variables files, nothing is kept.
"""

from functools import partial

from docgen.hcl.cache import Parse, cached_parse
from docgen.hcl.nodes import Body
from docgen.hcl.parser import DEPTH, parse_body
from docgen.source.diagnostic import Result
from docgen.source.text import SourceFile
from docgen.source.tree import Tree
from docgen.terraform.loader import MAX_MODULE_DEPTH, MOST_FILES, Library


def library_of(
    tree: Tree, most: int = MOST_FILES, nesting: int = DEPTH, deepest: int = MAX_MODULE_DEPTH
) -> Library:
    """The modules of a repository, read with the cache."""
    return Library(tree, careful_parse(nesting), most, deepest)


def careful_parse(nesting: int) -> Parse:
    plain = partial(parse_body, depth=nesting)
    kept = cached_parse(plain)

    def parse(file: SourceFile) -> Result[Body]:
        return kept(file) if may_be_kept(file) else plain(file)

    return parse


def may_be_kept(file: SourceFile) -> bool:
    return file.path.endswith((".tf", ".tofu"))
