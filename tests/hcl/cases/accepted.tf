# Each piece between two lines of #--- is a file that Terraform 1.11 reads without complaint about its syntax.
#---
a = "${
  b
}"
#---
a = "%{ if
  b }c%{ endif }"
#---
a = "${b /* c */}"
#---
a = (
  b
  - c
)
#---
a = (
  b

  && c
)
#---
a = (
  b
  # one
  # two
  && c
)
#---
a = (
  b
  .c
)
#---
a = f(
  b
  .c
)
#---
a = {for k, v in y : k
  => v}
#---
a = x -12
#---
a = 5 -12
#---
a = !!b
#---
a = - -b
#---
a = "${~ b ~}"
#---
a = /* c */ 1
#---
a /* c */ = 1
#---
resource /* c */ "x" "y" {}
#---
a = core::max(1)
#---
a = a::b::c::d(1)
#---
a = provider::aws::f()
#---
a = <<EOF
b
EOF  
#---
a = <<_EOF
b
_EOF
#---
a = <<ÉOF
b
ÉOF
#---
a = <<EOF
EOFX
 EOF x
EOF
#---
a = <<-EOF
    b
  c
  EOF
#---
﻿a = 1
#---
été = 1
#---
a = "$${foo${bar}}"
#---
a = "$${${var.n}}"
#---
a = "$${"
b = "}"
#---
a = b[*].c[*].d
#---
a = b.*.c[0]
#---
a = b ? c : d ? e : f
#---
a = "x ${b} y"
#---
a = "$$${x}"
#---
a = {
  b = c
  (d) = e
}
#---
a = { -1 = z }
#---
a = 1e5
#---
a = [1, 2,]
#---
a = f(1, 2,)
#---
a = f(b...)
#---
a = {}
#---
a = []
#---
a = ""
#---
a {}
#---
a { b = 1 }
#---
a b "c" {
}
#---
a = b.0.c
#---
a = "\u00e9\U0001F600\n\"\\"
#---
a = "%%{ if }"
#---
a = "%{ if b ~} c %{~ endif }"
#---
a = { for k, v in b : k => v... if v }
#---
a = [for v in b : v if v != null]
#---
a = b
    // only a comment
/* and
another */
