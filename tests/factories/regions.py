"""Small files of ip2region written by us, and the proxies an application believes."""

from ipaddress import ip_address
from struct import pack, pack_into

from werkzeug.middleware.proxy_fix import ProxyFix

HEADER, VECTOR = 256, 256 * 256 * 8
CHINESE = (  # country|region|province|city|provider, as in files for IPv4
    ("1.0.1.0", "1.0.1.255", "中国|0|福建省|福州市|电信"),
    ("1.0.2.0", "1.0.2.255", "中国|0|广东省|广州市|电信"),
    ("1.0.3.0", "1.0.3.255", "中国|0|香港|0|0"),
    ("1.0.4.0", "1.0.4.255", "中国|0|0|0|0"),
    ("1.0.5.0", "1.0.5.255", "日本|0|东京都|东京|0"),
    ("1.0.6.0", "1.0.6.255", "欧洲|0|0|0|0"),
    ("10.1.0.0", "10.1.0.255", "中国|0|广东省|广州市|电信"),
)
LATER = (  # country|province|city|provider|code, as in files for IPv6
    ("2400:1::", "2400:1::ffff", "中国|内蒙古自治区|呼和浩特市|移动|CN"),
    ("2400:2::", "2400:2::ffff", "Japan|Tokyo|Tokyo|0|JP"),
    ("2400:3::", "2400:3::ffff", "Somewhere|0|0|0|TW"),
)


def write_regions(path, segments):
    """Write a file with these segments, each inside one /16; answers its path."""
    six = ":" in segments[0][0]
    texts, index, rows = bytearray(), bytearray(), {}
    start = HEADER + VECTOR + sum(len(text.encode()) for _, _, text in segments)
    for first, last, text in segments:
        said, ends = text.encode(), (ip_address(first).packed, ip_address(last).packed)
        row = rows.setdefault(ends[0][:2], [start + len(index), 0])
        row[1] = start + len(index)
        index += b"".join(ends if six else [end[::-1] for end in ends])
        index += pack("<HI", len(said), HEADER + VECTOR + len(texts))
        texts += said
    head = bytearray(HEADER + VECTOR)
    last_entry = start + len(index) - (38 if six else 14)
    pack_into("<HHIIIHH", head, 0, 3 if six else 2, 1, 0, start, last_entry, 6 if six else 4, 4)
    for (high, low), pointers in rows.items():
        pack_into("<II", head, HEADER + (high * 256 + low) * 8, *pointers)
    path.write_bytes(head + texts + index)
    return path


def proxies_of(app):
    """The part of an application that reads what proxies say."""
    part = app.outermost
    while not isinstance(part, ProxyFix):
        part = part.application
    return part
