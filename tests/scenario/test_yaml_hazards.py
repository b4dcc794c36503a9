"""What YAML allows and a scenario must not hold: every trap answers within two seconds, in words, with a place."""

# ruff: noqa: E501 - a message is quoted whole, as a reader sees it

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance_sim.errors import ScenarioError
from alliance_sim.scenario import load_scenario, load_text

START = "name: a\nstart: 2018\nend: 2020\n"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)

FIRST_MESSAGE = {
    "alias bomb": (BOMB, "bad.yaml:6:11: aliases expand to more than 100000 values; write them out"),
    "alias of itself": ("a: &a [*a]\n", "bad.yaml:1:8: alias *a refers to itself"),
    "unknown alias": ("a: *b\n", "bad.yaml:1:4: alias *b has no anchor before it"),
    "deep list": ("a: " + "[" * 100_000, "bad.yaml:1:53: nested more than 50 levels deep; a scenario needs about 6"),
    "deep mapping": (
        "".join(" " * i + "a:\n" for i in range(200)),
        "bad.yaml:51:51: nested more than 50 levels deep; a scenario needs about 6",
    ),
    "not a number": (START + "seed: .nan\n", "bad.yaml:4:7: .nan is not a finite number"),
    "infinity": (START + "seed: -.inf\n", "bad.yaml:4:7: -.inf is not a finite number"),
    "overflow": (START + "seed: 1e999\n", "bad.yaml:4:7: '1e999' is too large for a number"),
    "huge integer": (
        START + "seed: " + "9" * 5000,
        "bad.yaml:4:7: a number of 5000 digits is too long; 1000 are the limit",
    ),
    "huge integer for a name": (
        START.replace("name: a", "name: " + "9" * 5000) + "extends: five-states\npatches: {p: {seed: 1}}\n",
        "bad.yaml:1:7: a number of 5000 digits is too long; 1000 are the limit",
    ),
    "tab": ("alliance:\n\tname: x\n", "bad.yaml:2:1: a tab cannot indent YAML; use spaces"),
    "python tag": (
        "name: !!python/object:os.system a\n",
        "bad.yaml:1:7: tag '!!python/object:os.system' is refused; values here have no tags, so remove it",
    ),
    "own tag": ("name: !foo a\n", "bad.yaml:1:7: tag '!foo' is refused; values here have no tags, so remove it"),
    "two documents": (
        "name: a\n---\nname: b\n",
        "bad.yaml:2:1: a second document starts here; a file holds one scenario, so remove '---'",
    ),
    "old YAML": (
        "%YAML 1.1\n---\nname: a\n",
        "bad.yaml:2:1: %YAML 1.1 is not supported; scenario files are YAML 1.2, so remove the line",
    ),
    "merge key": (
        "a: &a {x: 1}\nb:\n  <<: *a\n",
        "bad.yaml:3:3: merge keys (<<) are not part of YAML 1.2; repeat the values or use `extends`",
    ),
    "empty": ("", "bad.yaml:1:1: is empty; a scenario needs at least name, start and end"),
    "comments only": ("# nothing\n", "bad.yaml:1:1: is empty; a scenario needs at least name, start and end"),
    "list": ("- a\n", "bad.yaml:1:1: a scenario is a mapping such as 'name: …', not a list"),
    "text": ("foo\n", "bad.yaml:1:1: a scenario is a mapping such as 'name: …', not 'foo'"),
    "structured key": ("? [a]\n: b\n", "bad.yaml:1:3: a list or a mapping cannot be a key; keys are text"),
    "number as key": ("2018: a\n", "bad.yaml:1:1: key '2018' is not text; quote it if it is meant"),
    "control character": (
        "name: a\x07\n",
        "bad.yaml:1:8: control character U+0007 does not belong in a text file; remove it",
    ),
    "escaped control character": (
        START + 'title: "\\e[31m"\n',
        "bad.yaml:4:8: control character U+001B in '\\x1b[31m'; remove it",
    ),
    "lone surrogate": (START + 'title: "\\ud800"\n', "bad.yaml:4:8: control character U+D800 in '\\ud800'; remove it"),
    "impossible escape": (
        'name: "\\UFFFFFFFF"\n',
        "bad.yaml:1:8: not valid YAML: \\UFFFFFFFF is no character",
    ),
    "open list": (
        "a: [1,\n",
        "bad.yaml:2:1: not valid YAML: expected the node content, but found '<stream end>' (while parsing a flow node, line 2)",
    ),
    "colon": ("title: a: b\n", "bad.yaml:1:9: not valid YAML: mapping values are not allowed here"),
    "too long": ("#" * 1_048_577, "bad.yaml: is longer than 1048576 characters; a scenario is far smaller"),
}


@pytest.mark.parametrize("trap", FIRST_MESSAGE)
def test_a_trap_is_named_with_its_place(trap, messages):
    text, expected = FIRST_MESSAGE[trap]
    before = time.perf_counter()
    assert messages(text)[0] == expected
    assert time.perf_counter() - before < 2


def test_a_key_written_twice_names_both_lines_beside_other_faults(messages):
    assert messages(START + "seed: 1\nseed: 2\ntittle: x\n") == [
        "bad.yaml:5:1: key 'seed' is already set in line 4; keep one of the two",
        "bad.yaml:6:1: unknown key 'tittle'; did you mean title?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "events:\n" + "- {id: a, year: 1, type: crisi}\n" * 2500,
        "".join(f"k{i}: v\n" for i in range(9000)),
        START + "states: [" + "USA," * 15_000 + "]",
        START
        + "figures: {"
        + ",".join(f"A{chr(65 + i // 26)}{chr(65 + i % 26)}: {{gdp: 1}}" for i in range(600))
        + "}",
        START + "events:\n  - {id: x, year: 2019, type: exercise, states: [" + "USA," * 15_000 + "]}",
        "- x\n" * 60_000,
    ],
)
def test_a_file_of_faults_is_answered_soon(text, messages):
    before = time.process_time()  # what others do on the machine does not count
    assert len(messages(text)) <= 201
    assert time.process_time() - before < 2


def test_a_long_value_is_shortened(messages):
    (message,) = messages(START.replace("name: a", "name: " + "x" * 100_000))
    assert message == "bad.yaml:1:7: name must be at most 80 characters long, not 100000"
    (message,) = messages(START + f"alliance: {{guideline: {{share: {'x' * 5000}, due: 2024}}}}\n")
    assert len(message) < 200
    assert "(5000 characters)" in message


def test_yaml_is_1_2():
    scenario = load_text(START + "title: 22:22\ndescription: 2018-01-01\nseed: 0o17\n")
    assert (scenario.title, scenario.description, scenario.seed) == ("22:22", "2018-01-01", 15)


def test_no_is_text(messages):
    assert messages(START + "states: [NO]\n") == [
        "bad.yaml:4:10: states: 'NO' is not a state's code (three capital letters); did you mean NOR (Norway)?"
    ]


def test_harmless_aliases_work():
    scenario = load_text(START + "partners: &p [SWE]\nadversaries: {RUS: {intent: &i 0.3}, BLR: {intent: *i}}\n")
    assert scenario.adversaries["BLR"].intent == 0.3


def test_an_empty_section_says_nothing():
    assert load_text(START + "events:\npatches:\n").events == ()


# --- Files ---


def problem_of(path: str | Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return str(caught.value)


def test_byte_order_mark_and_foreign_line_ends_are_read(here: Path):
    (here / "a.yaml").write_bytes(b"\xef\xbb\xbf" + START.replace("\n", "\r\n").encode())
    assert load_scenario("a.yaml").start == 2018


def test_bytes_that_are_not_utf8_are_placed(here: Path):
    (here / "a.yaml").write_bytes(b"name: a\ntitle: caf\xe9\n")
    assert problem_of("a.yaml") == "a.yaml:2:11: byte 0xE9 is not UTF-8; save the file as UTF-8"


def test_utf16_is_named(here: Path):
    (here / "a.yaml").write_text(START, encoding="utf-16")
    assert problem_of("a.yaml") == "a.yaml:1:1: is UTF-16; save it as UTF-8"


def test_a_folder_is_no_file(here: Path):
    (here / "x").mkdir()
    (here / "x" / "one.yaml").write_text(START)
    assert problem_of("./x") == "./x: is a folder; name a file in it, such as one.yaml"


def test_a_large_file_is_not_read(here: Path):
    (here / "a.yaml").write_bytes(b"#" * 2_000_000)
    assert problem_of("a.yaml") == "a.yaml: is larger than 1024 KiB; a scenario file is far smaller"


def test_a_device_is_no_file():
    assert problem_of("/dev/zero") == "/dev/zero: is not an ordinary file"


def test_a_missing_file_names_the_nearest(here: Path):
    (here / "baltic.yaml").write_text(START)
    assert problem_of("baltik.yaml") == "'baltik.yaml' does not exist; did you mean baltic.yaml?"
    assert problem_of("baltic") == "'baltic' is not a shipped scenario; did you mean the file baltic.yaml?"
    assert problem_of("nato-2081") == "'nato-2081' is not a shipped scenario; did you mean nato-2018?"
    assert (
        problem_of("./nato-2081.yaml")
        == "'./nato-2081.yaml' does not exist; did you mean the shipped scenario nato-2018?"
    )


@pytest.mark.parametrize("odd", ["", "\0", "x" * 5000, "x" * 5000 + ".yaml", "..", "/"])
def test_odd_names_are_refused_in_words(odd):
    assert problem_of(odd)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("abc:-[]{}&*!|>'\"%@`#,? \n\t0.~\\<\r\ufeff"), max_size=60))
def test_any_text_is_a_scenario_or_a_scenario_error(text):
    with pytest.raises(ScenarioError):
        load_text(text)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["start", "end", "seed", "alliance", "states", "figures", "standings", "events", "baseline", "patches"]
        ),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["id", "type", "year", "without", "guideline", "DEU", "x"]), inner, max_size=3
                )
            ),
            max_leaves=8,
        ),
    )
)
def test_any_value_anywhere_is_answered_in_words(plain):
    # Whatever else is raised is a fault of the reader's.
    with contextlib.suppress(ScenarioError):
        load_text(json.dumps({"name": "a", "start": 2018, "end": 2020} | plain))
