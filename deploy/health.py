#!/usr/bin/env python3
"""Exit 0 when the process of this container answers `/health` on $HEALTH_PORT. Run by the image's health check."""

import os
import sys
from http.client import HTTPConnection
from typing import Final

_SECONDS: Final = 4
_OK: Final = 200


def healthy(port: int) -> bool:
    """Whether the process answers, and says that it is well."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == _OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not healthy(int(os.environ["HEALTH_PORT"])))
