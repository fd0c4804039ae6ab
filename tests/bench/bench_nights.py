"""What a night costs that finds only what it knows, and whether memory is that of a batch.

    make bench

The first prints seconds, and asserts that a night over ten times as many known files takes less
than ten times the CPU; the second compares 500 and 5,000 recordings of a second.
"""

import shutil
import sys
import wave
from pathlib import Path

import numpy as np

from tests.bench.bench_job import WORK, Usage, measure
from tests.synthetic_voice import synthetic_voice

MEMORY_GROWTH_MIB = 96
"""Allowed between 500 and 5,000 recordings: rows of the ledger and of the listing."""


def night(inbox: Path, output: Path, *options: str) -> Usage:
    command = [sys.executable, "-m", "jobs.score_interviews", "--input", str(inbox)]
    return measure([*command, "--output", str(output), *options])


def test_a_night_that_skips_known_files():
    cpu = {}
    for number in (1_000, 10_000):
        inbox, output = WORK / f"known-{number}", WORK / f"known-{number}-scores"
        shutil.rmtree(output, ignore_errors=True)
        for n in range(number):
            path = inbox / f"candidate{n // 20:04d}" / f"q{n % 20:02d}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"Too short, {n}.\n")
        night(inbox, output, "--batch_minutes", "600")
        again = night(inbox, output)
        cpu[number] = again.cpu_seconds
        assert f"0 scored + {number} skipped" in again.output
        print(f"\na night that skips {number:,} known files: {again.cpu_seconds:.1f} s of CPU")
    assert cpu[10_000] < 10 * cpu[1_000]


def test_memory_is_that_of_a_batch():
    random = np.random.default_rng(2026)
    voice = synthetic_voice(60.0)
    peaks = {}
    for number in (500, 5_000):
        inbox, output = WORK / f"seconds-{number}", WORK / f"seconds-{number}-scores"
        shutil.rmtree(output, ignore_errors=True)
        for n in range(number):
            path = inbox / f"candidate{n // 10:04d}" / f"q{n % 10}.wav"
            if not path.exists():
                _write_second(path, voice, random)
        used = night(inbox, output, "--batch_minutes", "25")
        peaks[number] = used.peak_mib
        assert f"{number} scored" in used.output
        print(
            f"\n{number:,} recordings of a second: {used.peak_mib:.0f} MiB at most, "
            f"{used.cpu_seconds:.0f} s of CPU"
        )
    assert peaks[5_000] - peaks[500] < MEMORY_GROWTH_MIB


def _write_second(path: Path, voice: np.ndarray, random: np.random.Generator) -> None:
    start = int(random.integers(0, len(voice) - 16_000))
    samples = voice[start : start + 16_000] * 32_000
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((samples + random.integers(-3, 4, 16_000)).astype("<i2").tobytes())
