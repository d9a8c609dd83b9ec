"""Whether words are talked about instead of said: quoted, or warned of."""

import re

QUOTES = frozenset(("“”", "‘’", "「」", "『』", '""', "''", "``"))
BACK = 12  # characters before a word in which somebody warns of it
WARNING = re.compile(
    "(?:谨防|警惕|小心|当心|拒绝|抵制|举报|防范|禁止|严禁|打击|投诉|反诈|谨慎|[勿别]信|[请切]勿|"
    "不要(?:相信|轻信|点)|beware of|do not|don't)"
    "[^，。！？；,.!?;\n]*$",
    re.I,
)


def is_talked_about(text: str, start: int, end: int) -> bool:
    """Whether a place is quoted by itself, or its sentence warns of it before it comes."""
    if start and text[start - 1] + text[end : end + 1] in QUOTES:
        return True
    return WARNING.search(text[max(0, start - BACK) : start]) is not None
