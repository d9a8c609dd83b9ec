"""Settings: an unknown name or a bad value stops the start with one clear line."""

import pytest

from circle.config import BadSettings, load_settings

SECRET = {"CIRCLE_SECRET_KEY": "x" * 40}


def load(tmp_path, host="127.0.0.1", **values):
    return load_settings({"CIRCLE_DATA": str(tmp_path), **values}, host=host)


def test_nothing_set_is_enough_on_this_machine(tmp_path):
    settings = load(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/circle.db"
    assert len(settings.secret_key) >= 32
    assert settings.secret_key == load(tmp_path).secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CIRCLE_DATABSE_URL", "x"), ("CIRCLE_SECRET_KEY", "short"), ("CIRCLE_WORKERS", "0"),
        ("CIRCLE_WORKERS", "many"), ("CIRCLE_RATE_LIMITS", "maybe"), ("CIRCLE_LOG", "xml"),
        ("CIRCLE_BASE_URL", "circle.example"), ("CIRCLE_BASE_URL", "https://a.example/b"),
        ("CIRCLE_DATABASE_URL", "mysql://x"), ("CIRCLE_SMTP_URL", "http://x"),
        ("CIRCLE_SMTP_URL", "smtp://x"), ("CIRCLE_FRAME_ANCESTORS", "*"),
        ("CIRCLE_LOCALE", "fr"), ("CIRCLE_TRUSTED_PROXIES", "-1"),
        ("CIRCLE_SEARCH", "lucene"), ("CIRCLE_SEARCH", "postgres"),
        ("CIRCLE_CHECK_URL", "https://check.example/"), ("CIRCLE_CHECK_KEY", "a lonely key of it"),
        ("CIRCLE_MAIL_HOOK_KEY", "too short"), ("CIRCLE_MAIL_HOOK_KEY", "whsec_" + "QUJD" * 4),
        ("CIRCLE_MAIL_HOOK_KEY", "whsec_of a length that is no base64"),
        ("CIRCLE_REGIONS", "/nowhere/new.xdb"), ("CIRCLE_REGIONS", __file__),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_naming_the_setting(tmp_path, name, value):
    with pytest.raises(BadSettings) as refused:
        load(tmp_path, **{name: value})
    assert "\n" not in str(refused.value)
    assert "CIRCLE_" in str(refused.value)


def test_serving_others_needs_a_secret_and_limits(tmp_path):
    with pytest.raises(BadSettings, match="SECRET_KEY"):
        load(tmp_path, host="0.0.0.0")
    with pytest.raises(BadSettings, match="RATE_LIMITS"):
        load(tmp_path, host="0.0.0.0", CIRCLE_RATE_LIMITS="off", **SECRET)
    assert load(tmp_path, host="0.0.0.0", **SECRET).rate_limits is True
    assert load(tmp_path, CIRCLE_RATE_LIMITS="off").rate_limits is False


def test_good_values_are_taken(tmp_path):
    settings = load(
        tmp_path, CIRCLE_BASE_URL="https://circle.example/", CIRCLE_WORKERS="4",
        CIRCLE_DATABASE_URL="postgresql://u@h/d", CIRCLE_LOCALE="en",
        CIRCLE_FRAME_ANCESTORS="https://a.example, https://b.example",
    )  # fmt: skip
    assert settings.base_url == "https://circle.example"
    assert settings.is_https
    assert settings.database_url == "postgresql+psycopg://u@h/d"
    assert settings.frame_ancestors == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(("url", "key"), [
    ("http://check.example/", "k" * 16), ("check.example", "k" * 16),
    ("https://user:word@check.example/", "k" * 16), ("https://check.example/", "k" * 15),
    ("http://127.0.0.1.example/", "k" * 16), ("https://[", "k" * 16),
])  # fmt: skip
def test_texts_are_sent_where_nobody_reads_along_and_signed(tmp_path, url, key):
    with pytest.raises(BadSettings, match="CIRCLE_CHECK"):
        load(tmp_path, CIRCLE_CHECK_URL=url, CIRCLE_CHECK_KEY=key)
    for good in ("https://check.example/v1?a=b", "http://127.0.0.1:9000/", "http://[::1]/x"):
        settings = load(tmp_path, CIRCLE_CHECK_URL=good, CIRCLE_CHECK_KEY="k" * 16)
        assert (settings.check_url, settings.check_key) == (good, "k" * 16)


def test_the_index_is_the_databases_own_unless_chosen(tmp_path):
    of_its_own = {"CIRCLE_DATABASE_URL": "postgresql://u@h/d"}
    assert load(tmp_path).search == "whoosh"
    assert load(tmp_path, CIRCLE_SEARCH="sqlite").search == "sqlite"
    assert load(tmp_path, **of_its_own).search == "postgres"
    assert load(tmp_path, CIRCLE_SEARCH="whoosh", **of_its_own).search == "whoosh"
    assert load(tmp_path).index_root == tmp_path / "search"


def test_the_key_of_a_mail_provider_is_read_as_it_is_or_as_the_specification_writes_it(tmp_path):
    def key(value):
        return load(tmp_path, CIRCLE_MAIL_HOOK_KEY=value).mail_hook_key

    assert key("a key that both of us keep") == b"a key that both of us keep"
    assert key("whsec_" + "QUJD" * 6) == b"ABC" * 6
