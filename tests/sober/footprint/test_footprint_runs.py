"""What a computation keeps, and when it runs."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as city
from pytest_django import Settings
from tests.sober.footprint import world

from sobria.engine.footprint.pipeline import Options, footprint
from sobria.engine.footprint.snapshot import sha256
from sobria.engine.quantities import Estimate
from sobria.sober.footprint import keeping, names, selectors, services
from sobria.sober.footprint.codes import entity_slugs, figure_code
from sobria.sober.footprint.models import Figure, Run
from sobria.sober.footprint.standing import standing

pytestmark = pytest.mark.django_db


def test_every_figure_kept_is_the_engines_own(computed: list[Run]) -> None:
    run = computed[0]
    options = Options(today=world.TODAY, format="snapshot", country=city.SOBRIA_COUNTRY, year=2026, cross=True)
    answered = footprint([run.snapshot_path], options=options)
    slugs = {name: slug for slug, name in run.entities.items()}
    kept = {figure.code: figure for figure in run.figures.filter(kind=Figure.Kind.IMPACT)}
    assert len(kept) == len(answered.figures) > 50
    for figure in answered.figures:
        entity = "" if figure.entity is None else slugs[figure.entity]
        code = figure_code(
            2026, figure.criterion, category=figure.category or "", entity=entity, stage=figure.stage or ""
        )
        found, quantity = kept[code], figure.quantity
        assert (found.units, found.units_covered) == (figure.units, figure.units_covered)
        if isinstance(quantity, Estimate):
            assert (found.value, found.low, found.p50, found.high) == pytest.approx(
                (quantity.value, quantity.low, quantity.p50, quantity.high), rel=1e-12
            )
        else:
            assert found.value is None
            assert found.unknown == quantity.code
            assert found.missing


def test_totals_are_the_sum_of_their_parts(computed: list[Run]) -> None:
    figures = {figure.code: figure for figure in computed[0].figures.filter(kind=Figure.Kind.IMPACT, criterion="gwp")}
    total = figures["empreinte-2026-gwp"].value
    by_category = [f.value or 0 for f in figures.values() if f.category and not f.entity and not f.stage]
    by_entity = [f.value or 0 for f in figures.values() if f.entity and not f.category and not f.stage]
    by_stage = [f.value or 0 for f in figures.values() if f.stage and not f.entity and not f.category]
    for parts in (by_category, by_entity, by_stage):
        assert sum(parts) == pytest.approx(total, rel=1e-12)


def test_the_cells_behind_a_figure_add_up_to_it(computed: list[Run]) -> None:
    for code in ("empreinte-2026-gwp", "empreinte-2026-gwp-laptop", "empreinte-2026-adpe-entite-voirie"):
        figure = selectors.figure_by_code(code)
        assert figure is not None
        assert sum(value for _row, _energy, value in selectors.factor_sums(figure)) == pytest.approx(figure.value)


def test_the_year_before_and_other_packs_are_computed_from_the_same_snapshot(computed: list[Run]) -> None:
    assert {run.year for run in computed if run.kind == Run.Kind.CURRENT} == {2026, 2025}
    assert "impact-co2" in {run.pack for run in computed if run.kind == Run.Kind.COMPARISON}
    assert len({run.snapshot for run in computed}) == 1
    assert sha256(computed[0].snapshot_path) == computed[0].snapshot
    assert all(run.lines_path.is_file() for run in computed)


def test_a_pack_that_changes_nothing_here_is_not_shown(computed: list[Run]) -> None:
    assert "network-swd" not in {run.pack for run in computed}


def test_a_change_is_the_difference_of_the_two_years_and_parts_into_factors_and_reality(computed: list[Run]) -> None:
    change = selectors.figure_by_code("evolution-2026-gwp")
    after, before = selectors.figure_by_code("empreinte-2026-gwp"), selectors.figure_by_code("empreinte-2025-gwp")
    assert change is not None
    assert after is not None
    assert before is not None
    assert after.value is not None
    assert before.value is not None
    assert change.value == pytest.approx(after.value - before.value)
    assert change.parts["method"]["value"] + change.parts["real"]["value"] == pytest.approx(change.value)
    assert change.probability is not None
    assert 0 <= change.probability <= 1


def test_an_unchanged_register_is_not_computed_again(computed: list[Run]) -> None:
    assert world.compute() == []


def test_a_changed_register_gives_new_figures_and_keeps_the_old_ones(computed: list[Run]) -> None:
    before = selectors.figure_by_code("empreinte-2026-gwp-laptop")
    world.add(("Ordinateur portable", world.ROADS, 10, date(2024, 1, 1), None))
    assert world.compute()
    after = selectors.figure_by_code("empreinte-2026-gwp-laptop")
    assert before is not None
    assert after is not None
    assert after.units == before.units + 10
    assert after.run_id != before.run_id
    old = selectors.figure_by_code("empreinte-2026-gwp-laptop", run_id=before.run_id)
    assert old is not None
    assert old.value == before.value


def test_a_city_where_every_line_names_its_entity_is_computed_under_every_pack(
    settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path  # rows come back after the test, files would not
    world.clear()
    world.add(*(thing for thing in world.THINGS if thing[1]))
    runs = world.compute()
    assert {run.kind for run in runs} == {Run.Kind.CURRENT, Run.Kind.COMPARISON}
    assert "non-renseignee" not in runs[0].entities
    compared = next(run for run in runs if run.kind == Run.Kind.COMPARISON)
    assert set(compared.cells.values_list("entity", flat=True)) == {""}


def test_an_empty_register_is_not_computed() -> None:
    world.clear()
    assert services.compute_runs(today=world.TODAY) == []
    assert not Run.objects.exists()


def test_a_failure_is_kept_as_a_sentence_and_the_figures_before_it_stand(
    computed: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_given: object) -> str:
        raise OSError(28, "No space left on device")

    world.add(("Ordinateur portable", world.ROADS, 1, date(2024, 1, 1), None))
    monkeypatch.setattr(services, "write_snapshot", full_disk)
    with pytest.raises(OSError, match="No space left"):
        world.compute()
    failed = Run.objects.get(state=Run.State.FAILED)
    assert "erreur inattendue" in failed.reason["fr"]
    assert standing().runs[2026] == computed[0].pk
    assert not list(computed[0].folder.parent.glob("draft-*"))


def test_a_refusal_is_said_in_both_languages_and_not_raised(
    computed: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add(("Ordinateur portable", world.ROADS, 1, date(2024, 1, 1), None))
    monkeypatch.setattr(services, "comparable_packs", lambda _catalogue: ["nobody-knows-this-pack"])
    assert world.compute() == []
    reason = Run.objects.get(state=Run.State.FAILED).reason
    assert "nobody-knows-this-pack" in reason["fr"]
    assert "nobody-knows-this-pack" in reason["en"]
    assert reason["fr"] != reason["en"]


def test_a_run_whose_process_died_is_closed_by_the_next_one(computed: list[Run]) -> None:
    left = Run.objects.create(year=2026, state=Run.State.RUNNING, job="7a1f6f4e-0000-4000-8000-000000000000")
    keeping.close_interrupted("another")
    left.refresh_from_db()
    assert left.state == Run.State.FAILED
    assert "interrompu" in left.reason["fr"]


def test_old_runs_leave_with_their_files_and_the_latest_stay(computed: list[Run]) -> None:
    for _ in range(keeping.KEPT + 2):
        run = Run.objects.create(year=2026, pack="default", state=Run.State.DONE, snapshot="older")
        run.folder.mkdir(parents=True, exist_ok=True)
        Run.objects.filter(pk=run.pk).update(created=computed[0].created.replace(year=2024))
    keeping.prune()
    older = Run.objects.filter(snapshot="older")
    assert older.count() == keeping.KEPT - 1
    assert Run.objects.filter(pk=computed[0].pk).exists()
    assert computed[0].snapshot_path.is_file()
    assert not run.folder.exists() or older.filter(pk=run.pk).exists()


def test_entities_whose_names_read_alike_keep_their_own_address() -> None:
    slugs = entity_slugs(["Voirie", "voirie", "VOIRIE !", ""])
    assert len(set(slugs.values())) == 4
    assert slugs[""] == "non-renseignee"


def test_a_code_leads_to_the_run_of_its_year_and_pack(computed: list[Run]) -> None:
    figure = selectors.figure_by_code("empreinte-2026-gwp-laptop-facteurs-impact-co2")
    assert figure is not None
    assert figure.run.pack == "impact-co2"
    assert selectors.figure_by_code("empreinte-2024-gwp") is None
    assert selectors.figure_by_code("n-importe-quoi") is None


def test_entities_of_one_tree_are_shown_without_their_shared_root() -> None:
    tree = {"a": "Ville > Écoles > Nord", "b": "Ville > Écoles > Sud", "c": "Ville > Voirie", "none": ""}
    assert [names.entity_name(slug, tree) for slug in tree] == [
        "Écoles > Nord",
        "Écoles > Sud",
        "Voirie",
        "Entité non renseignée",
    ]
    assert names.entity_name("a", {"a": "Ville > Voirie"}) == "Ville > Voirie"
    assert names.entity_name("a", {"a": "Voirie", "b": "Voiries"}) == "Voirie"
