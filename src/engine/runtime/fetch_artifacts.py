"""Fetches files from the Maven repository by their exact coordinates, without Maven.

Called with a JSON list of files and the folder that they go to. Prints one JSON object a line: {"bytes": so far},
{"got": file}, {"failed": file, "why": reason}. Whoever calls checks the sums.
"""

import json
import os
import pathlib
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from jgo.maven import MavenContext
from jgo.maven._resolver import PythonResolver

AT_ONCE = 6
TELL_EVERY = 0.1  # seconds

out = threading.Lock()
received = 0
told = 0.0


def say(**what):
    print(json.dumps(what), flush=True)


@contextmanager
def counting(_name, _size):
    """What the resolver calls with each chunk that came."""

    def chunk(length):
        global received, told
        with out:
            received += length
            if time.monotonic() - told >= TELL_EVERY:
                told = time.monotonic()
                say(bytes=received)

    yield chunk


def fetch(maven, wanted, folder):
    try:
        component = maven.project(wanted["group"], wanted["artifact"]).at_version(wanted["version"])
        file = component.artifact(classifier=wanted["classifier"], packaging=wanted["packaging"]).resolve()
        os.replace(file, folder / wanted["file"])
    except Exception as error:  # a library may raise anything, and the other files go on
        with out:
            say(failed=wanted["file"], why=f"{type(error).__name__}: {error}")
    else:
        with out:
            say(got=wanted["file"])


def main(list_file, folder):
    wanted = json.loads(pathlib.Path(list_file).read_text())
    folder = pathlib.Path(folder)
    # A repository of our own, new each time: a file that was cut off last time would be taken for a whole one.
    with tempfile.TemporaryDirectory(dir=folder) as repository:
        maven = MavenContext(
            resolver=PythonResolver(progress_callback=counting),
            repo_cache=pathlib.Path(repository),
            local_repos=[],
            timeout=30,
        )
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for file in wanted:
                pool.submit(fetch, maven, file, folder)


main(*sys.argv[1:])
