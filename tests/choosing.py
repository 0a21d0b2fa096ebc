"""Which tests are asked again of PostgreSQL, and which are left out of coverage. `tools/test` reads the marks.

What depends on the database is what writes, refuses, locks, sorts and counts there. Of pages, one test asks it
(tests/web/test_every_page.py): the words and the layout of an answer do not change with the database.
"""

from pathlib import Path, PurePosixPath

import pytest

TESTS = Path(__file__).parent
ROOMS = ("city", "sober", "democratic", "inclusive")
# Pages that search, filter, sort or import rows.
PAGES_OF_ROWS = {"test_register_pages.py", "test_import_pages.py", "test_people_pages.py", "test_every_page.py"}
# In the rooms, what is about letters, files, words or the forms of sign-in.
NOT_OF_ROWS = {
    "test_codes_by_mail.py",
    "test_demonstration.py",
    "test_duty_words.py",
    "test_gate.py",
    "test_identity.py",
    "test_notices.py",
    "test_session_papers.py",
    "test_sign_in.py",
    "test_told.py",
    "test_wording.py",
}
# Each opens again what other tests already run line by line, in other processes or through all the pages.
SEEN_ELSEWHERE = ("browser", "consistency", "cli/test_demo.py", "cli/test_serve.py", "city/people/test_gate.py")


def mark(items: list[pytest.Item]) -> None:
    for item in items:
        if TESTS in item.path.parents:
            path = PurePosixPath(item.path.relative_to(TESTS))
            if depends_on_the_database(path):
                item.add_marker(pytest.mark.database)
            if any(path.is_relative_to(other) for other in SEEN_ELSEWHERE):
                item.add_marker(pytest.mark.unmeasured)


def depends_on_the_database(path: PurePosixPath) -> bool:
    if path.name in PAGES_OF_ROWS:
        return True
    return path.parts[0] in ROOMS and path.name not in NOT_OF_ROWS and not path.name.endswith("_pages.py")
