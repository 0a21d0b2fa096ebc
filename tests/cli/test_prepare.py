"""A data folder is made ready once; nothing is done again to what is up to date."""

import gettext
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from sobria.cli.prepare import STAMP, compile_messages, gather_static

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: en\\n"

msgid "Empreinte"
msgstr "Footprint"
"""


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "room" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    return folder


def test_english_is_compiled_without_gnu_gettext(tmp_path: Path, room: Path) -> None:
    assert compile_messages(tmp_path) == [room / "django.mo"]
    with (room / "django.mo").open("rb") as handle:
        assert gettext.GNUTranslations(handle).gettext("Empreinte") == "Footprint"


def test_english_is_compiled_again_only_when_it_changed(tmp_path: Path, room: Path) -> None:
    compile_messages(tmp_path)
    assert compile_messages(tmp_path) == []
    os.utime(room / "django.po", ns=(2**62, 2**62))
    assert compile_messages(tmp_path) == [room / "django.mo"]


def test_a_package_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (room / "django.mo").mkdir()
    os.utime(room / "django.po", ns=(2**62, 2**62))
    assert compile_messages(tmp_path) == []
    assert "is not writable" in capsys.readouterr().out


def test_static_files_are_gathered_again_only_when_they_changed(tmp_path: Path, settings: Settings) -> None:
    source = tmp_path / "source"
    shutil.copytree(Path(__file__).resolve().parents[2] / "src" / "sobria" / "ui" / "static", source)
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    assert gather_static() is True
    assert gather_static() is False
    (source / "new.txt").write_text("new", encoding="ascii")
    assert gather_static() is True
    assert (tmp_path / "static" / "new.txt").exists()
    (tmp_path / "static" / STAMP).unlink()
    assert gather_static() is True


def test_the_folder_of_static_files_is_in_the_data_folder() -> None:
    assert Path(django_settings.STATIC_ROOT).is_relative_to(django_settings.DATA_DIR)
