"""The site as a reader gets it: built strictly. `tests/browser` looks at it with a real browser."""

import re
from pathlib import Path


def test_nothing_is_loaded_from_elsewhere(atlas_site: Path) -> None:
    loads = re.compile(
        r"""(?:<(?:script|img|iframe|source)[^>]*\ssrc|<link[^>]*rel="(?:stylesheet|preconnect|icon)"[^>]*\shref)="?(https?:)?//"""
    )
    for path in atlas_site.rglob("*.html"):
        assert not loads.search(path.read_text(encoding="utf-8")), path
    for path in atlas_site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//", path.read_text(encoding="utf-8")), path


def test_a_page_that_is_wrong_says_so(atlas_site: Path) -> None:
    wrong = (atlas_site / "openspec/data-stores/index.html").read_text(encoding="utf-8")

    assert "Terraform contradicts" in wrong
    assert "The database is never public." in wrong
    assert "not what the Terraform says" not in (atlas_site / "index.html").read_text(encoding="utf-8")


def test_evidence_leads_to_the_line(atlas_site: Path) -> None:
    page = atlas_site / "environments/staging/security-groups/index.html"
    links = re.findall(r'href="([^"]+/source/[^"]+)"', page.read_text(encoding="utf-8"))

    link = next(each for each in links if each.endswith("/terraform/modules/vpc/security_groups.tf/#L105"))
    source = (page.parent / link.partition("#")[0] / "index.html").read_text(encoding="utf-8")
    assert 'id="L105"' in source
    assert "../terraform/" not in "".join(each for each in links if "/source/" not in each)
