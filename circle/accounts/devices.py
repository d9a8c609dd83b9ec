"""What a browser calls itself, said as a person would: "WeChat · iPhone"."""

# In order: the first mark found names it, since most browsers also claim to be others.
PROGRAMS = (
    ("miniProgram", "WeChat mini-program"), ("MicroMessenger", "WeChat"), ("QQ/", "QQ"),
    ("MQQBrowser", "QQ Browser"), ("DingTalk", "DingTalk"), ("Lark", "Feishu"),
    ("UCBrowser", "UC Browser"), ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"), ("EdgA", "Edge"), ("EdgiOS", "Edge"), ("Edg/", "Edge"),
    ("SamsungBrowser", "Samsung Internet"), ("OPR/", "Opera"), ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ("curl", "curl"), ("python", "Python"),
)  # fmt: skip
SYSTEMS = (
    ("iPad", "iPad"), ("iPhone", "iPhone"), ("Harmony", "HarmonyOS"),
    ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"), ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)  # fmt: skip
PHONES = frozenset(("iPhone", "Android", "HarmonyOS", "iPad"))


def device_name(user_agent: str) -> str:
    """Program and device, or an empty text when neither is known."""
    return " · ".join(part for part in (_first(PROGRAMS, user_agent), system(user_agent)) if part)


def system(user_agent: str) -> str:
    """The kind of device, or an empty text."""
    return _first(SYSTEMS, user_agent)


def is_phone(user_agent: str) -> bool:
    """Whether it is held in a hand."""
    return system(user_agent) in PHONES


def _first(marks: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in marks if mark in user_agent), "")
