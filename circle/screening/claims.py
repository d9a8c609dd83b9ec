"""Whom a name may not claim to be, and what nothing may be named for: agencies, media, fan wars.

Only for names and titles, which are short and say what something is; texts have the site's rules.
"""

import re
from functools import cache

from circle.core.i18n import Text, lazy
from circle.core.places import PROVINCES
from circle.screening.folding import written

PRETENDS = lazy("This sounds like an agency or a news medium. Choose another name")
FAN_WAR = lazy("Nothing here raises money, votes for charts or steers comments for idols")

# Wherever they stand in a name (R6).
BODIES = (
    "国务院", "人民政府", "中央政府", "公安部", "公安局", "公安厅", "派出所", "网信办", "人民法院",
    "检察院", "纪委", "监委", "教育部", "卫健委", "税务局", "工信部", "市场监管局", "市监局",
    "共青团中央", "反诈中心", "人民日报", "新华社", "新华网", "央视", "中央电视台", "央广",
    "光明日报", "经济日报", "中国日报", "解放军报", "环球时报", "参考消息", "中新社", "中国新闻网",
    "澎湃新闻", "南方周末", "法治日报", "中国青年报", "xinhuanews", "cctvnews", "peoplesdaily",
)  # fmt: skip
# Behind the name of a province or a large city.
LOCAL = (
    "公安", "警方", "网警", "交警", "消防", "政府", "法院", "教育局", "民政局", "市委", "省委",
    "文旅局", "应急管理局", "发布", "日报", "晚报", "晨报", "都市报", "电视台", "广播电台", "卫视",
)  # fmt: skip
CITIES = (
    "广州", "深圳", "杭州", "南京", "苏州", "成都", "武汉", "西安", "长沙", "郑州", "青岛", "宁波",
    "厦门", "福州", "济南", "合肥", "昆明", "沈阳", "大连", "哈尔滨", "长春", "石家庄", "太原",
    "南昌", "南宁", "贵阳", "兰州",
)  # fmt: skip
# What no circle and no topic is about (R33).
WARS = (
    "应援集资", "集资应援", "集资", "打榜", "做榜", "投票打投", "打投组", "打投", "控评", "刷量",
    "刷数据", "数据组", "轮博", "反黑站", "反黑组", "冲销量", "氪金应援",
)  # fmt: skip
OFFICIAL_PARTS = frozenset((
    "xinhua", "xinhuanet", "cctv", "renminribao", "people-daily", "gov", "gongan", "police",
    "wangxinban", "official",
))  # fmt: skip


def pretends(name: str) -> Text | None:
    """Why a name may not be somebody's or a circle's: it claims to be an agency or a medium."""
    return PRETENDS if _claims().search(written(name).line) else None


def calls_to_war(title: str) -> Text | None:
    """Why nothing may be called this: it raises money, votes for charts or steers comments."""
    return FAN_WAR if _wars().search(written(title).line) else None


def pretends_by_address(slug: str) -> Text | None:
    """The same of an address, whose words stand between dashes."""
    parts = {slug, *slug.split("-")}
    return PRETENDS if parts & OFFICIAL_PARTS else None


@cache
def _claims() -> re.Pattern[str]:
    provinces = (names[0].removeprefix("中国") for names in PROVINCES.values())
    places = "|".join(sorted((*provinces, *CITIES), key=len, reverse=True))
    local = f"(?:{places})[市省区]?(?:{'|'.join(LOCAL)})"
    return re.compile("|".join((*BODIES, local, f"平安(?:{places})$")))


@cache
def _wars() -> re.Pattern[str]:
    return re.compile("|".join(sorted(WARS, key=len, reverse=True)))
