"""The doors for users of SALib and EMA workbench: the same numbers as a sweep of the same points."""

from __future__ import annotations

import pickle
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from alliance_sim.errors import InputError, ResultsError
from alliance_sim.studies import doors
from alliance_sim.studies.doors import ema_model, problem, salib_function
from alliance_sim.studies.sweep.dataset import read_sweep
from alliance_sim.studies.sweep.designs import matrix
from alliance_sim.studies.sweep.drive import sweep
from alliance_sim.studies.sweep.study import Study, load_study
from tests.studies.sweep.small import written

LATIN = "{method: latin_hypercube, samples: 5}"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Five points of a range and a list, six replicates, the last year."""
    path = written(tmp_path, design=LATIN, when="last")
    text = path.read_text(encoding="utf-8").replace("publicness: [0.01, 0.03]", "publicness: {low: 0.0, high: 0.06}")
    path.write_text(text, encoding="utf-8")
    return load_study(path)


def test_salibs_function_gives_what_a_sweep_of_the_points_gives(study: Study, tmp_path: Path) -> None:
    sweep(study, tmp_path / "swept", engine="agents")
    swept = read_sweep(tmp_path / "swept").differences().groupby("sample")[["capability", "anxiety"]].mean()
    found = salib_function(study, ["capability", "anxiety"])(matrix(study))
    np.testing.assert_allclose(found, swept.to_numpy(), rtol=1e-12)
    one = salib_function(study, "anxiety", of="scenario")(matrix(study))
    rows = read_sweep(tmp_path / "swept").frame().query("arm == 'scenario'")
    np.testing.assert_allclose(one, rows.groupby("sample")["anxiety"].mean().to_numpy(), rtol=1e-12)


def test_the_problem_is_salibs(study: Study) -> None:
    assert problem(study) == {
        "num_vars": 2,
        "names": ["parameters.publicness", "events.downgrade.year"],
        "bounds": [[0.0, 0.06], [0.0, 2.0]],
    }


def test_a_function_that_was_packed_and_unpacked_gives_the_same(study: Study) -> None:
    function = salib_function(study, "anxiety")
    points = matrix(study)[:1]
    assert pickle.loads(pickle.dumps(function))(points).tolist() == function(points).tolist()


@pytest.mark.skipif(find_spec("ema_workbench") is None, reason="EMA workbench is not installed")
def test_emas_model_gives_the_same_as_salibs_function(study: Study) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench import perform_experiments

        model = ema_model(study, ["anxiety"])
        experiments, outcomes = perform_experiments(model, scenarios=3)
    assert model.name == "small"
    years = [2019.0, 2020.0]
    points = [
        [row["parameters_publicness"], years.index(float(row["events_downgrade_year"])) + 0.5]
        for _, row in experiments.iterrows()
    ]
    np.testing.assert_array_equal(outcomes["anxiety"], salib_function(study, "anxiety")(np.array(points)))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"outcomes": "anxeity"}, "did you mean anxiety"),
        ({"of": "both"}, "not one of difference, scenario"),
        ({"year": 1900}, "1900 is not a year of made-up"),
    ],
)
def test_what_the_study_does_not_have_is_told(study: Study, asked: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        salib_function(study, **asked)  # type: ignore[arg-type]


def test_a_run_that_fails_is_an_error_here(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    function = salib_function(study, "anxiety")
    rows = doors.rows

    def failed(*args: object) -> object:
        table = rows(*args)  # type: ignore[arg-type]
        said = table.schema.get_field_index("error")
        return table.set_column(said, "error", [["by zero"] * table.num_rows])

    monkeypatch.setattr(doors, "rows", failed)
    with pytest.raises(ResultsError, match="of the runs failed: by zero"):
        function(matrix(study)[:1])
