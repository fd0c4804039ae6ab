"""URLs, passwords and errors: what a user reads when the database cannot be used."""

import psycopg2
import pytest
from sqlalchemy.exc import OperationalError

from sql.engine import create_engine, parse_url
from sql.errors import InvalidUrlError, UnavailableError, explain, is_transient, redact


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
def test_every_spelling_of_postgresql_means_psycopg2(scheme: str) -> None:
    assert parse_url(f"{scheme}://ada@db/scores").drivername == "postgresql+psycopg2"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "scores.db",
        "sqlite:///secret.db",
        "mysql://ada:secret@db/scores",
        "postgresql+asyncpg://ada:secret@db/scores",
        "postgresql://ada:secret@db",
        "postgresql://ada:secret@db:port/scores",
        "postgresql://ada:sec@secret@db/scores",
    ],
)
def test_a_wrong_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(InvalidUrlError) as caught:
        create_engine(url)
    assert "postgresql://user:password@host:5432/database" in str(caught.value)
    assert ":secret" not in str(caught.value)
    assert "sec@" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ada:secret@db/scores", "postgresql://ada:***@db/scores"),
        ("postgresql://ada:se@cr/et?@db/scores", "postgresql://ada:***@db/scores"),
        ("postgresql://ada@db/scores", "postgresql://ada@db/scores"),
        (
            "postgresql:///scores?host=/run&password=secret&x=1",
            "postgresql:///scores?host=/run&password=***&x=1",
        ),
        ("secret", "<not a URL>"),
    ],
)
def test_redact(url: str, shown: str) -> None:
    assert redact(url) == shown


def test_the_engine_shows_no_password() -> None:
    engine = create_engine("postgres://ada:secret@db/scores")
    assert "secret" not in f"{engine!r} {engine.url}"


def test_a_refused_connection_is_transient_and_explained() -> None:
    engine = create_engine("postgresql://ada:secret@127.0.0.1:1/scores")
    with pytest.raises(OperationalError) as caught:
        engine.connect()
    assert is_transient(caught.value)
    error = explain(caught.value, "postgresql://ada:secret@127.0.0.1:1/scores")
    assert isinstance(error, UnavailableError)
    assert "Check that the server runs" in str(error)
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    ("message", "transient"),
    [
        ("server closed the connection unexpectedly", True),
        ("FATAL:  the database system is starting up", True),
        ("FATAL:  sorry, too many clients already", True),
        ('FATAL:  password authentication failed for user "ada"', False),
        ('FATAL:  database "scores" does not exist', False),
    ],
)
def test_only_what_waiting_cures_is_transient(message: str, transient: bool) -> None:
    assert is_transient(psycopg2.OperationalError(message)) is transient


def test_other_exceptions_are_not_transient() -> None:
    assert not is_transient(ValueError("x"))
    assert not is_transient(psycopg2.ProgrammingError("x"))
