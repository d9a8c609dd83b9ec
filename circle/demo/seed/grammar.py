"""What the people of a made-up community say: a small grammar of Chinese, chosen by a seed."""

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple


class Theme(NamedTuple):
    """One thing people talk about, in the words that fit into its sentences."""

    tag: str
    things: Sequence[str]
    deeds: Sequence[str]
    findings: Sequence[str]
    asides: Sequence[str]


Pattern = Callable[[Random, Theme], str]


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


THEMES = (
    Theme(
        "厨房",
        _words("番茄牛腩 葱油拌面 一锅白粥 腌萝卜 电饭煲蛋糕 隔夜饭 铸铁锅 豆角焖面"),
        _words("多炖了半小时 少放一勺盐 换成小火 先煎后煮 把火候记在纸上 用冷水下锅"),
        _words("味道稳了很多 锅底没再糊 家里人添了两次饭 汤色清亮 第二天更好吃 省了二十分钟"),
        _words("邻居隔着墙问做的什么 孩子说像食堂，算夸奖 洗碗的人有意见 盐罐子终于贴了标签"),
    ),
    Theme(
        "跑步",
        _words("河边五公里 清早的操场 一双旧跑鞋 周末长距离 间歇训练 心率表 上坡那一段"),
        _words("把配速放慢了三十秒 改成隔天跑 先走十分钟 换了条路线 跑前喝半杯水 睡够再出门"),
        _words("膝盖不响了 心率低了八次 跑完还能说话 月跑量反而多了 早饭吃得香 没有再岔气"),
        _words("遇见的大爷比我快 狗跟了两公里 下雨那天一个人都没有 鞋底磨出了脾气"),
    ),
    Theme(
        "读书",
        _words(
            "一本旧小说 图书馆靠窗的座位 读了一半的传记 地铁上的二十页 借来的散文集 书页里的批注"
        ),
        _words("每天只读十页 抄下最短的一句 从最后一章倒着看 读给家里人听 把手机放到门口 换了译本"),
        _words("终于读完了 记住的比以前多 主角没那么讨厌了 睡前安静了 想再读一遍 笔记写满三张纸"),
        _words("书签是张超市小票 前一位读者画了只猫 馆员认得我了 结尾我不同意"),
    ),
    Theme(
        "阳台",
        _words("一盆薄荷 发黄的绿萝 楼顶的番茄苗 多肉拼盘 朝北的窗台 堆肥桶 捡来的月季"),
        _words("三天浇一次水 挪到散光的地方 剪掉一半枝条 换了透气的土 加了根竹竿 早晚各看一眼"),
        _words("冒了新芽 叶子挺起来了 开了第一朵 虫子少了 根从盆底钻出来 活过了冬天"),
        _words("楼下的猫也来检查 花盆比花贵 风把标签吹走了，只好猜 我妈说早该这样"),
    ),
    Theme(
        "修理",
        _words("漏水的龙头 不转的风扇 旧收音机 卡住的拉链 掉漆的木椅 自行车后刹 闪烁的台灯"),
        _words("先断电再拆 换了两块钱的垫圈 上了点蜡 拍照记下每颗螺丝 借了万用表 慢慢对准卡口"),
        _words("又能用了 声音小了一半 比新买的顺手 省下一百多块 只多出一颗螺丝 没有再漏"),
        _words("师傅说我抢他生意 工具比零件难找 手上的油洗了三遍 说明书早就丢了"),
    ),
    Theme(
        "猫狗",
        _words("新来的橘猫 十岁的老狗 自动喂食器 猫抓板 洗澡这件事 遛狗的路线 换粮"),
        _words("分七天慢慢换 把水碗挪远一点 先闻毛巾再见面 定好每天两顿 少抱，多等 梳毛梳到它睡着"),
        _words("肯喝水了 不再半夜跑酷 毛亮了 和沙发和解了 体重回到标准 主动来蹭腿"),
        _words("键盘归它了 医生夸它听话，我不信 它只认红色的碗 全家地位重新排了序"),
    ),
    Theme(
        "通勤",
        _words("早高峰的换乘 骑车上班 公司楼下的早餐 末班车 耳机里的播客 绕路的公交 雨天的伞"),
        _words("早出门二十分钟 多走一站 把闹钟提前 换到车尾 前一晚收好包 带了本薄书"),
        _words("有座位了 到公司还不困 没再迟到 听完一整季 心情没那么挤 顺路看了会儿河"),
        _words("司机师傅会等人 同一节车厢总是那几个人 豆浆涨了五毛 伞还是落在了车上"),
    ),
    Theme(
        "手工",
        _words("第一条围巾 手账的九月 木头勺子 旧衣服改的布袋 陶土小碗 十字绣 一把折扇"),
        _words("拆了重来 用粗一号的针 先画草图 一晚上只做一小时 请教了外婆 砂纸换到四百目"),
        _words("边缘平整了 颜色顺眼了 能装下两颗白菜 有人问卖不卖 手不抖了 总算对称"),
        _words("桌子上全是线头 猫叼走了一团 做坏的都送给了朋友 旁边的人看睡着了"),
    ),
)

OPENINGS = (
    "{thing}折腾了一阵子，", "说说{thing}。", "昨晚又和{thing}较劲，", "{thing}，第三次了，",
    "记一笔{thing}：", "有人问过{thing}，", "今天只做了一件事：{thing}。", "以前总嫌{thing}麻烦，",
)  # fmt: skip
MIDDLES = (
    "这回{deed}，{finding}。", "{deed}之后{finding}，没想到。", "试着{deed}，结果{finding}。",
    "听了这里的建议{deed}，{finding}。", "只改了一点：{deed}。现在{finding}。",
)  # fmt: skip
ENDINGS = (
    "{aside}。", "顺便说，{aside}。", "你们都怎么弄的？", "下周再来报告。", "先记在这儿，免得忘。",
    "有没有更省事的办法？", "照片下次补。", "{aside}，就这样。",
)  # fmt: skip
STEPS = ("先别急着花钱。", "{deed}，多试几天。", "看看是不是{finding}。", "记下来，再改下一处。")
REMARKS = (
    "我也是{deed}，确实{finding}。", "学到了，今晚就试试。", "{deed}这一步我偷懒了，难怪。",
    "同款烦恼，先蹲一个结果。", "我这边正好相反，可能是{thing}不一样。", "{aside}，笑出声。",
    "请问坚持了多久才{finding}？", "收藏了，谢谢写得这么细。", "换个角度，也可以先{deed}。",
    "说得对。{thing}急不来。", "看完去看了一眼我家的{thing}，沉默了。", "等你的下一篇。",
)  # fmt: skip
OFFERS = (
    "转让：{thing}相关的一套家什，八成新，自取优先。",
    "小店新到，和{thing}有关的都在，周末有人看店。",
    "闲置出让，{thing}用不上了，价钱好说。",
)  # fmt: skip
NAME_FRONT = _words(
    "半糖 慢半拍 晚风 早起 爱走路的 不吃辣的 三楼 小满 阿木 山脚下的 倒数 靠窗 拎包 河边 午睡 "
    "一碗 旧书店 骑车的 云朵 没带伞的"
)
NAME_BACK = _words(
    "柚子 青柠 石头 老周 豆包 芦苇 企鹅 山雀 馄饨 木匠 同学 水杉 薄荷 橘子 小鹿 船长 豌豆 "
    "阿姨 海棠 竹子"
)
REGIONS = _words(
    "CN-BJ CN-SH CN-GD CN-ZJ CN-JS CN-SC CN-HB CN-SD "
    "CN-FJ CN-HA CN-HN CN-SN CN-LN CN-CQ CN-YN CN-GX"
)
CITIES = _words("北京 上海 广州 杭州 成都 武汉 西安 厦门")


def post_text(random: Random, theme: Theme) -> str:
    """A post about a theme: mostly a few sentences, now and then a list or a long one."""
    lead = _fill(random, theme, OPENINGS) + _fill(random, theme, MIDDLES)
    form = random.random()
    if form < 0.55:
        return lead + _fill(random, theme, ENDINGS)
    if form < 0.75:
        return f"{lead}\n\n{_fill(random, theme, MIDDLES)}{_fill(random, theme, ENDINGS)}"
    if form < 0.88:
        steps = "\n".join(f"- {_fill(random, theme, (step,))}" for step in STEPS)
        return f"{lead}\n\n{steps}\n\n**{random.choice(theme.findings)}**，够了。"
    parts = (_fill(random, theme, MIDDLES) + _fill(random, theme, MIDDLES) for _ in range(5))
    return "\n\n".join((lead, *parts, f"> {random.choice(theme.asides)}"))


def offer_text(random: Random, theme: Theme) -> str:
    """What stands in an ad."""
    return _fill(random, theme, OFFERS) + f"大约{random.randrange(20, 900, 10)}块。"


def remark_text(random: Random, theme: Theme) -> str:
    """A comment."""
    said = _fill(random, theme, REMARKS)
    return said + _fill(random, theme, REMARKS) if random.random() < 0.15 else said


def nickname(random: Random) -> str:
    """What somebody is called, before the number that makes it a name of their own."""
    return random.choice(NAME_FRONT) + random.choice(NAME_BACK)


def _fill(random: Random, theme: Theme, patterns: Sequence[str]) -> str:
    return random.choice(patterns).format(
        thing=random.choice(theme.things), deed=random.choice(theme.deeds),
        finding=random.choice(theme.findings), aside=random.choice(theme.asides),
    )  # fmt: skip
