"""Make the sample interviews in tests/samples/interviews; the results are in version control.

    apt-get install espeak-ng
    python tests/samples/make_samples.py

Speech is synthesised by espeak-ng. The face is the portrait of the astronaut Eileen Collins
(NASA, public domain) that ships with scikit-image, moved a little in every frame so that a face
detector sees somebody who sits and talks. Essays are our own texts; one is set as a PDF.
Encoders run on one thread and without timestamps, so the same tools make the same bytes.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import cv2
import imageio_ffmpeg
import numpy as np
import numpy.typing as npt
import skimage.data
import soundfile
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

HERE = Path(__file__).parent
INTERVIEWS = HERE / "interviews"

WIDTH, HEIGHT, FRAMES_PER_SECOND = 640, 360, 25
FACE_CENTRE = (228.0, 124.0)
"""Between chin and eyes in the 512x512 portrait, pixels."""

ESPEAK_RATE = 22_050
REPRODUCIBLE = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"]


class Sentence(NamedTuple):
    """A spoken sentence: text, pitch (espeak-ng: 0-99, 50 is usual), pause after it in seconds."""

    text: str
    pitch: int
    pause: float


ADA = (
    Sentence("I would love to join your team.", 62, 0.4),
    Sentence("Last year I built a robot that waters my plants.", 56, 0.4),
    Sentence("It failed twice, it flooded the kitchen, and I learned a lot.", 50, 0.4),
    Sentence("Now I want to build bigger things with other people.", 60, 0.3),
)

GRACE = (
    Sentence("I have looked after hospital computers for eleven years.", 38, 0.9),
    Sentence("I like systems that do not surprise anybody.", 34, 0.8),
    Sentence("I am ready for a new task, and I hope for a useful one.", 40, 0.4),
)


class Cue(NamedTuple):
    """A sentence and when it is heard, seconds."""

    start: float
    end: float
    text: str


Samples = npt.NDArray[np.float64]


def main() -> None:
    for candidate in ("ada", "grace", "katherine"):
        (INTERVIEWS / candidate).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        ada = Path(folder) / "ada.wav"
        cues, seconds = speak(ADA, "en-us+f3", 185, ada)
        film(ada, seconds, INTERVIEWS / "ada" / "motivation.mp4")
        write_transcript(cues, INTERVIEWS / "ada" / "motivation.vtt")

        grace = Path(folder) / "grace.wav"
        speak(GRACE, "en-gb-x-rp+f2", 170, grace)
        to_16_khz(grace, INTERVIEWS / "grace" / "motivation.wav")
    set_essay(HERE / "grace_strengths.txt", INTERVIEWS / "grace" / "strengths.pdf")


def speak(
    sentences: tuple[Sentence, ...], voice: str, words_per_minute: int, path: Path
) -> tuple[list[Cue], float]:
    """Write the sentences as speech; return when each is heard, and the length in seconds."""
    lead_in = 0.3
    pieces: list[Samples] = [np.zeros(int(lead_in * ESPEAK_RATE))]
    cues, now = [], lead_in
    for sentence in sentences:
        spoken = synthesise(sentence, voice, words_per_minute)
        end = now + len(spoken) / ESPEAK_RATE
        cues.append(Cue(now, end, sentence.text))
        pieces += [spoken, np.zeros(int(sentence.pause * ESPEAK_RATE))]
        now = end + sentence.pause
    samples = np.concatenate(pieces)
    # A room is never digitally silent, and pauses should look like a room's.
    samples += np.random.default_rng(0).normal(0.0, 0.0005, len(samples))
    soundfile.write(path, 0.7 * samples / np.abs(samples).max(), ESPEAK_RATE)
    return cues, len(samples) / ESPEAK_RATE


def synthesise(sentence: Sentence, voice: str, words_per_minute: int) -> Samples:
    """One spoken sentence at ESPEAK_RATE, without the silence around it."""
    command = ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-p", str(sentence.pitch)]
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run([*command, "-w", file.name, sentence.text], check=True)
        samples, rate = soundfile.read(file.name)
    if rate != ESPEAK_RATE:
        raise RuntimeError(f"espeak-ng speaks at {rate} Hz, expected {ESPEAK_RATE}")
    loud = np.flatnonzero(np.abs(samples) > 0.003)
    return np.asarray(samples[loud[0] : loud[-1] + 1])


def film(sound: Path, seconds: float, path: Path) -> None:
    """Encode the moving portrait and the sound as H.264 and AAC."""
    picture = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}"]
    command = [
        *[imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error"],
        *[*picture, "-r", str(FRAMES_PER_SECOND), "-i", "pipe:0", "-i", str(sound)],
        *["-c:v", "libx264", "-preset", "slow", "-crf", "27", "-pix_fmt", "yuv420p"],
        *["-threads", "1", "-c:a", "aac", "-b:a", "64k", "-ar", "44100", "-shortest"],
        *[*REPRODUCIBLE, "-movflags", "+faststart", str(path)],
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for frame in portrait_frames(round(seconds * FRAMES_PER_SECOND)):
            process.stdin.write(frame.tobytes())
        process.stdin.close()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def portrait_frames(count: int) -> Iterator[npt.NDArray[Any]]:
    """Frames (HEIGHT, WIDTH, 3) RGB: the portrait sways, nods, nears and changes in brightness.

    The periods have no common divisor, so no two frames are alike.
    """
    portrait = skimage.data.astronaut()
    for number in range(count):
        time = number / FRAMES_PER_SECOND
        tilt_degrees = 4.0 * np.sin(2 * np.pi * time / 3.7)
        zoom = 1.55 + 0.15 * np.sin(2 * np.pi * time / 8.3)
        sway = 22.0 * np.sin(2 * np.pi * time / 5.1)
        nod = 8.0 * np.sin(2 * np.pi * time / 2.3)
        move = cv2.getRotationMatrix2D(FACE_CENTRE, tilt_degrees, zoom)
        move[:, 2] += np.array([WIDTH / 2 + sway, HEIGHT / 2 + nod]) - FACE_CENTRE
        frame = cv2.warpAffine(
            portrait,
            move,
            (WIDTH, HEIGHT),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        brightness = 1.0 + 0.08 * np.sin(2 * np.pi * time / 6.7)
        yield cv2.convertScaleAbs(frame, alpha=brightness)


def to_16_khz(sound: Path, path: Path) -> None:
    """Resample to 16 kHz mono, 16 bits."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error", "-i", str(sound)]
    subprocess.run([*command, "-ar", "16000", "-ac", "1", *REPRODUCIBLE, str(path)], check=True)


def write_transcript(cues: list[Cue], path: Path) -> None:
    """Write the cues as WebVTT."""
    blocks = ["WEBVTT"]
    blocks += [f"{timestamp(cue.start)} --> {timestamp(cue.end)}\n{cue.text}" for cue in cues]
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def timestamp(seconds: float) -> str:
    """Seconds as WebVTT writes them, MM:SS.mmm."""
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02}:{rest:06.3f}"


def set_essay(source: Path, path: Path) -> None:
    """Set a text of paragraphs, the first one its title, as a PDF."""
    title, *paragraphs = source.read_text(encoding="utf-8").strip().split("\n\n")
    styles = getSampleStyleSheet()
    story = [Paragraph(escape(title), styles["Title"])]
    story += [Paragraph(escape(paragraph), styles["BodyText"]) for paragraph in paragraphs]
    # invariant: no creation time and no random identifier in the file.
    SimpleDocTemplate(str(path), title=title, invariant=1).build(story)


if __name__ == "__main__":
    main()
