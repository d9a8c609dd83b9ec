"""From an address to a place: which code is kept, how it reads, what has none."""

import re
import subprocess
import sys

import pytest

from circle.config import load_settings
from circle.core.i18n import LOCALES, speaking
from circle.core.places import PROVINCES, place_name
from circle.core.regions import BadRegions, open_file, read_regions, region_of
from tests.factories.regions import CHINESE, LATER, write_regions
from tests.sources import CIRCLE


@pytest.fixture
def files(tmp_path):
    """Our own files in place of the packaged one."""
    four, six = tmp_path / "four.xdb", tmp_path / "six.xdb"
    yield write_regions(four, CHINESE), write_regions(six, LATER)
    read_regions()


@pytest.mark.parametrize(("address", "code"), [
    ("1.0.1.1", "CN-FJ"), ("1.0.2.0", "CN-GD"), ("1.0.2.255", "CN-GD"), ("1.0.3.7", "CN-HK"),
    ("1.0.4.4", "CN"), ("1.0.5.1", "JP"), ("::ffff:1.0.2.9", "CN-GD"), ("2400:1::1", "CN-NM"),
    ("2400:2::1", "JP"), ("2400:3::1", "CN-TW"),
])  # fmt: skip
def test_an_address_in_china_has_a_province_and_one_abroad_a_country(files, address, code):
    read_regions(files)
    assert region_of(address) == code


@pytest.mark.parametrize("address", [
    "10.1.0.5", "127.0.0.1", "::1", "fe80::1%eth0", "192.168.1.1", "1.0.6.6", "1.0.7.7", "9.9.9.9",
    "2400:9::1", "224.0.0.1", "unix:", "1.0.2", "", None,
])  # fmt: skip
def test_private_unknown_and_senseless_addresses_have_no_region(files, address):
    read_regions(files)
    assert region_of(address) is None
    assert region_of("1.0.2.1") == "CN-GD"


def test_without_a_file_for_it_ipv6_has_no_region_and_ipv4_has_the_packaged_one(files):
    read_regions()
    assert region_of("2400:1::1") is None
    assert region_of("219.137.150.255") == "CN-GD"
    read_regions(files[1:])
    assert region_of("2400:1::1") == "CN-NM"
    assert region_of("219.137.150.255") == "CN-GD"


def test_a_place_reads_in_the_readers_language():
    read = {}
    for locale in LOCALES:
        with speaking(locale):
            read[locale] = [place_name(code) for code in ("CN-GD", "CN-TW", "CN", "JP", None)]
    assert read["zh_Hans_CN"] == ["广东", "中国台湾", "中国", "日本", None]
    assert read["en"] == ["Guangdong", "Taiwan, China", "China", "Japan", None]


def test_hong_kong_macao_and_taiwan_are_named_as_parts_of_china():
    for code in ("CN-HK", "CN-MO", "CN-TW"):
        chinese, english = PROVINCES[code]
        assert chinese.startswith("中国") and english.endswith(", China")
    assert len(PROVINCES) == 34


@pytest.mark.parametrize("spoil", [
    lambda path: path.unlink(), lambda path: path.write_bytes(b"no"),
    lambda path: path.write_bytes(bytes(600_000)), lambda path: path.unlink() or path.mkdir(),
])  # fmt: skip
def test_a_file_that_is_none_is_refused_by_its_name(files, spoil):
    assert open_file(files[0])
    spoil(files[0])
    with pytest.raises(BadRegions, match=r"four\.xdb"):
        open_file(files[0])


def test_the_setting_names_one_file_or_two(files, tmp_path):
    environ = {"CIRCLE_DATA": str(tmp_path), "CIRCLE_REGIONS": ":".join(map(str, files))}
    assert load_settings(environ).regions == files


def test_the_code_that_comes_with_the_data_never_runs():
    asked = (
        "import sys; from circle.core.regions import *; read_regions();"
        "assert region_of('219.137.150.255') == 'CN-GD';"
        "print(sorted({'ipregion', 'requests', 'ip2region'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "['ip2region']"
    takes = re.compile(r"^\s*(from|import) (ipregion|requests)\b", re.M)
    assert [path for path in CIRCLE.rglob("*.py") if takes.search(path.read_text())] == []
