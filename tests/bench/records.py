"""The local runtime's records, used by four processes at once, beside bare sqlite3 with as many transactions of the same durability.

In: two programs that each print the seconds of every round of their work. Out: how many rounds a second there were, and
how long the slowest of a hundred took.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import bar, row

PROCESSES, ROUNDS = 4, 2_000
# A program makes `work`, a function of a number; rounds begin when all processes are there.
RUN = """
import contextlib, os, time
with contextlib.suppress(AttributeError, PermissionError):  # ahead of other work on the machine, where that is allowed
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
work(-1)
print("ready", flush=True)
input()
seconds = []
for number in range(ROUNDS):
    begun = time.perf_counter()
    work(number)
    seconds.append(time.perf_counter() - begun)
print(*seconds)
"""
BARE = """
import os, sqlite3
database = sqlite3.connect(os.path.join(os.environ["INFRAR_HOME"], "bare.sqlite"), isolation_level=None, timeout=60)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = NORMAL")
"""
BARE_QUEUE = f"""{BARE}
database.execute("CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, body BLOB, due REAL)")

def work(number):
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO messages (body, due) VALUES (?, 0)", (b"work %d" % number,))
    database.execute("COMMIT")
    database.execute("BEGIN IMMEDIATE")
    row = database.execute("SELECT id, body FROM messages WHERE due < 1 LIMIT 1").fetchone()
    database.execute("UPDATE messages SET due = 2 WHERE id = ?", row[:1])
    database.execute("COMMIT")
    database.execute("BEGIN IMMEDIATE")
    database.execute("DELETE FROM messages WHERE id = ?", row[:1])
    database.execute("COMMIT")
"""
QUEUE = """
from infrar import queue

def work(number):
    queue.send("bench", b"work %d" % number)
    for message in queue.receive("bench"):
        queue.ack(message)
"""

VALUE = {"total": 42, "paid": False, "name": "somebody"}
BARE_DOCUMENTS = f"""{BARE}
import json, os
VALUE = {VALUE!r}
database.execute("CREATE TABLE IF NOT EXISTS documents (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")

def put(number):
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT OR REPLACE INTO documents VALUES (?, ?)", (f"{{os.getpid()}}/{{number % 500}}", json.dumps(VALUE)))
    database.execute("COMMIT")

def get(number):
    key = f"{{os.getpid()}}/{{number % 500}}"
    row = database.execute("SELECT value FROM documents WHERE key = ?", (key,)).fetchone()
    return json.loads(row[0])

for number in range(-1, 500):
    put(number)
"""
DOCUMENTS = f"""
import os
from infrar import kv
VALUE = {VALUE!r}

def put(number):
    kv.put("bench", f"{{os.getpid()}}/{{number % 500}}", VALUE)

def get(number):
    return kv.get("bench", f"{{os.getpid()}}/{{number % 500}}").value

for number in range(-1, 500):
    put(number)
"""


@dataclass(frozen=True)
class Rounds:
    """Of all processes together."""

    per_second: float
    median: float
    slow: float  # the 99th of a hundred


def at_once(program: str, home: Path) -> Rounds:
    """The program in PROCESSES processes, each with ROUNDS rounds, on a home folder of its own."""
    home.mkdir()
    code = f"ROUNDS = {ROUNDS}\n{program}\n{RUN}"
    environment = {**os.environ, "INFRAR_HOME": str(home), "INFRAR_PROVIDER": "local"}
    command = [sys.executable, "-c", code]
    started = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    begun = time.perf_counter()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    printed = [process.communicate()[0] for process in started]
    elapsed = time.perf_counter() - begun
    seconds = sorted(float(each) for text in printed for each in text.split())
    return Rounds(len(seconds) / elapsed, statistics.median(seconds), seconds[len(seconds) * 99 // 100])


def compare(what: str, ours: str, bare: str, folder: Path) -> None:
    """The bars of one kind of record. Several runs, taking turns: what else the machine does falls on both."""
    runs = [(at_once(ours, folder / f"ours-{n}"), at_once(bare, folder / f"bare-{n}")) for n in range(3)]
    own = statistics.median(mine.per_second for mine, _ in runs)
    other = statistics.median(theirs.per_second for _, theirs in runs)
    bar(what, own / other, "×", f"of bare sqlite3, {other:.0f} a second", at_least=0.33)
    slow, theirs = (statistics.median(each.slow / each.median for each in kind) for kind in zip(*runs, strict=True))
    against = f"the median, {runs[0][0].median * 1e6:.0f} µs (bare sqlite3: {theirs:.0f} ×)"
    bar("  the 99th of a hundred", slow, "×", against, at_most=20)


def documents(folder: Path) -> None:
    from infrar import kv
    from infrar.testing import local_runtime

    print(f"documents on the local runtime, {PROCESSES} processes at once")
    for work in ("put", "get"):
        place = folder / work
        place.mkdir()
        compare(work, f"{DOCUMENTS}\nwork = {work}", f"{BARE_DOCUMENTS}\nwork = {work}", place)
    few, many = 1_000, 1_000_000
    medians: dict[tuple[str, int], float] = {}
    with local_runtime(folder / "large"):
        for size in (few, many):
            start = 0 if size == few else few
            for first in range(start, size, 25):
                kv.transact("bench", [kv.Put(f"{number:07}", VALUE) for number in range(first, first + 25)])
            for work, operation in (
                ("put", lambda key: kv.put("bench", key, VALUE)),
                ("get", lambda key: kv.get("bench", key)),
                ("increment", lambda key: kv.increment("bench", key, "total")),
                ("list_keys of ten", lambda key: kv.list_keys("bench", key[:6])),
            ):
                seconds = []
                for number in range(500):
                    begun = time.perf_counter()
                    operation(f"{number * 7919 % size:07}")
                    seconds.append(time.perf_counter() - begun)
                medians[work, size] = statistics.median(seconds)
    for work, size in list(medians):
        if size == few:
            row(f"one process, {work}, 1,000 documents", f"{medians[work, few] * 1e6:.0f} µs")
            bar("  1,000,000 documents", medians[work, many] / medians[work, few], "×", "the same", at_most=1.5)


def queue(folder: Path) -> None:
    from infrar import queue as messages
    from infrar.testing import local_runtime

    print(f"queues on the local runtime, {PROCESSES} processes at once")
    compare("send + receive + ack", QUEUE, BARE_QUEUE, folder)
    few, many = 1_000, 1_000_000
    medians = {}
    with local_runtime(folder / "large"):
        for size in (few, many):
            for _ in range(0, size if size == few else size - few, 1_000):
                messages.send_batch("bench", ["waiting"] * 1_000)
            seconds = []
            for _ in range(500):
                begun = time.perf_counter()
                messages.send("bench", "work")
                for message in messages.receive("bench"):
                    messages.ack(message)
                seconds.append(time.perf_counter() - begun)
            medians[size] = statistics.median(seconds)
    row("one process, 1,000 messages waiting", f"{medians[few] * 1e6:.0f} µs")
    bar("  1,000,000 messages waiting", medians[many] / medians[few], "×", "the same", at_most=1.5)
