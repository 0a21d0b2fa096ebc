"""A page's weight is counted on the bytes sent, and never for a page that does not ask."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import RequestFactory

from sobria.ui.weight import MARK, PageWeight, sentence


def test_weight_is_the_page_and_its_files_compressed() -> None:
    url = static("ui/sobria.css")
    html = f'<link href="{url}"><img src="{url}">'.encode() + b"x" * 5000
    stylesheet = Path(settings.STATIC_ROOT) / url.removeprefix(settings.STATIC_URL)
    served = min(path.stat().st_size for path in stylesheet.parent.glob(f"{stylesheet.name}*"))
    expected = (len(gzip.compress(html, compresslevel=6)) + served) / 1000
    said = re.search(r"([\d,]+)\sko, (\d+) requêtes", sentence(html))
    assert said is not None
    assert abs(float(said[1].replace(",", ".")) - expected) <= 0.05
    assert said[2] == "2"


def test_answer_without_the_mark_is_left_alone(rf: RequestFactory) -> None:
    answer = PageWeight(lambda _request: HttpResponse(b"a,b\n1,2\n", content_type="text/csv"))(rf.get("/"))
    assert isinstance(answer, HttpResponse)
    assert answer.content == b"a,b\n1,2\n"


def test_content_length_follows_the_sentence(rf: RequestFactory) -> None:
    page = HttpResponse(b"<p>" + MARK + b"</p>", headers={"Content-Length": str(7 + len(MARK))})
    answer = PageWeight(lambda _request: page)(rf.get("/"))
    assert isinstance(answer, HttpResponse)
    assert MARK not in answer.content
    assert answer.headers["Content-Length"] == str(len(answer.content))
