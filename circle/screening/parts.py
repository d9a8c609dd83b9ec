"""Characters as people take them apart to hide them: 私 as 禾厶, 群 as 君羊."""

from collections.abc import Iterator

# Halves that are written one after the other and still read as the character. Only what stands in
# words that are worth hiding; pairs that are words themselves (女子, 日月) are not here.
HALVES = (
    "加力口 群君羊 私禾厶 聊耳卯 微彳散 信亻言 领令页 取耳又 代亻弋 理王里 招扌召 募莫力 "
    "赚贝兼 钱钅戋 刷尸刂 粉米分 赞先贝 博十尃 彩采彡 赌贝者 链钅连 接扌妾 证讠正 验马佥 "
    "码石马 账贝长 帐巾长 号口丂 联耳关 络纟各 网冂㐅 购贝勾 卖十买 价亻介 优亻尤 惠叀心 "
    "折扌斤 扣扌口 付亻寸 款士示 银钅艮 行彳亍 借亻昔 贷代贝 利禾刂 租禾且 售隹口 转车专 "
    "帖巾占 贴贝占 物牜勿 料米斗 的白勺 地土也 他亻也 她女也 你亻尔 们亻门 妈女马 妹女未 "
    "姐女且 骂叩马 滚氵衮 混氵昆 蛋疋虫 猪犭者 狗犭句 贱贝戋 骗马扁 诈讠乍 诱讠秀 赔贝咅 "
    "欺其欠 酒氵酉 烟火因 毒龶母 药艹约 枪木仓 弹弓单 炸火乍 炮火包 杀乂朩 奶女乃 胸月匈 "
    "裸衤果 淫氵㸒 婊女表 嫖女票 娼女昌 妓女支 奸女干 性忄生 约纟勺 炼火东 推扌隹 搜扌叟 "
    "扫扌彐 描扌苗 投扌殳 讨讠寸 论讠仑 评讠平 详讠羊 询讠旬 课讠果 说讠兑 话讠舌 谈讠炎 "
    "请讠青 讯讠卂 讲讠井 认讠人 记讠己 识讠只 词讠司 试讠式 软车欠 输车俞 赢亡口月贝凡 版片反 "
    "细纟田 纸纟氏 级纟及 红纟工 绿纟录 线纟戋 给纟合 结纟吉 绑纟邦 续纟卖 视礻见 祝礻兄 "
    "福礻畐 礼礻乚 社礻土 神礻申 件亻牛 位亻立 低亻氐 作亻乍 使亻吏 佣亻用 仿亻方 假亻叚 "
    "偷亻俞 债亻责 侦亻贞 保亻呆 修亻攸 做亻故 倍亻咅 值亻直 传亻专 打扌丁 找扌戈 抢扌仓 "
    "抽扌由 报扌艮 押扌甲 换扌奂 排扌非 授扌受 提扌是 拍扌白 拉扌立 按扌安 淘氵匋 没氵殳 "
    "游氵斿 法氵去 洗氵先 海氵每 注氵主 活氵舌 流氵㐬 消氵肖 湾氵弯 港氵巷 澳氵奥 期其月 "
    "服月殳 脑月凶 腿月退 股月殳 肥月巴 脸月佥 如女口 好女孑 妞女丑 妖女夭 姑女古 现王见 "
    "球王求 玩王元 班王王 破石皮 研石开 确石角 硬石更 秘禾必 秒禾少 种禾中 科禾斗 税禾兑 "
    "程禾呈 移禾多 和禾口 杠木工 板木反 村木寸 机木几 权木又 枝木支 牌片卑 特牛寺 独犭虫 "
    "猫犭苗 狼犭良 献南犬 刺束刂 刻亥刂 割害刂 剧居刂 创仓刂"
)
TAKEN_APART = {entry[0]: entry[1:] for entry in HALVES.split()}


def taken_apart(line: str) -> Iterator[str]:
    """A word with all its characters taken apart that can be, and with each of them alone."""
    places = [at for at, character in enumerate(line) if character in TAKEN_APART]
    if places:
        yield "".join(TAKEN_APART.get(character, character) for character in line)
    for at in places if len(places) > 1 else ():
        yield line[:at] + TAKEN_APART[line[at]] + line[at + 1 :]
