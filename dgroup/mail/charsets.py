"""Bytes to text and back, in the charset that a mail names; nothing here raises on any bytes.

Only charsets that Python knows as such are used: a name out of a mail never reaches
`codecs.lookup` (which keeps every name it was asked for in memory), and neither do the codecs that
are no charsets ("idna", "punycode", "unicode_escape") or take quadratic time.
"""

from __future__ import annotations

import functools
import re
from encodings.aliases import aliases

_NO_CHARSETS = {
    "base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec",
    "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem",
}  # fmt: skip
# What mailers write that Python has no name for, and supersets that mailers mean.
_OTHER_NAMES = {
    "us_ascii": "utf_8", "ascii": "utf_8", "ansi_x3.4_1968": "utf_8", "utf_8_mac": "utf_8",
    "iso_8859_1": "cp1252", "latin_1": "cp1252", "latin1": "cp1252", "iso8859_1": "cp1252",
    "ansi": "cp1252", "x_ansi": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "x_gbk": "gb18030", "ks_c_5601_1987": "cp949",
    "euc_kr": "cp949", "shift_jis": "cp932", "x_sjis": "cp932", "big5": "big5hkscs",
    "x_big5": "big5hkscs", "iso_8859_8_i": "iso8859_8", "iso_8859_8_e": "iso8859_8",
    "iso_8859_6_i": "iso8859_6", "windows_874": "cp874", "unicode_1_1_utf_7": "utf_7",
    "x_mac_roman": "mac_roman", "x_mac_cyrillic": "mac_cyrillic", "koi8_ru": "koi8_u",
    "iso_2022_jp": "iso2022_jp_ext",
}  # fmt: skip


def decode_text(data: bytes, charset: str) -> str:
    """Decode `data`; what cannot be read becomes U+FFFD.

    A charset that nobody knows, or UTF-8 or ASCII that is not, is read as UTF-8 where it is that,
    else as Windows-1252. The text may hold controls; it holds no surrogates.
    """
    codec = _codec(charset[:40])
    if codec != "utf_8":
        try:
            text = data.decode(codec, "replace")
        except (UnicodeError, ValueError):
            return data.decode("latin-1")
        # UTF-7 can spell half of a pair, which could never be written again.
        return text if text.isascii() else _SURROGATES.sub("\ufffd", text)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # One broken character in much good text (a cut-off end, say) does not make it Latin.
        good = data[: error.start]
        if not good.isascii():
            return data.decode("utf-8", "replace")
        return data.decode("cp1252", "replace")


def encode_text(text: str, charset: str) -> bytes | None:
    """Encode `text`; None where nobody knows the charset or it has not all the characters."""
    name = re.sub(r"[^a-z0-9.]+", "_", charset[:40].lower()).strip("_")
    codec = aliases.get(name, name)
    if codec != "ascii" and codec not in _charsets():
        return None
    try:
        return text.encode(codec)
    except (UnicodeError, ValueError):
        return None


_SURROGATES = re.compile("[\ud800-\udfff]")


@functools.lru_cache(maxsize=256)
def _codec(charset: str) -> str:
    name = re.sub(r"[^a-z0-9.]+", "_", charset.lower()).strip("_")
    name = _OTHER_NAMES.get(name, name)
    codec = aliases.get(name, aliases.get(name.replace(".", "_"), name))
    codec = _OTHER_NAMES.get(codec, codec)
    return codec if codec in _charsets() else "utf_8"


@functools.cache
def _charsets() -> frozenset[str]:
    more = {"cp874", "koi8_u", "koi8_t", "cp737", "cp856", "cp720", "cp875", "cp1006", "utf_8"}
    return frozenset((set(aliases.values()) | more) - _NO_CHARSETS)
