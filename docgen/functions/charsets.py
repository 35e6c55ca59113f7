"""Character encodings by their IANA names and aliases, as far as Go's golang.org/x/text has them.

https://www.iana.org/assignments/character-sets/character-sets.xhtml
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec


class Charset(msgspec.Struct, frozen=True):
    name: str  # the IANA's own
    codec: str  # Python's

    def encode(self, text: str) -> bytes:
        mark = b"\xfe\xff" if self.name == "UTF-16" else b""
        return mark + text.encode(self.codec)

    def decode(self, data: bytes) -> str:
        if self.name == "UTF-16":
            if data.startswith(b"\xff\xfe"):
                return data[2:].decode("utf-16-le")
            data = data.removeprefix(b"\xfe\xff")
        return data.decode(self.codec)


# IANA name, Python codec, aliases.
TABLE: tuple[tuple[str, str, str], ...] = (
    (
        "US-ASCII",
        "ascii",
        "iso-ir-6 ANSI_X3.4-1968 ANSI_X3.4-1986 ISO_646.irv:1991 ISO646-US us IBM367 cp367",
    ),
    ("ISO-8859-1", "latin-1", "ISO_8859-1:1987 iso-ir-100 ISO_8859-1 latin1 l1 IBM819 CP819 csISOLatin1"),
    ("ISO-8859-2", "iso8859-2", "ISO_8859-2:1987 iso-ir-101 ISO_8859-2 latin2 l2 csISOLatin2"),
    ("ISO-8859-3", "iso8859-3", "ISO_8859-3:1988 iso-ir-109 ISO_8859-3 latin3 l3 csISOLatin3"),
    ("ISO-8859-4", "iso8859-4", "ISO_8859-4:1988 iso-ir-110 ISO_8859-4 latin4 l4 csISOLatin4"),
    ("ISO-8859-5", "iso8859-5", "ISO_8859-5:1988 iso-ir-144 ISO_8859-5 cyrillic csISOLatinCyrillic"),
    (
        "ISO-8859-6",
        "iso8859-6",
        "ISO_8859-6:1987 iso-ir-127 ISO_8859-6 ECMA-114 ASMO-708 arabic csISOLatinArabic",
    ),
    (
        "ISO-8859-7",
        "iso8859-7",
        "ISO_8859-7:1987 iso-ir-126 ISO_8859-7 ELOT_928 ECMA-118 greek greek8 csISOLatinGreek",
    ),
    ("ISO-8859-8", "iso8859-8", "ISO_8859-8:1988 iso-ir-138 ISO_8859-8 hebrew csISOLatinHebrew"),
    ("ISO-8859-9", "iso8859-9", "ISO_8859-9:1989 iso-ir-148 ISO_8859-9 latin5 l5 csISOLatin5"),
    ("ISO-8859-10", "iso8859-10", "iso-ir-157 l6 ISO_8859-10:1992 csISOLatin6 latin6"),
    ("ISO-8859-13", "iso8859-13", "csISO885913"),
    ("ISO-8859-14", "iso8859-14", "iso-ir-199 ISO_8859-14:1998 ISO_8859-14 latin8 iso-celtic l8 csISO885914"),
    ("ISO-8859-15", "iso8859-15", "ISO_8859-15 Latin-9 csISO885915"),
    ("ISO-8859-16", "iso8859-16", "iso-ir-226 ISO_8859-16:2001 ISO_8859-16 latin10 l10 csISO885916"),
    ("IBM037", "cp037", "cp037 ebcdic-cp-us ebcdic-cp-ca ebcdic-cp-wt ebcdic-cp-nl csIBM037"),
    ("IBM437", "cp437", "cp437 437 csPC8CodePage437"),
    ("IBM850", "cp850", "cp850 850 csPC850Multilingual"),
    ("IBM852", "cp852", "cp852 852 csPCp852"),
    ("IBM855", "cp855", "cp855 855 csIBM855"),
    ("IBM860", "cp860", "cp860 860 csIBM860"),
    ("IBM862", "cp862", "cp862 862 csPC862LatinHebrew"),
    ("IBM863", "cp863", "cp863 863 csIBM863"),
    ("IBM865", "cp865", "cp865 865 csIBM865"),
    ("IBM866", "cp866", "cp866 866 csIBM866"),
    ("IBM00858", "cp858", "CCSID00858 CP00858 PC-Multilingual-850+euro csIBM00858"),
    ("IBM01140", "cp1140", "CCSID01140 CP01140 ebcdic-us-37+euro csIBM01140"),
    ("KOI8-R", "koi8-r", "csKOI8R"),
    ("KOI8-U", "koi8-u", "csKOI8U"),
    ("macintosh", "mac-roman", "mac csMacintosh"),
    ("windows-874", "cp874", "cswindows874"),
    ("windows-1250", "cp1250", "cswindows1250"),
    ("windows-1251", "cp1251", "cswindows1251"),
    ("windows-1252", "cp1252", "cswindows1252"),
    ("windows-1253", "cp1253", "cswindows1253"),
    ("windows-1254", "cp1254", "cswindows1254"),
    ("windows-1255", "cp1255", "cswindows1255"),
    ("windows-1256", "cp1256", "cswindows1256"),
    ("windows-1257", "cp1257", "cswindows1257"),
    ("windows-1258", "cp1258", "cswindows1258"),
    ("Shift_JIS", "cp932", "MS_Kanji csShiftJIS"),
    ("EUC-JP", "euc-jp", "Extended_UNIX_Code_Packed_Format_for_Japanese csEUCPkdFmtJapanese"),
    ("ISO-2022-JP", "iso2022-jp", "csISO2022JP"),
    ("EUC-KR", "cp949", "csEUCKR"),
    ("GBK", "gbk", "CP936 MS936 windows-936 csGBK"),
    ("GB18030", "gb18030", "csGB18030"),
    ("HZ-GB-2312", "hz", ""),
    ("Big5", "big5hkscs", "csBig5"),
    ("UTF-8", "utf-8", "csUTF8"),
    ("UTF-16", "utf-16-be", "csUTF16"),
    ("UTF-16BE", "utf-16-be", "csUTF16BE"),
    ("UTF-16LE", "utf-16-le", "csUTF16LE"),
)
BY_NAME: Mapping[str, Charset] = MappingProxyType(
    {
        each.lower(): Charset(name, codec)
        for name, codec, aliases in TABLE
        for each in (name, *aliases.split())
    }
)


def find_charset(name: str) -> Charset | None:
    """The encoding of that name; the case of letters does not matter."""
    return BY_NAME.get(name.lower())
