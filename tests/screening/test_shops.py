"""What leads to goods is found however it is shared; what only speaks of shops is left alone."""

import pytest

from circle.screening.shops import goods_in

GOODS = (
    "https://item.taobao.com/item.htm?id=520813",
    "https://detail.tmall.com/item.htm?id=6123&skuId=1",
    "【淘宝】https://m.tb.cn/h.5xKbYzW?tk=abcd CZ0001 「龙井」 点击链接直接打开",
    "s.click.taobao.com/t?e=m%3D2",
    "https://item.jd.com/100012043978.html",
    "https://item.m.jd.com/product/1000.html",
    "u.jd.com/abcDEF",
    "https://3.cn/2-abcd",
    "https://mobile.yangkeduo.com/goods.html?goods_id=1",
    "https://p.pinduoduo.com/AbCd12",
    "https://haohuo.jinritemai.com/views/product/item2?id=3",
    "https://shop123456.weidian.com/?a=b",
    "https://weidian.com/item.html?itemID=9",
    "https://shop1234.youzan.com/wscgoods/detail/abc",
    "https://h5.youzan.com/wscshop/goods/1",
    "https://www.xiaohongshu.com/goods-detail/65a1",
    "https://detail.1688.com/offer/1.html",
    "https://www.amazon.cn/dp/B00ABC",
    "￥CZ8XbkPq3Z1￥",
    "复制这段话￥CZ8XbkPq3Z1￥打开淘宝就能买",
    "长按复制本条信息，打开京东领券",
    "7.89 复制打开抖音，看看【小茶铺的商品】 https://v.douyin.com/iFabc/",
    "ｉｔｅｍ．ｔａｏｂａｏ．ｃｏｍ/item.htm?id=1",
    "ITEM.TAOBAO.COM/item.htm?id=1",
    "#小程序://山里茶小店/abcDEF123",
)
FREE = (
    "有人知道 item.jd.com 这种域名是谁家的吗",
    "3.cn 是哪家的短链",
    "这款茶多少钱？",
    "淘宝上好像便宜一点，京东贵 20 块",
    "京东今天发财报了：https://ir.jd.com/news/2026",
    "https://help.jd.com/user/issue/1.html 里写着怎么退货",
    "https://rule.taobao.com/detail-14.htm 淘宝的规则变了",
    "https://www.taobao.com 打不开了",
    "taobao.com 和 jd.com 哪个快？",
    "有人说 tmall.com 首页改版了",
    "https://www.thepaper.cn/newsDetail_forward_1234 澎湃讲直播带货的",
    "https://news.qq.com/rain/a/20261101 拼多多的新闻",
    "7.89 复制打开抖音，看看【茶山日记】采茶的一天 https://v.douyin.com/iFabc/ "
    "复制此链接，打开Dou音搜索，直接观看视频！",
    "http://xhslink.com/a/abc 复制本条信息，打开【小红书】App查看精彩内容！",
    "https://www.xiaohongshu.com/explore/65a1 这篇笔记写得好",
    "一斤 $100$ 左右",
    "￥1280￥ 是原价",
    "预算 ￥12000000000￥ 开玩笑的",
    "https://item.example.com/1 不是店",
    "我写了个脚本：item.jd = 3",
    "公式 $a_1234567$ 和 $abcdefghij + 1$",
    "把口令发我一下",
    "长按复制这段文字，发给朋友",
    "https://developer.taobao.com/docs/api",
    "https://open.taobao.com/api.htm?docId=1",
    "https://www.jd.com/",
    "https://about.jd.com/culture/",
    "邮箱是 someone@item.jd.com",
    "https://github.com/taobao/nginx",
    "https://campus.jd.com/#/jobs 京东校招",
    "我在淘宝买到假货，去哪里投诉？",
    "复制到备忘录，去年我就是这么做的",
    "https://www.amazon.cn/ 中国站关了",
)


@pytest.mark.parametrize("text", GOODS)
def test_what_leads_to_goods_is_found(text):
    assert goods_in(f"新到的春茶，{text} 看看")


@pytest.mark.parametrize("text", FREE)
def test_what_speaks_of_shops_is_left_alone(text):
    assert goods_in(text) == frozenset()


def test_a_long_text_full_of_almost_links_is_read_in_time():
    for piece in ("￥a", "复制", "item.", "a.m.taobao", "#小程序://", "v.douyin.com/a"):
        assert len(goods_in(piece * 2_000)) < 200
