"""Who may log in to the embedded server, and how: the rules of pg_hba.conf.

Its socket lies in a folder of mode 0700, so whoever reaches it may use the database. Over TCP,
which `interviews serve` opens on the loopback address, nobody logs in without a password, nor to
another database than that of the scores, and the superuser not at all.
"""

import os
import tempfile
from pathlib import Path

RULES = """\
# Written by the package, and again whenever it opens this database.
# TYPE  DATABASE  USER      ADDRESS       METHOD
local   all       all                     trust
host    all       postgres  all           reject
host    postgres  all       127.0.0.1/32  scram-sha-256
host    postgres  all       ::1/128       scram-sha-256
"""

_FILE = "pg_hba.conf"


def write_rules(data: Path) -> bool:
    """Write the rules of a cluster if it has others; whole or not at all.

    Args:
        data: the cluster's folder.

    Returns:
        Whether it had others: a server that runs is to read them again.
    """
    file = data / _FILE
    if file.is_file() and not file.is_symlink() and file.read_bytes() == RULES.encode():
        return False
    # The server's user may write to the folder, and we may be root: make a new file, follow none.
    descriptor, name = tempfile.mkstemp(prefix=f".{_FILE}.", dir=data)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as new:
            new.write(RULES)
            owner = data.stat()
            os.fchown(new.fileno(), owner.st_uid, owner.st_gid)
            os.fsync(new.fileno())
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True
