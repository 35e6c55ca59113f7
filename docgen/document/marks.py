"""The marks by which docgen recognises its own files: a file without the mark was written by somebody else, and is kept.

Pages say it in a comment of their front matter, style sheets and scripts in a comment on their first line, pictures
by the class of their root element, `facts.json` by the keys that it begins with.
"""

import re

from docgen.document.markdown import is_generated
from docgen.source.text import lenient_text

HEAD = 2_000  # bytes: every mark is in the first line or two
# Before 0.2 the style sheet and the script called themselves "for generated pages".
COMMENT = re.compile(r"(?:/\*|//) (?:Made by docgen|(?:The look of|Comfort for) generated pages)\b")
PICTURE = re.compile(r'<svg [^>]*\bclass="dg"')
FACTS = re.compile(r'\{\s*"schema":\s*\d+,\s*"project":')


def is_made_by_docgen(path: str, content: bytes) -> bool:
    """Whether docgen made the file, so that it may be written again or removed."""
    text = lenient_text(content[:HEAD])
    match path.rpartition(".")[2]:
        case "md":
            return is_generated(text)
        case "css" | "js":
            return COMMENT.match(text) is not None
        case "svg":
            return PICTURE.match(text) is not None
        case "json":
            return FACTS.match(text) is not None
        case _:
            return False
