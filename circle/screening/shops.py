"""What leads to goods on sale: links to shops' pages, and the codes their programs share."""

import re
from collections.abc import Iterator

from circle.screening.folding import with_gaps

START = r"(?<![a-z0-9@.-])"
PLACE = r"[/?#]{1,2}[a-z0-9]"  # a first page is a name people mention; what follows it is goods
HOSTS = (  # on which every page is goods, a shop, or a short way there
    r"(?:[a-z]\.)?tb\.cn",
    r"(?:item|detail|uland|s\.click|shop\d+|world|[a-z0-9-]{1,20}\.m)\.(?:taobao|tmall)\.com",
    r"(?:u|item|item\.m|wq\.item|mall|kpl|npcitem|union-click|coupon\.m)\.jd\.(?:com|hk)",
    r"3\.cn",
    r"p\.pinduoduo\.com",
    r"mobile\.(?:yangkeduo|pinduoduo)\.com",
    r"(?:haohuo|lianmeng|buyin)\.jinritemai\.com",
    r"(?:shop[0-9a-z]*|k|v)\.(?:weidian|youshop\d*)\.com",
    r"(?:shop\d*|h5|j|detail)\.youzan\.com",
    r"(?:detail|detail\.m|m\.detail|qr)\.1688\.com",
    r"[a-z]{1,8}\.kwaixiaodian\.com",
    r"store\.weixin\.qq\.com",
    r"(?:m\.)?product\.(?:suning|dangdang)\.com",
    r"detail\.vip\.com",
)
GOODS = (  # hosts with much else: only where the rest of the address names goods or a shop
    r"(?:www\.)?xiaohongshu\.com/(?:goods|store|vendor)",
    r"(?:www\.)?weidian\.com/(?:item|s/|\?userid|buy)",
    r"[a-z0-9-]{0,40}\.?(?:taobao|tmall)\.com/(?:item|shop|i\d|list/item|auction)",
    r"(?:[a-z0-9-]{1,20}\.)?jd\.com/(?:product/)?\d{4,}\.html",
    r"(?:[a-z0-9-]{1,20}\.)?(?:pinduoduo|yangkeduo)\.com/(?:goods|mall|duo)",
    r"(?:[a-z0-9-]{1,20}\.)?amazon\.(?:cn|com)/(?:[^\s/]{1,120}/)?(?:dp|gp/product)/",
    r"(?:[a-z0-9-]{1,20}\.)?(?:douyin|iesdouyin)\.com/(?:ecom|product|shop|goods)",
    r"(?:[a-z0-9-]{1,20}\.)?(?:goofish|2\.taobao)\.com/(?:item|app)",
)
# Films and notes are shared by the same addresses as goods.
SHARED = r"(?:v\.douyin\.com|v\.kuaishou\.com|xhslink\.com|b23\.tv)/[a-z0-9]"
BUYING = re.compile("商品|橱窗|商城|小店|旗舰店|券后|领券|下单|拼单|秒杀|包邮|到手价|限时价|去购买")
NEAR = 80  # characters around a shared link in which the program says what it leads to
SIGN = "[￥¥$€£₤₳₴¢₰₲₵]"
CODES = (
    # the code between two signs of money that taobao shares: letters and digits, never a price
    re.compile(rf"{SIGN}\s?(?=[0-9]{{0,12}}[a-z])[a-z0-9]{{10,13}}\s?{SIGN}"),
    re.compile(
        r"(?:复制|長按|长按|覆制)[^\n]{0,40}?(?:打开|去|到|进)[^\n]{0,4}?"
        r"(?:淘宝|手淘|手机淘宝|tao寳|淘寳|天猫|京东|拼多多|拼夕夕|闲鱼|咸鱼|唯品会|抖音商城)"
    ),
    re.compile(r"#小程序://[^\s/]{0,24}?(?:店|商城|优选|严选|好物|有赞|团购|百货|超市)[^\s/]{0,12}/"),
)
LINKS = tuple(
    re.compile(START + pattern) for pattern in (rf"(?:{'|'.join(HOSTS)}){PLACE}", *GOODS)
)
MAYBE = re.compile(START + SHARED)
MOST = 100  # places of one text


def goods_in(text: str) -> frozenset[str]:
    """What in a text leads to goods on sale, as it is compared; width, case and look-alikes aside.

    Help, rules and news of the same firms are no goods, nor is a shop's name.
    """
    shown = with_gaps(text)[0]
    return frozenset(shown[start:end] for start, end in _selling(shown))


def _selling(shown: str) -> Iterator[tuple[int, int]]:
    found = 0
    for pattern in (*LINKS, *CODES):
        for one in pattern.finditer(shown):
            if found == MOST:
                return
            found += 1
            yield one.span()
    for one in MAYBE.finditer(shown):
        if BUYING.search(shown[max(0, one.start() - NEAR) : one.end() + NEAR]):
            yield one.span()
            return
