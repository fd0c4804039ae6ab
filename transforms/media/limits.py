"""Limits on hostile or broken inputs, defined once."""

MAXIMUM_SECONDS = 4 * 3600
"""Longest recording that is scored."""

MAXIMUM_BYTES = 16 * 2**30
"""Largest file that is fetched."""

MAXIMUM_PIXELS = 8192 * 4320
"""Largest picture that is decoded."""

CHILD_MEMORY_BYTES = 4 * 2**30
"""Address space of a child process that opens an input."""

PROBE_SECONDS = 60.0
"""Wall-clock time for reading a container's header or a document."""

STALL_SECONDS = 120.0
"""Longest wait for the next decoded frame."""

DECODE_CPU_SECONDS = 120
"""CPU time a decoder may use, plus as much again as the recording is long, plus, for a picture,
what its pixels take at PIXELS_A_CPU_SECOND."""

PIXELS_A_CPU_SECOND = 50e6
"""A quarter of what one slow core decodes of the heaviest film that phones make (10-bit HEVC)."""

LARGEST_PICTURE_TRACK = 2e12
"""Most pixels in all frames of a picture track: four hours of 1920 x 1080 or one of 3840 x 2160,
at 60 frames a second. Such a film takes hours of CPU time."""

PIXELS_A_THREAD = 100e6
"""Pixels a second of film for which a decoder gets another thread: ordinary film of 1920 x 1080
at 30 frames a second is decoded by one."""

FRAMES_HELD = 20_000
"""Sampled frames of which the faces are held in memory (some 70 MB) while several threads decode:
more than an hour. Of longer film one thread decodes, and nothing waits for its end."""

MAXIMUM_THREADS = 8
"""Threads of one decoder: each holds frames of its own in CHILD_MEMORY_BYTES."""

TRUNCATION_SECONDS = 1.0
"""A stream that ends this much before its declared length is truncated."""

MINIMUM_SHARE = 2 / 3
"""A truncated recording of which less than this share is left is not scored at all."""

PROTOCOLS = "file,pipe"
"""What ffmpeg may open: never the network, whatever a playlist inside the input says."""

FORMATS = "mov,mp4,m4a,matroska,webm,avi,mpeg,mpegvideo,mpegts,wav,w64,flac,mp3,ogg"
"""Containers that ffmpeg may open; some .mpg files are elementary MPEG video. Playlists,
concatenations and picture series are left out."""

BEYOND_HEADER = {"ignore_length": 1}
"""A WAV is to be read on behind the end that its header gives."""

DEEP = {"probesize": 1 << 28, "analyzeduration": 120_000_000}
"""How far (bytes, microseconds) a reader looks for tracks where one begins late, as MPEG streams
have no list of them."""

SCAN_SECONDS = 40.0
"""Wall-clock time for reading a file's packets; what lies behind is decoded unseen."""

WAITING_FACTOR = 4
"""A decoder may keep its reader waiting this many times its CPU time, all waits together."""

STREAMED_FORMATS = frozenset({"mpeg", "mpegts", "mpegvideo"})
"""Containers without a length of their own, whose clock a broadcaster may set anew."""

BACKWARD_SECONDS = 0.5
"""A clock that goes back by more starts again: takes were joined."""

CLOCK_JUMP_SECONDS = 3600.0
"""A clock that goes forward by more was set anew; a shorter gap is one in the recording."""

STREAMED_JUMP_SECONDS = 10.0
"""The same for STREAMED_FORMATS, where jumps are usual and gaps are not."""

MAXIMUM_SEGMENTS = 200
"""Restarts of a clock that are followed."""

MAXIMUM_TRACKS = 16
"""Pictures, and sounds, that are looked at when the one to score is chosen."""

SAMPLE_CPU_SECONDS = 15
"""CPU time for decoding one sample of a track."""

CHOOSING_SECONDS = 120.0
"""Wall-clock time for sampling the pictures, or the sounds, of a file; what is not sampled by then
is not chosen."""

MAXIMUM_CHANNELS = 64
"""Most channels of sound that the decoder mixes."""
