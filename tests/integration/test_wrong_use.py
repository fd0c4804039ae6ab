"""Wrong options of the nightly job: one line that says what to change, and nothing is written."""

import pytest

from jobs.score_interviews import main
from tests.integration import hostile_inputs as hostile


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output", "out"], "--input"),
        (["--input", "{in}"], "--output"),
        (["--input", "no/such/folder", "--output", "{tmp}"], "matches no file"),
        (["--input", "{in}", "--output", "{tmp}", "--frames_per_second", "0"], "frames_per_second"),
        (["--input", "{in}", "--output", "{tmp}", "--run_date", "21.11.2026"], "run_date"),
        (["--input", "{in}", "--output", "{tmp}", "--run_date", "20261121"], "run_date"),
        (["--input", "{in}", "--output", "{tmp}", "--run_date", "2026-1-2"], "run_date"),
        (["--input", "{in}", "--output", "{tmp}", "--runner", "Walker"], "pipeline runner: Walker"),
        (["--input", "{in}", "--output", "{tmp}", "--direct_num_workers", "two"], "'two'"),
        (["--input", "{in}", "--output", "{tmp}", "--face_reading", "votes"], "--face_labels?"),
        (["--input", "{in}", "--output", "{tmp}", "--artefacts", "x"], "--models?"),
        (["--input", "{in}", "--output", "{tmp}", "--framespersecond", "5"], "--framespersecond"),
        (["--inputs", "{in}", "--output", "{tmp}"], "--inputs {in}; did you mean --input?"),
        (["--input", "{in}", "--output", "{tmp}", "stray"], "stray"),
        (["--input", "{in}", "--output", "{tmp}", "--models", "no/such"], "no/such"),
        (["--input", "{in}", "--output", "{tmp}", "--fusion", "loudest"], "loudest"),
        (["--input", "{in}", "--output", "{tmp}", "--voice_model", "choir"], "voice model 'choir'"),
        (["--input", "{in}", "--output", "{tmp}", "--face_labels", "votes"], "ferplus"),
        (["--input", "{in}", "--output", "s3://bucket/out"], "DATABASE_URL"),
        (["--input", "{in}", "--output", "{tmp}", "--runner", "FlinkRunner"], "--shared_folders"),
        (["--input", "{in}", "--output", __file__ + "/out"], "cannot be a folder"),
        (
            ["--input", "{in}", "--output", "{tmp}", "--database", "mysql://a:secret@b/c"],
            "PostgreSQL",
        ),
        (["--input", "{in}", "--output", "{tmp}", "--release", "9.9.9"], "release-9.9.9"),
    ],
)
def test_wrong_use_says_what_to_change(tmp_path, capsys, monkeypatch, arguments, message):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    output = tmp_path / "out"
    places = {"tmp": output, "in": hostile.SAMPLES}
    assert main([argument.format(**places) for argument in arguments]) == 2
    shown = capsys.readouterr().err
    assert message.format(**places) in shown
    assert "secret" not in shown
    assert not output.exists()
