"""Where in the world, as a code that is kept and a name that is read: provinces and countries."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

from circle.core.i18n import LOCALES, current_locale

CHINA = "CN"
PROVINCES = {  # ISO 3166-2:CN, in the order of GB/T 2260
    "CN-BJ": ("北京", "Beijing"), "CN-TJ": ("天津", "Tianjin"), "CN-HE": ("河北", "Hebei"),
    "CN-SX": ("山西", "Shanxi"), "CN-NM": ("内蒙古", "Inner Mongolia"),
    "CN-LN": ("辽宁", "Liaoning"), "CN-JL": ("吉林", "Jilin"), "CN-HL": ("黑龙江", "Heilongjiang"),
    "CN-SH": ("上海", "Shanghai"), "CN-JS": ("江苏", "Jiangsu"), "CN-ZJ": ("浙江", "Zhejiang"),
    "CN-AH": ("安徽", "Anhui"), "CN-FJ": ("福建", "Fujian"), "CN-JX": ("江西", "Jiangxi"),
    "CN-SD": ("山东", "Shandong"), "CN-HA": ("河南", "Henan"), "CN-HB": ("湖北", "Hubei"),
    "CN-HN": ("湖南", "Hunan"), "CN-GD": ("广东", "Guangdong"), "CN-GX": ("广西", "Guangxi"),
    "CN-HI": ("海南", "Hainan"), "CN-CQ": ("重庆", "Chongqing"), "CN-SC": ("四川", "Sichuan"),
    "CN-GZ": ("贵州", "Guizhou"), "CN-YN": ("云南", "Yunnan"), "CN-XZ": ("西藏", "Tibet"),
    "CN-SN": ("陕西", "Shaanxi"), "CN-GS": ("甘肃", "Gansu"), "CN-QH": ("青海", "Qinghai"),
    "CN-NX": ("宁夏", "Ningxia"), "CN-XJ": ("新疆", "Xinjiang"),
    "CN-TW": ("中国台湾", "Taiwan, China"), "CN-HK": ("中国香港", "Hong Kong, China"),
    "CN-MO": ("中国澳门", "Macao, China"),
}  # fmt: skip
OF_CHINA = {"TW": "CN-TW", "HK": "CN-HK", "MO": "CN-MO"}  # codes of their own in ISO 3166-1
NO_COUNTRIES = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))
OTHER_NAMES = {  # what the data call a country where the Unicode names differ
    "香港": "HK", "澳门": "MO", "阿联酋": "AE", "巴勒斯坦": "PS", "刚果金": "CD", "刚果布": "CG",
    "马其顿": "MK", "波黑": "BA", "留尼旺": "RE", "圣马丁": "MF", "孟加拉": "BD", "中非": "CF",
    "多米尼加": "DO", "托克劳群岛": "TK", "瓦利斯和富图纳群岛": "WF", "法国南部领地": "TF",
    "南乔治亚岛和南桑威奇群岛": "GS", "蒙塞拉特岛": "MS",
}  # fmt: skip

_BEGINS = {names[0].removeprefix("中国")[:2]: code for code, names in PROVINCES.items()}


def place_name(code: str | None) -> str | None:
    """A kept code in the reader's language; a text that is no code is shown as it is."""
    if code is None:
        return None
    if code in PROVINCES:
        return PROVINCES[code][1 if current_locale() == "en" else 0]
    return _territories(current_locale()).get(code, code)


def country_code(name: str, iso: str = "") -> str | None:
    """The code of a country by its Chinese or English name, else by the data's own ISO code."""
    code = _countries().get(name) or (iso if iso in _territories(LOCALES[0]) else None)
    return OF_CHINA.get(code, code) if code else None


def province_code(names: tuple[str, ...]) -> str | None:
    """The code of the first of these that names a province of China, however it is called."""
    found = (_BEGINS.get(name[:2]) for name in names)
    return next((code for code in found if code), None)


@cache
def _territories(locale: str) -> Mapping[str, str]:
    """Countries by code: two letters, and none of the codes that stand for no country."""
    known: Mapping[str, str] = Locale.parse(locale).territories
    return {
        code: name for code, name in known.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }  # fmt: skip


@cache
def _countries() -> Mapping[str, str]:
    named = {name: code for place in LOCALES for code, name in _territories(place).items()}
    return named | OTHER_NAMES
