"""French and English stay in step: what the tool extracts, keeps, and refuses."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tools import messages

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

TITLE = _("Registre %(name)s")
COUNT = ngettext("une ligne", "%(count)d lignes", 2)
MONTH = pgettext("mois", "mai")
NOTHING = _(TITLE)
"""
TEMPLATE = """{% load i18n %}<p>{% translate "Bonjour" %}</p>
{% blocktranslate trimmed count lines=lines %}
  {{ lines }} ligne
{% plural %}
  {{ lines }} lignes
{% endblocktranslate %}
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    made = tmp_path / "hall"
    (made / "templates").mkdir(parents=True)
    (made / "apps.py").write_text("", encoding="utf-8")
    (made / "words.py").write_text(PYTHON, encoding="utf-8")
    (made / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return made


def catalogue(room: Path) -> str:
    return messages.catalogue_path(room).read_text(encoding="utf-8")


def translate(room: Path, **english: str) -> None:
    text = catalogue(room)
    for french, said in english.items():
        key = french.replace("_", " ")
        text = text.replace(f'msgid "{key}"\nmsgstr ""', f'msgid "{key}"\nmsgstr "{said}"')
    messages.catalogue_path(room).write_text(text, encoding="utf-8")


def test_texts_are_found_in_python_and_in_templates(room: Path) -> None:
    found = {(message.id, message.context) for message in messages.extracted(room) if message.id}
    assert found == {
        ("Registre %(name)s", None),
        (("une ligne", "%(count)d lignes"), None),
        ("mai", "mois"),
        ("Bonjour", None),
        (("%(lines)s ligne", "%(lines)s lignes"), None),
    }


def test_a_text_inside_an_f_string_is_found(room: Path) -> None:
    (room / "words.py").write_text("""_SAID = f"{_('Sans rien changer')}." """, encoding="utf-8")
    messages.update([room])
    assert 'msgid "Sans rien changer"' in catalogue(room)


def test_update_keeps_the_english_and_forgets_what_is_gone(room: Path) -> None:
    messages.update([room])
    translate(room, Bonjour="Hello")
    (room / "words.py").write_text('_("Nouveau")', encoding="utf-8")
    messages.update([room])
    text = catalogue(room)
    assert 'msgid "Bonjour"\nmsgstr "Hello"' in text
    assert "Nouveau" in text
    assert "Registre" not in text


def test_update_reuses_the_english_of_another_room(room: Path) -> None:
    messages.update([room])
    translate(room, Bonjour="Hello")
    other = room.parent / "porch"
    other.mkdir()
    (other / "apps.py").write_text('_("Bonjour")', encoding="utf-8")
    messages.update([other])
    assert 'msgstr "Hello"' in catalogue(other)


def test_check_refuses_a_missing_text(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.update([room])
    assert messages.check([room]) == 1
    assert "'Bonjour': no English" in capsys.readouterr().err


def test_check_refuses_a_lost_place(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (room / "templates" / "page.html").unlink()
    (room / "words.py").write_text('_("Registre %(name)s")', encoding="utf-8")
    messages.update([room])
    text = catalogue(room).replace(
        'msgid "Registre %(name)s"\nmsgstr ""', 'msgid "Registre %(name)s"\nmsgstr "Register"'
    )
    messages.catalogue_path(room).write_text(text, encoding="utf-8")
    assert messages.check([room]) == 1
    assert "differ" in capsys.readouterr().err
    messages.catalogue_path(room).write_text(text.replace('"Register"', '"Register %(name)s"'), encoding="utf-8")
    assert messages.check([room]) == 0


def test_check_refuses_a_text_that_left_the_code(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.update([room])
    (room / "words.py").write_text("", encoding="utf-8")
    assert messages.check([room]) == 1
    assert "no longer in the code" in capsys.readouterr().err


def test_check_refuses_a_text_outside_any_room(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (room.parent / "lost.py").write_text('_("Perdu")', encoding="utf-8")
    assert messages.check([]) == 1
    assert "lost.py:1: 'Perdu'" in capsys.readouterr().err


def test_check_refuses_two_english_texts_for_one_french(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, said in (("east", "Hello"), ("west", "Good morning")):
        other = room.parent / name
        other.mkdir()
        (other / "apps.py").write_text('_("Bonjour")', encoding="utf-8")
        messages.update([other])
        text = catalogue(other).replace('msgstr "Hello"', 'msgstr ""')
        messages.catalogue_path(other).write_text(text, encoding="utf-8")
        translate(other, Bonjour=said)
    assert messages.check([]) == 1
    assert "east and west translate 'Bonjour' differently" in capsys.readouterr().err


def test_french_plurals_are_written_whole_and_count_zero_as_one(room: Path) -> None:
    messages.update([room])
    french = messages.catalogue_path(room, "fr")
    found = read_po(BytesIO(french.read_bytes()))
    assert found.plural_forms == "nplurals=2; plural=(n > 1);"
    assert {message.id: message.string for message in found if message.id} == {
        plural: plural for plural in (("une ligne", "%(count)d lignes"), ("%(lines)s ligne", "%(lines)s lignes"))
    }
    french.unlink()
    assert any("locale/fr" in fault for fault in messages._faults(room))
