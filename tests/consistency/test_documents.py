"""What a newcomer reads is true: variables, links, commands, samples and the publication file."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from tests.consistency.sources import ROOT, short, tracked

from sobria.cli.main import VERBS

DOCUMENTS = tuple(tracked("*.md"))
SAMPLES = ROOT / "docs" / "tutorial" / "samples"
VARIABLE = re.compile(r"\b(?:SOBRIA_[A-Z]+(?:_[A-Z]+)*|DATABASE_URL)\b")
SETTINGS = ROOT / "docs" / "reference" / "settings.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def said_settings() -> dict[str, str]:
    """Variable → default, as the reference page says."""
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| .+ \|$", SETTINGS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a variable is described twice"
    return dict(rows)


def read_variables() -> set[str]:
    places = [*tracked("src/*.py", "tests/*.py", "Makefile"), *tracked("tools/*")]
    quoted = re.compile(rf'["\']({VARIABLE.pattern})["\']')
    found = {match.group(1) for path in places for match in quoted.finditer(path.read_text(encoding="utf-8"))}
    settings_of_django = set(re.findall(r"settings\.(SOBRIA_\w+)", "".join(map(_text, tracked("src/*.py")))))
    made = {name for name in settings_of_django if name not in _text(ROOT / "src/sobria/config/settings.py").split('"')}
    return (found - made) | {"SOBRIA_PORT"}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_every_variable_read_is_described_and_no_other() -> None:
    assert set(said_settings()) == read_variables()


@pytest.mark.parametrize(("name", "default"), sorted(said_settings().items()))
def test_a_default_in_the_reference_is_the_default_of_the_code(name: str, default: str) -> None:
    code = _text(ROOT / "src/sobria/config/settings.py") + _text(ROOT / "src/sobria/config/environment.py")
    written = re.search(rf'environment\.(\w+)\("{name}"(?:, "?([^")]*)"?)?\)', code)
    if written is None:
        return
    kind, value = written.groups()
    said = value or {"flag": "0", "words": "empty", "text": "empty"}.get(kind, "")
    assert default.strip("`") == said


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_no_document_names_a_variable_that_does_not_exist(path: Path) -> None:
    known = said_settings()
    named = {name.removesuffix("_FILE") for name in VARIABLE.findall(_text(path))}
    assert named <= set(known)


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_links_lead_to_files_that_are_there(path: Path) -> None:
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", _text(path)) if "://" not in link]
    assert [link for link in links if link and not (path.parent / link).exists()] == []


def commands(path: Path) -> list[str]:
    return [
        line.split("  #")[0].strip()
        for language, block in FENCE.findall(_text(path))
        if language == "sh"
        for line in block.splitlines()
        if line.strip()
    ]


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_commands_in_documents_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", _text(ROOT / "Makefile"), re.MULTILINE))
    for command in commands(path):
        words = command.split()
        if words[0] == "make":
            assert words[1] in targets, command
        elif words[0] == ".venv/bin/sobria":
            assert words[1] in VERBS, command


def footprint_commands() -> list[str]:
    """Commands on the samples, each once."""
    found = [line for path in DOCUMENTS for line in commands(path) if "docs/tutorial/samples/" in line]
    return sorted(set(found))


@pytest.mark.parametrize("command", footprint_commands())
def test_commands_on_samples_answer(command: str, tmp_path: Path) -> None:
    done = run(command, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "gwp" in done.stdout


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a documented `sobria` command in a folder of its own, its samples found where they are."""
    words: list[str] = []
    for word in shlex.split(command)[1:]:
        if not word.startswith("docs/"):
            words.append(word)
            continue
        words += sorted(map(str, ROOT.glob(word))) or [word]
    return subprocess.run(
        [sys.executable, "-m", "sobria.cli.main", *words],
        cwd=folder, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def test_every_sample_is_used_by_a_document() -> None:
    named = " ".join(footprint_commands()).replace("*", "")
    for path in SAMPLES.rglob("*.*"):
        assert str(path.relative_to(ROOT).parent) in named


def test_what_the_readme_shows_is_what_the_command_prints(tmp_path: Path) -> None:
    readme = _text(ROOT / "README.md")
    command = next(line for line in commands(ROOT / "README.md") if "samples" in line)
    shown = next(block for language, block in FENCE.findall(readme) if language == "text")
    printed = {line.strip() for line in run(command, tmp_path).stdout.splitlines()}
    assert [line for line in shown.splitlines() if line.strip() not in printed] == []


def test_the_glossary_gives_each_word_once_in_both_languages() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", _text(ROOT / "docs/reference/glossary.md"), re.MULTILINE
    )
    words = [english for english, *_ in rows if english not in {"English in code", "---"}]
    assert len(words) == len(set(words)) > 30
    assert all(french.strip() and meaning.strip() for _, french, meaning in rows)


def test_decisions_are_listed() -> None:
    index = _text(ROOT / "docs/adr/README.md")
    for path in tracked("docs/adr/0*.md"):
        title = _text(path).splitlines()[0]
        assert f"]({path.name})" in index
        assert title.startswith(f"# {int(path.name[:4])}. ")


def test_the_libraries_that_run_are_explained() -> None:
    wanted = tomllib.loads(_text(ROOT / "pyproject.toml"))["project"]["dependencies"]
    names = {re.match(r"[\w-]+", one).group(0).lower() for one in wanted}  # type: ignore[union-attr]
    index = _text(ROOT / "docs/adr/README.md").lower()
    assert [name for name in sorted(names) if not re.search(rf"\b{re.escape(name)}\b", index)] == []


PUBLICCODE = yaml.safe_load(_text(ROOT / "publiccode.yml"))


def test_publiccode_has_every_mandatory_key_of_version_0_7() -> None:
    assert PUBLICCODE["publiccodeYmlVersion"] == "0.7"
    for key in ("name", "url", "platforms", "developmentStatus", "softwareType"):
        assert PUBLICCODE[key]
    assert PUBLICCODE["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert PUBLICCODE["softwareType"] == "standalone/web"
    assert PUBLICCODE["maintenance"]["type"] == "community"
    assert all(contact["name"] for contact in PUBLICCODE["maintenance"]["contacts"])
    assert PUBLICCODE["localisation"]["localisationReady"] is True


@pytest.mark.parametrize("language", ["fr", "en"])
def test_publiccode_describes_the_software_within_the_lengths(language: str) -> None:
    text = PUBLICCODE["description"][language]
    assert language in PUBLICCODE["localisation"]["availableLanguages"]
    assert 0 < len(text["shortDescription"]) <= 150
    assert 150 <= len(text["longDescription"]) <= 10_000
    assert text["features"]


def test_publiccode_says_the_same_as_the_package() -> None:
    package = tomllib.loads(_text(ROOT / "pyproject.toml"))["project"]
    assert PUBLICCODE["softwareVersion"] == package["version"]
    assert PUBLICCODE["legal"]["license"] == package["license"]
    assert f"## {package['version']}" in _text(ROOT / "CHANGELOG.md")
