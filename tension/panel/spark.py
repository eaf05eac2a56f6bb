"""Spark as the engine: a session on a master, quiet, and nothing written where one stands.

A session that runs in the process already is used as it is, so that a notebook on a cluster keeps
its own; else one is started for the master of the connection. What the virtual machine says goes
to a file of a temporary folder, which ends with the process.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import socket
import tempfile
from glob import glob
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from tension.core.errors import InputError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

EXTRA = "python -m pip install '.[spark]'"
JAVA = ("install it (on Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME to "
        "where it lies")
LOCAL = "--engine-url 'spark://local[2]'"
LEAST = 512
"""Megabytes below which Spark's own virtual machine does not start."""

WAIT = 5.0
"""Seconds in which a master must answer before a session is asked of it."""

_URL = re.compile(r"(?:py)?spark:(?://)?(?P<master>[^?]*)(?:\?(?P<settings>.*))?")
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt])i?b?\s*", re.IGNORECASE)
_MEGABYTES = {"k": 1 / 1024, "m": 1, "g": 1024, "t": 1024**2}

_QUIET = {"spark.app.name": "tension", "spark.ui.enabled": "false",
          "spark.ui.showConsoleProgress": "false"}
# Through Arrow a missing number comes as missing; through pickles it would come as NaN and count.
_BY_ARROW = {"spark.sql.execution.arrow.pyspark.enabled": "true",
             "spark.sql.execution.arrow.pyspark.fallback.enabled": "false"}


def is_spark(url: str | None) -> bool:
    """Return whether a connection is one of Spark.

    Examples
    --------
    >>> is_spark("spark://local[2]"), is_spark("duckdb://events.ddb")
    (True, False)
    """
    return url is not None and _URL.fullmatch(url) is not None


def parts_of(url: str) -> tuple[str, dict[str, str]]:
    """Return the master of a connection as Spark writes it, and the settings behind it.

    Parameters
    ----------
    url : str
        ``spark://local[2]``, ``spark://host:7077``, ``spark://yarn``; settings of Spark follow a
        ``?``. ``pyspark://`` is the same, and ``spark://`` alone leaves the master to Spark.

    Examples
    --------
    >>> parts_of("spark://local[2]?spark.sql.shuffle.partitions=4")
    ('local[2]', {'spark.sql.shuffle.partitions': '4'})
    >>> parts_of("pyspark://host:7077")
    ('spark://host:7077', {})
    """
    found = _URL.fullmatch(url)
    assert found is not None
    master, settings = found["master"], dict(parse_qsl(found["settings"] or "",
                                                       keep_blank_values=True))
    if foreign := [name for name in settings if not name.startswith("spark.")]:
        raise UsageError(f"{url}: {foreign[0]!r} is no setting of Spark; those begin with spark.")
    if re.fullmatch(r"[^/\[\]]+:\d+", master):
        master = f"spark://{master}"
    return master, settings


def connect_spark(ibis: Any, url: str, memory: str) -> Any:
    """Return a connection to Spark, of a running session or of one begun for it.

    Parameters
    ----------
    ibis : module
        Ibis.
    url : str
        As `parts_of` reads it.
    memory : str
        Memory of a local session, ``2GB``; a cluster has its own.

    Raises
    ------
    UsageError
        If the extra or Java is missing, or the master does not answer.
    """
    try:
        import_module("pyspark.sql")
    except ImportError:
        raise UsageError(f"{url}: Spark needs the extra spark: {EXTRA}") from None
    # It would write what a query lacks to the user's screen, above the line that says so.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    master, settings = parts_of(url)
    session = _running(master) or _started(url, master, settings, memory)
    return ibis.pyspark.connect(session, **_BY_ARROW)


def parquet_files(connection: Any, files: str, where: str) -> Any:
    """Return Parquet files as a table of the session.

    Parameters
    ----------
    connection : Backend
        As `connect_spark` makes it.
    files : str
        A file, a pattern, or an address that Spark reads itself: ``hdfs://…``, ``s3a://…``.
    where : str
        What the user named.
    """
    if "://" in files:
        return _viewed(connection, connection._session.read.parquet(files))
    found = sorted(glob(files, recursive=True))
    if not found:
        raise InputError(where, "no file is named so", "name a Parquet file of events")
    # On this machine, whatever Spark's own file system is, and with no pattern in a name.
    paths = [f"file://{Path(one).resolve()}" for one in found]
    read = connection._session.read.options(**_root_of(paths[0]))
    return _viewed(connection, read.parquet(*(re.sub(r"([\\*?{}\[\]])", r"\\\1", one)
                                              for one in paths)))


def _root_of(path: str) -> dict[str, str]:
    """Return where the folders begin that are columns, ``origin=icews``, if there are such.

    Examples
    --------
    >>> _root_of("file:///lake/events/origin=icews/year=2001/a.parquet")
    {'basePath': 'file:///lake/events'}
    """
    found = re.match(r"(.*?)/[^/]+=[^/]*/", path)
    return {"basePath": found[1]} if found else {}


def uploaded(connection: Any, held: pa.Table) -> Any:
    """Return rows that are held here as a table of the session."""
    return _viewed(connection, connection._session.createDataFrame(held))


def _viewed(connection: Any, rows: Any) -> Any:
    import ibis

    name = ibis.util.gen_name("events")
    rows.createOrReplaceTempView(name)
    return connection.table(name)


def _running(master: str) -> Any:
    """Return the session that runs in this process, or None."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session is None and SparkContext._active_spark_context is not None:
        session = SparkSession.builder.getOrCreate()  # one that another thread began
    if session is not None and master and master != (own := session.conf.get("spark.master")):
        raise UsageError(f"a session on {own} runs in this process already; write --engine-url "
                         "spark:// to use it, or stop it first")
    return session


def _started(url: str, master: str, settings: dict[str, str], memory: str) -> Any:
    """Begin a session; whatever the virtual machine says goes to a file."""
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    _require_java()
    _answering(master)
    folder = Path(tempfile.mkdtemp(prefix="tension-spark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    chosen = {**_QUIET, **_of_here(master, folder, memory), **settings}
    conf = SparkConf().setAll(list(chosen.items()))
    if master:
        conf = conf.setMaster(master)
    log = folder / "spark.log"
    try:
        gateway = None
        if SparkContext._gateway is None:
            with log.open("wb") as said:
                gateway = launch_gateway(conf, {"stdout": said, "stderr": said})
        SparkContext(gateway=gateway, conf=conf)
    except PySparkRuntimeError:
        raise UsageError(f"{url}: no session of Spark begins: {_why_none(log)}") from None
    session = SparkSession.builder.getOrCreate()
    atexit.register(session.stop)  # before its folder goes: the last registered is the first run
    return session


def _of_here(master: str, folder: Path, memory: str) -> dict[str, str]:
    """Return the settings of this machine; a cluster has its own memory and folders."""
    # Spark makes it as it begins, where one stands if it is not told otherwise.
    warehouse = {"spark.sql.warehouse.dir": (folder / "warehouse").as_uri()}
    if not master.startswith("local"):
        return warehouse
    return {
        **warehouse, "spark.local.dir": str(folder),
        "spark.driver.memory": f"{_megabytes(memory)}m",
        # Nobody else has business with it, and no name of the machine needs to be known.
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
    }


def _megabytes(memory: str) -> int:
    """Return a size in megabytes.

    Examples
    --------
    >>> _megabytes("2GB"), _megabytes("1.5 GiB")
    (2048, 1536)
    """
    found = _SIZE.fullmatch(memory)
    if found is None:
        raise UsageError(f"--memory: {memory!r} is no size; write 1GB or 4GB")
    size = int(float(found[1]) * _MEGABYTES[found[2].lower()])
    if size < LEAST:
        raise UsageError(f"--memory: {memory} is too little for Spark; give it {LEAST}MB or more")
    return size


def _require_java() -> None:
    """Refuse to go on without Java; its age shows only when it runs."""
    home = os.environ.get("JAVA_HOME")
    found = (Path(home) / "bin" / "java").is_file() if home else shutil.which("java")
    if not found:
        place = f"finds none in JAVA_HOME ({home})" if home else "finds none"
        raise UsageError(f"Spark needs Java 17 and {place}; {JAVA}")


def _answering(master: str) -> None:
    """Refuse a master of a cluster that nobody listens at: Spark itself would try for a minute."""
    if not master.startswith("spark://"):
        return
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=WAIT).close()
            return
        except OSError:
            continue
    raise UsageError(f"{master}: no Spark master answers there; start one, or write {LOCAL}")


def _why_none(log: Path) -> str:
    """Return why the virtual machine ended, from what it said."""
    said = log.read_text("utf-8", "replace")
    if "UnsupportedClassVersionError" in said:
        return f"its Java is older than 17; {JAVA}"
    told = [line.strip() for line in said.splitlines() if "rror" in line or "xception" in line]
    if not told:
        return "Java ended at once and said nothing"
    return re.sub(r'^Exception in thread "\w+" ([\w$]+\.)*', "", told[0])
