"""What a user sets, in a file and in the environment: what holds, and the one line that says what is wrong."""

from datetime import timedelta
from pathlib import Path

import pytest
from scrapy.settings import Settings

import zhengce.settings.load as configuration
from scrapers.network.redaction import redact
from scrapers.run import source_settings
from scrapers.run.process import effective_settings, source_names
from tests.command_line import zhengce
from tests.tables import from_table
from tests.tls_servers import Authority
from zhengce.settings.load import KEYS, SOURCE_KEYS, Configuration, ConfigurationError, load

DOCS = Path(__file__).parent.parent / "docs" / "configuration.md"
SOURCES = ["state_council", "miit", "ndrc", "cac", "mot"]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A place for a file of settings."""
    return tmp_path / "zhengce.toml"


def read(file: Path, text: str, **environment: str) -> Configuration:
    file.write_text(text, encoding="utf-8")
    return load(file, environment)


def complaint(file: Path, text: str, **environment: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(file, text, **environment)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(file), "FILE")


def test_without_a_file_and_variables_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    chosen = load(environment={})
    assert chosen == Configuration()
    assert chosen.of("miit") == configuration.CrawlPolicy()


def test_a_file_in_the_working_folder_is_read(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written.write_text('contact = "mailto:ops@example.org"')
    monkeypatch.chdir(tmp_path)
    assert load(environment={}).contact == "mailto:ops@example.org"


def test_a_file_that_is_named_and_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml: No such file"):
        load(environment={"ZHENGCE_CONFIG": str(tmp_path / "nowhere.toml")})


def test_every_key_is_read(written: Path) -> None:
    chosen = read(
        written,
        """
        contact = "mailto:ops@example.org"
        data = "/srv/zhengce"
        database = "postgresql+psycopg://zhengce@db/zhengce"
        [crawl]
        delay = 3
        every = "4h"
        proxy = "http://proxy.example.org:3128"
        [sources.miit]
        delay = 5.5
        every = "1d"
        proxy = "http://other.example.org:3128"
        [sources.cac]
        enabled = false
        [notifications]
        webhooks = ["https://hooks.example.org/a"]
        [notifications.email]
        to = ["editor@example.org", "ops@example.org"]
        from = "zhengce@example.org"
        host = "mail.example.org"
        port = 2525
        security = "tls"
        user = "zhengce"
        password = "secret"
        [english]
        url = "http://127.0.0.1:11434/v1"
        model = "qwen3:8b"
        what = ["names", "sentences"]
        batch = 5
        timeout = "2m"
        per_run = 100
        local = "/models/zh-en"
        """,
        ZHENGCE_ENGLISH_KEY=" sk-key ",
    )
    assert chosen.contact == "mailto:ops@example.org"
    assert (chosen.data, chosen.database) == (Path("/srv/zhengce"), "postgresql+psycopg://zhengce@db/zhengce")
    assert chosen.of("ndrc") == configuration.CrawlPolicy(
        True, 3.0, timedelta(hours=4), "http://proxy.example.org:3128"
    )
    assert chosen.of("miit") == configuration.CrawlPolicy(True, 5.5, timedelta(days=1), "http://other.example.org:3128")
    assert [name for name in SOURCES if not chosen.of(name).enabled] == ["cac"]
    assert chosen.cadences(["miit", "ndrc"]) == {"miit": timedelta(days=1), "ndrc": timedelta(hours=4)}
    assert chosen.webhooks == ("https://hooks.example.org/a",)
    assert chosen.english == configuration.EnglishModel(
        *(
            "http://127.0.0.1:11434/v1",
            "qwen3:8b",
            ("names", "sentences"),
            5,
            120.0,
            100,
            Path("/models/zh-en"),
            "sk-key",
        )
    )
    assert chosen.mail == configuration.Mail(
        "mail.example.org",
        "zhengce@example.org",
        ("editor@example.org", "ops@example.org"),
        2525,
        "tls",
        "zhengce",
        "secret",
    )


def test_a_variable_goes_before_the_file(written: Path) -> None:
    assert read(written, "[crawl]\ndelay = 3", ZHENGCE_DELAY="4.5").policy.delay == 4.5


def test_an_empty_variable_says_nothing(written: Path) -> None:
    assert read(written, "[crawl]\ndelay = 3", ZHENGCE_DELAY="").policy.delay == 3


@from_table
def test_what_cannot_be_used_is_named_in_one_line_with_its_key(written: Path, text: str, message: str) -> None:
    assert complaint(written, text).startswith(message)


def test_a_password_is_neither_shown_nor_sent_in_the_clear(written: Path) -> None:
    assert "secret" not in complaint(written, "[notifications.email]\npassword = ['secret']")
    mail = (
        "[notifications.email]\nto=['a@b.org']\nfrom='a@b.org'\nhost='h'\nsecurity='none'\nuser='u'\npassword='secret'"
    )
    assert "a password is not sent without encryption" in complaint(written, mail)
    assert "secret" not in repr(read(written, mail.replace("none", "tls")))


def test_the_key_of_a_model_goes_into_a_header_or_is_refused_unseen(written: Path) -> None:
    for key in ("sk-secret\nX: 1", "密钥secret"):
        message = complaint(written, "", ZHENGCE_ENGLISH_KEY=key)
        assert message == "ZHENGCE_ENGLISH_KEY: expected a key of ASCII characters: it goes into a header"
    assert "sk-key" not in repr(read(written, "", ZHENGCE_ENGLISH_KEY="sk-key"))
    assert redact("Bearer sk-key") == "Bearer ***"


def test_a_source_that_does_not_exist_is_named(written: Path) -> None:
    for section in ("[sources.mto]\nenabled = false", "[sources.mto]"):
        chosen = read(written, section)
        with pytest.raises(ConfigurationError, match=r"sources\.mto: no such source; did you mean mot\?"):
            chosen.check_sources(source_names())
    read(written, "[sources.mot]\n[sources]\n[crawl]\n[notifications]\n[notifications.email]").check_sources(
        source_names()
    )


# What becomes of it in the crawler


def spoken(source: str, chosen: Configuration) -> Settings:
    """The settings of a source's crawl under a configuration."""
    settings = effective_settings()
    settings.set("ZHENGCE_SOURCES", chosen.sources, priority="project")
    source_settings.apply(settings, source)
    return settings


def test_what_is_set_for_a_source_holds_for_it_alone(written: Path) -> None:
    chosen = read(written, "[sources.miit]\ndelay = 9\nproxy = 'http://p.example.org:1'")
    mine, other = spoken("miit", chosen), spoken("ndrc", chosen)
    assert mine.getfloat("DOWNLOAD_DELAY") * (1 - mine.getfloat("DOWNLOAD_DELAY_JITTER")) == pytest.approx(9)
    assert mine["ZHENGCE_PROXY"] == "http://p.example.org:1"
    assert other.getfloat("DOWNLOAD_DELAY") == effective_settings().getfloat("DOWNLOAD_DELAY")
    assert other["ZHENGCE_PROXY"] is None


def test_no_delay_can_be_set_below_one_second(written: Path) -> None:
    for key in ("crawl.delay", "sources.miit.delay"):
        section, _, name = key.rpartition(".")
        assert "from 1 to 3600" in complaint(written, f"[{section}]\n{name} = 0.99")
    assert "from 1 to 3600" in complaint(written, "", ZHENGCE_DELAY="0.99")


# The documentation


def test_every_key_and_variable_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    keys = [*KEYS, *(f"sources.NAME.{key}" for key in SOURCE_KEYS)]
    variables = [variable for _, variable in KEYS.values() if variable]
    assert [name for name in (*keys, *variables, "ZHENGCE_CONFIG") if f"`{name}`" not in text] == []


def test_the_example_of_the_documentation_can_be_used(written: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    chosen = read(written, example)
    chosen.check_sources(source_names())
    assert chosen.webhooks
    assert chosen.mail is not None


# TLS of single sources


def test_certificates_of_a_source_are_read_beside_the_file_and_hold_for_it_alone(written: Path) -> None:
    bundle = Authority(written.parent).bundle
    chosen = read(written, f"[sources.mot]\nca_bundle = '{bundle.name}'\nlegacy_tls = true")
    assert (chosen.of("mot").ca_bundle, chosen.of("mot").legacy_tls) == (bundle, True)
    assert (chosen.of("ndrc").ca_bundle, chosen.of("ndrc").legacy_tls) == (None, False)
    settings = Settings({"ZHENGCE_SOURCES": chosen.sources, "ZHENGCE_LEGACY_TLS": False})
    source_settings.apply(settings, "ndrc")
    assert (settings["ZHENGCE_CA_BUNDLE"], settings["ZHENGCE_LEGACY_TLS"]) == (None, False)
    source_settings.apply(settings, "mot")
    assert (settings["ZHENGCE_CA_BUNDLE"], settings["ZHENGCE_LEGACY_TLS"]) == (str(bundle), True)


@pytest.mark.parametrize(
    ("content", "why"), [(None, " (No such file or directory)"), (b"no certificate", ""), (b"", "")]
)
def test_a_bundle_that_is_none_is_named_in_one_line(written: Path, content: bytes | None, why: str) -> None:
    if content is not None:
        (written.parent / "ca.pem").write_bytes(content)
    message = complaint(written, "[sources.mot]\nca_bundle = 'ca.pem'")
    assert message == f"FILE: sources.mot.ca_bundle: expected a file of certificates in PEM form{why}, got 'ca.pem'"


def test_nothing_switches_the_verification_of_certificates_off(written: Path) -> None:
    for key in ("verify", "verify_certificates", "insecure"):
        assert "no such key" in complaint(written, f"[sources.mot]\n{key} = false")


def test_a_command_with_a_bundle_that_is_none_ends_with_two(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGCE_CONFIG", "")  # which --config sets for this process
    written.write_text("[sources.mot]\nca_bundle = 'ca.pem'", encoding="utf-8")
    done = zhengce("--config", written, "sources")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
