"""The server as a process: `python -m tests.google_server --print-root [--faults '[{"nth": 2, "do": "lose"}]']`.

Prints one line of JSON: root, addresses of the sign-in, the path of a credentials file that it writes, and an access
token that may do everything (for the probe). Runs until it is interrupted.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path

from .methods import SCOPE
from .script import script
from .shell import GoogleServer


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    options = _options()
    with GoogleServer(options.port) as server, tempfile.TemporaryDirectory() as folder:
        script(server, json.loads(options.faults))
        path = options.credentials or Path(folder, "credentials.json")
        path.write_text(json.dumps(server.credentials), encoding="utf-8")
        if options.print_root:
            sys.stdout.write(json.dumps(_told(server, path)) + "\n")
            sys.stdout.flush()
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.google_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--print-root", action="store_true", help="print where it is, as JSON")
    parser.add_argument("--credentials", type=Path, help="where to write the credentials file")
    parser.add_argument("--faults", default="[]", help="a JSON list; see tests/google_server/script.py")
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})  # threads inherit it: main waits for them
    return parser.parse_args()


def _told(server: GoogleServer, path: Path) -> dict[str, str]:
    installed = server.credentials["installed"]
    return {
        "root": server.root,
        "token_uri": installed["token_uri"],
        "auth_uri": installed["auth_uri"],
        "credentials": str(path),
        "access_token": server.sign_in.granted(f"{SCOPE}calendar")["token"],
    }


if __name__ == "__main__":
    main()
