"""Options of the nightly job from a TOML file."""

import re
from pathlib import Path
from typing import Any

import pytest

from jobs import score_interviews
from jobs.config import ScoringConfig
from jobs.exit_codes import ExitCode

BASE = 'input = ["in"]\noutput = "out"\n'


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[ScoringConfig]:
    """What the job was told to do, in place of doing it."""
    configs: list[ScoringConfig] = []

    def take(config: ScoringConfig) -> ExitCode:
        configs.append(config)
        return ExitCode.OK

    monkeypatch.setattr(score_interviews, "run_or_explain", take)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return configs


def written(folder: Path, text: str) -> str:
    file = folder / "score.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.fixture
def config(tmp_path: Path, parsed: list[ScoringConfig]) -> Any:
    """Reads a file and a command line."""

    def read(text: str, *arguments: str) -> ScoringConfig:
        assert score_interviews.main(["--config", written(tmp_path, text), *arguments]) == 0
        return parsed[-1]

    return read


def test_every_kind_of_value_reaches_the_job(config: Any, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    read = config(
        """
        input = ["in", "s3://bucket/in", "/srv/in"]
        manifest = "night.csv"
        output = "out"
        database = "postgresql://scorer@db/scores"
        follow_links = true
        frames_per_second = 25
        run_date = 2026-11-28
        face_model = ["face_cnn"]
        voice_model = ["voice_svm", "voice_cnn_lstm"]
        fusion = "equal"
        models = "models"
        release = "0.5.1"
        maximum_failed_share = 0.1

        [beam]
        direct_num_workers = 2
        direct_running_mode = "multi_processing"
        experiments = ["one", "two"]
        streaming = false
        save_main_session = true
        """
    )
    assert read == ScoringConfig(
        inputs=(f"{tmp_path}/in", "s3://bucket/in", "/srv/in"),
        manifest=f"{tmp_path}/night.csv",
        output=f"{tmp_path}/out",
        database="postgresql://scorer@db/scores",
        follow_links=True,
        frames_per_second=25.0,
        run_date="2026-11-28",
        face_models=("face_cnn",),
        voice_models=("voice_svm", "voice_cnn_lstm"),
        fusion="equal",
        models=tmp_path / "models",
        release="0.5.1",
        maximum_failed_share=0.1,
        beam_arguments=(
            "--direct_num_workers=2",
            "--direct_running_mode=multi_processing",
            "--experiments=one",
            "--experiments=two",
            "--save_main_session",
        ),
    )


def test_the_operators_page_shows_a_file_that_works(config: Any, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "jobs" / "README.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert config(text) == ScoringConfig(
        inputs=(f"{tmp_path}/interviews",),
        output=f"{tmp_path}/scores",
        maximum_failed_share=0.1,
        voice_models=("voice_svm", "voice_cnn_lstm"),
        beam_arguments=("--direct_num_workers=2", "--direct_running_mode=multi_processing"),
    )


def test_what_neither_names_has_its_default(config: Any, tmp_path: Path) -> None:
    assert config(BASE) == ScoringConfig(inputs=(f"{tmp_path}/in",), output=f"{tmp_path}/out")


def test_the_command_line_wins_with_lists_too(config: Any, tmp_path: Path) -> None:
    text = f"{BASE}frames_per_second = 25\n[beam]\ndirect_num_workers = 2\nexperiments = ['one']"
    read = config(
        text,
        *("--input", "other", "--frames_per_second", "1", "--direct_num_workers=4"),
        *("--experiment", "three"),
    )
    assert read.inputs == ("other",)
    assert read.output == f"{tmp_path}/out"
    assert read.frames_per_second == 1
    assert read.beam_arguments == ("--direct_num_workers=4", "--experiment", "three")


def test_a_clusters_own_options_are_passed_on(config: Any) -> None:
    text = f"{BASE}[beam]\nrunner = 'FlinkRunner'\nmax_bundle_size = 1000\nobject_reuse = true"
    expected = ("--runner=FlinkRunner", "--max_bundle_size=1000", "--object_reuse")
    assert config(text).beam_arguments == expected


def test_paths_start_at_the_files_folder(
    config: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    read = config('input = ["../in"]\noutput = "out"')
    assert read.inputs == (f"{tmp_path}/../in",)
    assert read.output == f"{tmp_path}/out"


def test_the_file_stands_before_the_environment(
    config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://one@db/scores")
    assert config(BASE).database == "postgresql://one@db/scores"
    text = f'{BASE}database = "postgresql://two@db/scores"'
    assert config(text).database == "postgresql://two@db/scores"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("inputs = ['in']", "unknown key inputs; did you mean input?"),
        ("frames_per_secnd = 5", "unknown key frames_per_secnd; did you mean frames_per_second?"),
        ("direct_num_workers = 2", "unknown key direct_num_workers; Apache Beam's go into"),
        ("[beams]\nrunner = 'x'", "unknown key beams; did you mean beam?"),
        ("config = 'other.toml'", "a configuration file cannot name another"),
        ("input = 'in'", "input must be an array of strings"),
        ("input = [1]", "input must be an array of strings"),
        ("output = 5", "output must be a string"),
        ("output = ''", "--output"),
        ("frames_per_second = '5'", "frames_per_second must be a number"),
        ("frames_per_second = true", "frames_per_second must be a number"),
        ("input = ['in']\nframes_per_second = nan", "--frames_per_second must be above 0"),
        ("follow_links = 1", "follow_links must be a boolean: true or false"),
        ("run_date = 2026-11-28T01:00:00Z", "run_date must be a string"),
        ("fusion = 'loudest'", "fusion: 'loudest' is not one of"),
        ("models = 'no/such'", "no/such' does not exist"),
        ("beam = 2", "beam must be a table, [beam]"),
        ("[beam]\ndirect_num_worker = 2", "[beam] has no option direct_num_worker; did you mean"),
        ("[beam]\nstreaming = 'yes'", "[beam] streaming must be a boolean"),
        ("[beam]\nrunner = true", "[beam] runner must be a string, a number or an array"),
        ("[beam]\ndirect_num_workers = 'two'", "'two'"),
        ("output = 'a'\noutput = 'b'", "line 2"),
        ("output = 'a'\n\ninput = in\n", "line 3"),
        ("output = 'a'\ninput = [", "line 2, the last"),
    ],
)
@pytest.mark.usefixtures("parsed")
def test_a_wrong_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    arguments = ["--config", written(tmp_path, text)]
    assert (
        score_interviews.main([*arguments, *([] if "output" in text else ["--output", "o"])]) == 2
    )
    shown = capsys.readouterr().err
    assert message in shown
    assert shown.startswith("interviews score: ")
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://scorer:secret@db/scores",
        "postgresql+psycopg2://scorer:s%40secret@db:5432/scores",
        "postgresql://scorer@db/scores?password=secret",
        "postgresql://scorer@db/scores?sslmode=require&pass%77ord=secret",
        "postgresql://scorer@db/scores?sslpassword=secret",
        "postgresql://scorer:sec@secret@db:port/scores",
        "host=db user=scorer password=secret",
    ],
)
@pytest.mark.parametrize("place", ["{}", "input = ['in']\n{}", "[beam]\n{}"])
@pytest.mark.usefixtures("parsed")
def test_a_password_is_refused_and_not_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, place: str
) -> None:
    file = written(tmp_path, place.format(f"database = '{url}'"))
    assert score_interviews.main(["--config", file, "--output", "out"]) == 2
    shown = capsys.readouterr().err
    assert "secret" not in shown
    assert "DATABASE_URL in the environment" in shown or "[beam] has no option database" in shown


@pytest.mark.usefixtures("parsed")
def test_a_misspelt_option_does_not_repeat_a_password(capsys: pytest.CaptureFixture[str]) -> None:
    url = "postgresql://scorer:secret@db/scores?password=secret"
    for words in ([f"--databse={url}"], ["--databse", url]):
        assert score_interviews.main(["--output", "out", *words]) == 2
        shown = capsys.readouterr().err
        assert "did you mean --database?" in shown
        assert "secret" not in shown


@pytest.mark.usefixtures("parsed")
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'output = "out"\ninput = ["\xe9"]\n')
    for file, message in (
        (latin, "is not UTF-8 (at line 2)"),
        (tmp_path / "none.toml", "cannot be read: No such file"),
        (tmp_path, "cannot be read: Is a directory"),
    ):
        assert score_interviews.main(["--config", str(file)]) == 2
        assert f"--config {file} {message}" in capsys.readouterr().err
