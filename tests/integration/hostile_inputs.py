"""Make files that a night of uploads brings along: broken, empty, odd, and some made with intent.

Each function writes one kind of input into a folder and returns its path; `write_all` writes every
kind. They start from the bundled sample interviews and use the ffmpeg binary.
"""

import re
import struct
import subprocess
import sys
import wave
import zlib
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from reportlab.pdfgen.canvas import Canvas

SAMPLES = Path(__file__).parents[1] / "samples" / "interviews"
FILM = SAMPLES / "ada" / "motivation.mp4"
TRANSCRIPT = SAMPLES / "ada" / "motivation.vtt"
ESSAY = SAMPLES / "ada" / "strengths.txt"
VOICE = SAMPLES / "grace" / "motivation.wav"

SECRET = "file:///etc/passwd"
"""What a playlist posing as a film tries to have read."""

SHORT = ["-t", "3"]

ADVICE = re.compile(r"\b(check|convert|cut|export|name|print|rename|save|scale|send|upload)\b")
"""What every failure says to do next, one way or another."""


def ffmpeg(*arguments: str | Path) -> None:
    """Run the ffmpeg binary; its complaint becomes the exception's note."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-v", "error", *arguments]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"ffmpeg {' '.join(map(str, arguments))}: {done.stderr}")


# Broken


def truncated_without_index(folder: Path) -> Path:
    """The first half of an MP4 whose index (moov) stands at the end: nothing can be read."""
    return _first_half(folder / "truncated_without_index.mp4", ["-movflags", "-faststart"])


def truncated_with_index(folder: Path) -> Path:
    """The first half of an MP4 whose index stands first: plays, then ends too early."""
    return _first_half(folder / "truncated_with_index.mp4", ["-movflags", "+faststart"])


def _first_half(path: Path, options: list[str]) -> Path:
    ffmpeg("-i", FILM, "-c", "copy", *options, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def text_named_mp4(folder: Path) -> Path:
    """An essay with the name of a film."""
    return _copy(ESSAY, folder / "text_named.mp4")


def png_named_mp4(folder: Path) -> Path:
    """A picture with the name of a film: ffmpeg would read it as a film of one frame."""
    path = folder / "png_named.mp4"
    ffmpeg("-i", FILM, "-frames:v", "1", "-f", "image2", "-c:v", "png", path)
    return path


def noise_named_mp4(folder: Path) -> Path:
    """64 KiB of random bytes."""
    path = folder / "noise_named.mp4"
    path.write_bytes(np.random.default_rng(0).bytes(65_536))
    return path


def damaged_middle(folder: Path) -> Path:
    """An MP4 with an intact index and 8 KiB of zeros amid its frames."""
    path = folder / "damaged_middle.mp4"
    data = bytearray(FILM.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8192] = bytes(8192)
    path.write_bytes(data)
    return path


def empty_wav(folder: Path) -> Path:
    """A WAV of no bytes."""
    path = folder / "empty.wav"
    path.touch()
    return path


def header_only_wav(folder: Path) -> Path:
    """A WAV header that announces no samples."""
    return _silence(folder / "header_only.wav", seconds=0.0)


# Nothing to score


def silent_wav(folder: Path) -> Path:
    """10 s of digital silence."""
    return _silence(folder / "silent.wav", seconds=10.0)


def _silence(path: Path, seconds: float) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(2 * round(seconds * 16_000)))
    return path


def brief_wav(folder: Path) -> Path:
    """0.2 s of speech: shorter than any voice model can read."""
    path = folder / "brief.wav"
    ffmpeg("-ss", "0.5", "-t", "0.2", "-i", VOICE, path)
    return path


def no_face_no_sound(folder: Path) -> Path:
    """3 s of moving colour gradients, without sound."""
    return _gradients(folder / "no_face_no_sound.mp4", sound=[])


def no_face_with_sound(folder: Path) -> Path:
    """3 s of moving colour gradients, with speech."""
    return _gradients(folder / "no_face_with_sound.mp4", sound=["-i", VOICE])


def _gradients(path: Path, sound: list[str | Path]) -> Path:
    picture = "gradients=size=640x360:rate=25:speed=0.02:seed=1"
    ffmpeg("-f", "lavfi", "-i", picture, *sound, *SHORT, "-pix_fmt", "yuv420p", path)
    return path


def pdf_without_text(folder: Path) -> Path:
    """A PDF with a drawing and no letter, as a scanner makes it."""
    path = folder / "without_text.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.circle(300, 400, 120, fill=1)
    canvas.save()
    return path


def empty_essay(folder: Path) -> Path:
    """A text of blank lines."""
    path = folder / "empty_essay.txt"
    path.write_text("\n \n\t\n", encoding="utf-8")
    return path


# Odd but readable


def without_sound(folder: Path) -> Path:
    """A face that says nothing: MP4 with H.264 only."""
    path = folder / "without_sound.mp4"
    ffmpeg("-i", FILM, *SHORT, "-an", "-c", "copy", path)
    return path


def without_picture(folder: Path) -> Path:
    """A voice without a face: MP4 with AAC only."""
    path = folder / "without_picture.mp4"
    ffmpeg("-i", FILM, "-vn", "-c", "copy", path)
    return path


def rotated(folder: Path) -> Path:
    """A telephone's portrait film: stored 360x240 on its side, shown 240x360 by its matrix."""
    path = folder / "rotated.mp4"
    on_its_side = folder / "on_its_side.mp4"
    # Turned in the picture and back in the metadata: only who obeys the matrix sees a face upright.
    turn = "crop=240:360,transpose=cclock"
    ffmpeg("-i", FILM, *SHORT, "-vf", turn, "-c:a", "copy", on_its_side)
    ffmpeg("-display_rotation", "-90", "-i", on_its_side, "-c", "copy", path)
    on_its_side.unlink()
    return path


def variable_frame_rate(folder: Path) -> Path:
    """5 s in which every seventh frame and then a whole second are missing."""
    path = folder / "variable_frame_rate.mp4"
    keep = r"select=mod(n\,7)*not(between(t\,2\,3))"
    ffmpeg("-i", FILM, "-t", "5", "-vf", keep, "-fps_mode", "vfr", "-c:a", "copy", path)
    return path


def awkward_name(folder: Path) -> Path:
    """A good MP4 whose name a shell, a URL or an option parser would misread."""
    return _copy(FILM, folder / "-my 'best' \"take\"; rm übung 面接 100%.mp4")


def other_format(folder: Path, suffix: str, *codecs: str) -> Path:
    """3 s of the sample film, or of its sound, in another container."""
    path = folder / f"other_format.{suffix}"
    ffmpeg("-i", FILM, *SHORT, *codecs, path)
    return path


OTHER_FORMATS = {
    "mkv": ("-c", "copy"),
    "mov": ("-c", "copy"),
    "avi": ("-c:v", "mpeg4", "-c:a", "libmp3lame"),
    "mpg": ("-c:v", "mpeg2video", "-c:a", "mp2"),
    "webm": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"),
    "m4a": ("-vn", "-c", "copy"),
    "ogg": ("-vn", "-c:a", "libvorbis"),
    "flac": ("-vn",),
    "mp3": ("-vn",),
}
"""Suffix to codecs; the last four hold sound only."""


def utf16_essay(folder: Path) -> Path:
    """An essay as an old word processor saves it: UTF-16 with a byte order mark."""
    path = folder / "utf16_essay.txt"
    path.write_text(ESSAY.read_text(encoding="utf-8"), encoding="utf-16")
    return path


def vtt_transcript(folder: Path) -> Path:
    """A WebVTT transcript with a comment, cue names, settings and voice tags around the words."""
    path = folder / "transcript.vtt"
    header, *cues = TRANSCRIPT.read_text(encoding="utf-8").strip().split("\n\n")
    blocks = [f"{header} - Ada", "NOTE not spoken"]
    for number, cue in enumerate(cues, start=1):
        times, words = cue.split("\n")
        blocks.append(f"cue-{number}\n{times} align:start\n<v Ada>{words}</v>")
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    return path


def srt_transcript(folder: Path) -> Path:
    """The same words as SubRip, with Windows line ends and a byte order mark."""
    path = folder / "transcript.srt"
    cues = TRANSCRIPT.read_text(encoding="utf-8").strip().split("\n\n")[1:]
    blocks = []
    for number, cue in enumerate(cues, start=1):
        times, words = cue.split("\n")
        start, end = (f"00:{time.replace('.', ',')}" for time in times.split(" --> "))
        blocks.append(f"{number}\n{start} --> {end}\n<i>{words}</i>")
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8-sig", newline="\r\n")
    return path


# Made with intent


def concat_playlist(folder: Path) -> Path:
    """An ffconcat script posing as a film: must be refused, never followed."""
    path = folder / "concat_playlist.mp4"
    path.write_text(f"ffconcat version 1.0\nfile '{SECRET}'\n", encoding="utf-8")
    return path


def hls_playlist(folder: Path) -> Path:
    """An HLS playlist posing as a film: must be refused, never followed."""
    path = folder / "hls_playlist.mp4"
    segment = f"#EXTINF:10.0,\n{SECRET}\n"
    path.write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n{segment}#EXT-X-ENDLIST\n", encoding="utf-8"
    )
    return path


def huge_picture(folder: Path) -> Path:
    """One black frame of 16000x16000 in 32 KB: 768 MB once decoded to RGB."""
    path = folder / "huge_picture.mp4"
    picture = folder / "huge_picture.png"
    side = 16_000
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # 1 bit a pixel, grey
    rows = bytes(side * (1 + side // 8))
    # By hand, as encoders take half a minute over so many pixels.
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(*chunk) for chunk in chunks))
    ffmpeg("-i", picture, "-c", "copy", "-f", "mov", path)
    picture.unlink()
    return path


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _copy(source: Path, path: Path) -> Path:
    path.write_bytes(source.read_bytes())
    return path


KINDS: tuple[Callable[[Path], Path], ...] = (
    truncated_without_index,
    truncated_with_index,
    text_named_mp4,
    png_named_mp4,
    noise_named_mp4,
    damaged_middle,
    empty_wav,
    header_only_wav,
    silent_wav,
    brief_wav,
    no_face_no_sound,
    no_face_with_sound,
    pdf_without_text,
    empty_essay,
    without_sound,
    without_picture,
    rotated,
    variable_frame_rate,
    awkward_name,
    utf16_essay,
    vtt_transcript,
    srt_transcript,
    concat_playlist,
    hls_playlist,
    huge_picture,
)


def write_all(folder: Path) -> dict[str, Path]:
    """Write every kind into the folder; the keys are the functions' names and `other_<suffix>`."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {kind.__name__: kind(folder) for kind in KINDS}
    for suffix, codecs in OTHER_FORMATS.items():
        written[f"other_{suffix}"] = other_format(folder, suffix, *codecs)
    return written


if __name__ == "__main__":
    for name, path in write_all(Path(sys.argv[1])).items():
        print(f"{name:24} {path.stat().st_size:9,} bytes  {path.name}")
