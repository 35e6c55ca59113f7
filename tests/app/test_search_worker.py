"""The one line of the theme's search that is corrected."""

from docgen.app.search_worker import corrected

CODE = 'for(var e=this.final?"1":"0",r=Object.keys(this.edges).sort(),n=r.length,i=0;i<n;i++){var s=r[i],o=this.edges[s];e=e+s+o.id}return e},t.x'


def test_edges_are_told_apart() -> None:
    assert corrected(CODE) == CODE.replace("e=e+s+o.id", 'e=e+s+o.id+","')


def test_other_code_is_left_alone() -> None:
    for other in ("e=e+s+o.id;return e", CODE + CODE, corrected(CODE), ""):
        assert corrected(other) == other
