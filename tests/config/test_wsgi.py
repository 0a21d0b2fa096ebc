"""The server opens every page before it answers, so that the first visitor does not wait."""

import subprocess
import sys


def test_pages_are_opened_when_the_server_starts() -> None:
    asked = "import sys, sobria.config.wsgi; print('sobria.web.portal.views' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "True"
