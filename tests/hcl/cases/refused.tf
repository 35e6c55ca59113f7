# Each piece between two lines of #--- is a file with one mistake; what Terraform 1.11 says about it is on its line.
#---
a = [1, 2
b = 3  # ERROR: Missing item separator
#---
# ERROR 2 BELOW: Unbalanced parentheses
a = (1 + 2
#---
# ERROR 3 BELOW: Missing expression
a = {
  b = 1
#---
a = 1 2  # ERROR: Missing newline after argument
#---
a = "x" "y"  # ERROR: Missing newline after argument
#---
a =  # ERROR: Invalid expression
#---
a =   # ERROR: Invalid expression
b = 1
#---
= 1  # ERROR: Argument or block definition required
#---
a b  # ERROR: Invalid block definition
#---
a  # ERROR: Argument or block definition required
#---
a = 1 b = 2  # ERROR: Missing newline after argument
#---
a { } b { }  # ERROR: Missing newline after block definition
#---
a { b = 1 c = 2 }  # ERROR: Invalid single-argument block definition
#---
a { b { c = 1 } }  # ERROR: Argument definition required
#---
a {  # ERROR: Unclosed configuration block
#---
a {  # ERROR: Unclosed configuration block
  b {
  }
#---
}  # ERROR: Argument or block definition required
#---
a "b" c = 1  # ERROR: Invalid block definition
#---
a "b"  # ERROR: Invalid block definition
{
}
#---
a "${b}" {  # ERROR: Invalid string literal
}
#---
a = 1
a = 2  # ERROR: Attribute redefined
#---
a {
  b = 1
  b = 2  # ERROR: Attribute redefined
}
#---
a = {b = 1 c = 2}  # ERROR: Missing attribute separator
#---
a = {b 1}  # ERROR: Missing key/value separator
#---
a = {b = }  # ERROR: Invalid expression
#---
a = [1 2]  # ERROR: Missing item separator
#---
a = [1,, 2]  # ERROR: Invalid expression
#---
a = 1 +  # ERROR: Invalid expression
#---
a = 1
  + 2  # ERROR: Argument or block definition required
#---
a = * 2  # ERROR: Invalid expression
#---
a = 1 ? 2  # ERROR: Missing false expression in conditional
#---
a = true ? 1 :  # ERROR: Invalid expression
#---
a = (1 + 2))  # ERROR: Missing newline after argument
#---
a = 1]  # ERROR: Missing newline after argument
#---
a = f(1, 2  # ERROR: Unterminated function call
#---
a = f(1 2)  # ERROR: Missing argument separator
#---
a = f(,)  # ERROR: Invalid expression
#---
a = f(1...
)
b  # ERROR: Argument or block definition required
#---
a = b.  # ERROR: Invalid attribute name
#---
a = b..c  # ERROR: Invalid attribute name
#---
# ERROR 2 BELOW: Missing expression
a = b[
#---
a = b[]  # ERROR: Invalid expression
#---
a = b.*.  # ERROR: Invalid attribute name
#---
a = [for x in y]  # ERROR: Invalid 'for' expression
#---
a = [for x y : x]  # ERROR: Invalid 'for' expression
#---
a = [for in y : x]  # ERROR: Invalid 'for' expression
#---
a = {for x in y : x}  # ERROR: Invalid 'for' expression
#---
a = {for x in y : x => }  # ERROR: Invalid expression
#---
a = [for x in y : x => x]  # ERROR: Invalid 'for' expression
#---
a = [for x in y : x if]  # ERROR: Invalid expression
#---
a = "b  # ERROR: Invalid multi-line string
#---
a = "b  # ERROR: Invalid multi-line string
c"
#---
a = "${}"  # ERROR: Invalid expression
#---
a = "${b c}"  # ERROR: Extra characters after interpolation expression
#---
a = "%{ if b }c"  # ERROR: Unexpected end of template
#---
a = "%{ if b }c%{ endfor }"  # ERROR: Unexpected endfor directive
#---
a = "%{ for x in y }c"  # ERROR: Unexpected end of template
#---
a = "%{ endif }"  # ERROR: Unexpected endif directive
#---
a = "%{ else }"  # ERROR: Unexpected else directive
#---
a = "%{ if }c%{ endif }"  # ERROR: Invalid expression
#---
a = "%{ foo }"  # ERROR: Invalid template control keyword
#---
a = "\q"  # ERROR: Invalid escape sequence
#---
a = "\u12"  # ERROR: Invalid escape sequence
#---
a = "\xff"  # ERROR: Invalid escape sequence
#---
a = 'b'  # ERROR: Invalid character
#---
a = `b`  # ERROR: Invalid character
#---
a = 1;  # ERROR: Invalid character
#---
a = b & c  # ERROR: Unsupported operator
#---
a = b | c  # ERROR: Unsupported operator
#---
a = b ^ c  # ERROR: Unsupported operator
#---
a = b = c  # ERROR: Missing newline after argument
#---
a = !  # ERROR: Invalid expression
#---
a = -  # ERROR: Invalid expression
#---
a = 1.2.0  # ERROR: Invalid number literal
#---
a = 0x10  # ERROR: Missing newline after argument
#---
a = 1__0  # ERROR: Missing newline after argument
#---
a = 1e  # ERROR: Missing newline after argument
#---
a = 5x  # ERROR: Missing newline after argument
#---
a = a.b::c  # ERROR: Missing newline after argument
#---
a = b::  # ERROR: Missing function name
#---
a = ::b()  # ERROR: Invalid expression
#---
# ERROR 3 BELOW: Unterminated template string
a = <<EOT
b
#---
a = <<  # ERROR: Invalid expression
b
#---
a = <<EOT b  # ERROR: Invalid expression
EOT
#---
a = @b  # ERROR: Invalid character
#---
a = #  # ERROR: Invalid expression
#---
/* b  # ERROR: Argument or block definition required
#---
a: 1  # ERROR: Argument or block definition required
#---
"a" = 1  # ERROR: Invalid argument name
#---
a.b = 1  # ERROR: Argument or block definition required
#---
a "b" 1 {  # ERROR: Invalid block definition
}
#---
a = {(b = 1}  # ERROR: Unbalanced parentheses
#---
a = { for = 1   # ERROR: Invalid 'for' expression
#---
a = b ? c : d e  # ERROR: Missing newline after argument
#---
a = f (1  # ERROR: Unterminated function call
#---
a = null null  # ERROR: Missing newline after argument
#---
a = b

.c  # ERROR: Argument or block definition required
#---
a = !== b  # ERROR: Invalid expression
#---
a = b === c  # ERROR: Invalid expression
#---
a = b <> c  # ERROR: Invalid expression
#---
a = b ? : c  # ERROR: Invalid expression
#---
a = b ?? c  # ERROR: Invalid expression
#---
a = ${b}  # ERROR: Invalid character
#---
a = $b  # ERROR: Invalid character
#---
a = [for x in y : x...]  # ERROR: Invalid 'for' expression
#---
a = {for k, v in y : k => v.. }  # ERROR: Invalid attribute name
#---
a = "%{ for x y }b%{ endfor }"  # ERROR: Invalid 'for' directive
#---
a = "%{ if b }c%{ else }d%{ else }e%{ endif }"  # ERROR: Unexpected else directive
