"""Files of the AI Act table: each fault is a sentence that names the file, the line and the rule."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from sobria.engine.ai_act.conditions import Answered, leaves
from sobria.engine.ai_act.reading import load_table, read_table
from sobria.engine.messages import Refusal

HERE = Path(str(files("sobria.catalogue").joinpath("ai_act")))
FAULTS = [
    ("rules.yaml", "any: [talks-to-people", "any: [talks-to-dogs", "ai-act-unknown"),
    ("rules.yaml", "{term: exit}", "{term: door}", "ai-act-unknown"),
    ("rules.yaml", "{since: reg-2026-1744}", "{since: reg-1804}", "ai-act-unknown"),
    ("rules.yaml", "is: health-safety", "is: beauty", "ai-act-unknown"),
    ("rules.yaml", "when: {always: true}", "when: {eval: 'import os'}", "ai-act-condition"),
    ("rules.yaml", "when: {always: true}", "when: {all: []}", "ai-act-condition"),
    ("rules.yaml", "when: {always: true}", "when: {not: profiling, all: [profiling]}", "ai-act-condition"),
    ("rules.yaml", "    when: {always: true}\n", "", "ai-act-condition"),
    ("rules.yaml", "class: minimal", "class: tiny", "ai-act-word"),
    ("rules.yaml", "class: minimal", "colour: blue\n    class: minimal", "ai-act-key"),
    ("rules.yaml", "from: article-5-new", "from: article-500", "ai-act-word"),
    ("rules.yaml", "actor: deployer", "actor: pope", "ai-act-word"),
    ("rules.yaml", "to_confirm: true", "to_confirm: perhaps", "ai-act-word"),
    ("rules.yaml", 'source: "Par différence"', 'source: ""', "ai-act-lacks"),
    ("rules.yaml", "code: R15", "code: R14", "ai-act-twice"),
    ("rules.yaml", "code: r7-logs", "code: r7-instructions", "ai-act-twice"),
    ("rules.yaml", "code: r13-literacy", "code: r7-logs", "ai-act-twice"),
    ("rules.yaml", "code: marking", "code: article-50", "ai-act-twice"),
    ("rules.yaml", "terms:", "names:", "ai-act-file"),
    ("questions.yaml", "      - code: excluded", "      - code: is-ai-system", "ai-act-twice"),
    ("questions.yaml", "      - code: deepfake", "      - code: shallowfake", "ai-act-unknown"),
    ("questions.yaml", "rule: R14", "rule: R99", "ai-act-word"),
    ("questions.yaml", 'en: "Is it an AI system?"', 'en: ""', "ai-act-lacks"),
    ("questions.yaml", "code: none, words", "code: unknown, words", "ai-act-twice"),
    ("classes.yaml", "level: 4", "level: 12", "ai-act-word"),
    ("classes.yaml", "terminal: true", "terminal: often", "ai-act-word"),
    ("laws.yaml", "from: 2026-07-27", "from: 2026-07-32", "ai-act-date"),
    ("laws.yaml", "from: 2026-07-27", "from: 2020-01-01", "ai-act-order"),
    ("laws.yaml", "on: 2030-08-02", "on: soon", "ai-act-date"),
    ("laws.yaml", "on: 2030-08-02, ", "", "ai-act-lacks"),
    ("laws.yaml", "law: reg-2026-1744, on: 2027-12-02", "law: reg-1804, on: 2027-12-02", "ai-act-word"),
    ("laws.yaml", "law: reg-2026-1744, on: 2027-12-02", "law: reg-2024-1689, on: 2027-12-02", "ai-act-order"),
    ("laws.yaml", "status: contested", "status: doubtful", "ai-act-word"),
    ("laws.yaml", "confidence: C", "confidence: Z", "ai-act-word"),
    ("laws.yaml", "laws:", "laws: [", "duty-yaml"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "ai_act"))


def test_the_catalogue_is_read_whole(folder: Path) -> None:
    assert read_table(folder) == load_table()
    assert list(load_table().rules) == [f"R{number}" for number in range(16)]


@pytest.mark.parametrize(("name", "old", "new", "code"), FAULTS)
def test_a_fault_is_named(folder: Path, name: str, old: str, new: str, code: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    where = text.rindex(old)
    path.write_text(text[:where] + new + text[where + len(old) :], encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_table(folder)
    assert refused.value.code == code
    for language in ("fr", "en"):
        assert ".yaml, " in refused.value.sentence(language)


def test_a_question_nobody_reads_is_refused(folder: Path) -> None:
    idle = """      - code: favourite-colour
        rule: R0
        article: "2"
        words: {fr: "Quelle couleur ?", en: "Which colour?"}
        help: {fr: "Aucune.", en: "None."}
"""
    path = folder / "questions.yaml"
    path.write_text(path.read_text(encoding="utf-8") + idle, encoding="utf-8")
    with pytest.raises(Refusal, match="favourite-colour"):
        read_table(folder)


def test_the_rule_a_question_says_it_feeds_reads_it() -> None:
    table = load_table()
    for question in table.questions.values():
        rule = table.rules[question.rule]
        conditions = [rule.when, *(one.when for one in rule.obligations)]
        conditions += [dated.when for one in rule.obligations for dated in one.timeline]
        read = {leaf.question for one in conditions for leaf in leaves(one) if isinstance(leaf, Answered)}
        assert question.code in read, question.code


def test_every_code_is_kebab_case_and_every_word_is_in_both_languages() -> None:
    table = load_table()
    for question in table.questions.values():
        assert question.code == question.code.lower().replace("_", "-")
        for words in (question.words, question.help):
            assert words("fr") != words("en")
            assert "'" not in words("fr")
