"""Saying what happened, as real processes: the difference with its reasons, then the diary, plan and calendar."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from argparse import Namespace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from countback.cli.keeper import Asked, Keeper
from tests.runs import COMMAND, Ended, example, run

if TYPE_CHECKING:
    from pathlib import Path

TODAY = ("--today", "2027-06-08")  # a Tuesday in build, 16 weeks before the race
COMMANDS = ("missed", "away", "moved", "skipped", "done", "race", "tested", "weekly", "undo")
TOLD = (
    ("missed", "last", "week", "--because", "ill", "--fever"),
    ("missed", "2027-06-03..2027-06-05", "--cross-trained"),
    ("missed", "yesterday", "--because", "injured"),
    ("away", "2027-08-09..2027-08-10"),
    ("moved", "T-08w/long", "2027-07-31", "07:30"),
    ("moved", "T-08w/quality-1", "18:00"),
    ("skipped", "T-15w/easy-1"),
    ("done", "T-16w/long"),
    ("race", "berlin", "2027-10-10"),
    ("race", "Berlin Marathon", "cancelled"),
    ("race", "Stadtlauf", "20 june", "--distance", "10k", "--race-start", "10:00", "--goal", "46:00"),
    ("tested", "5k", "21:40"),
    ("weekly", "60 km"),
)


@pytest.fixture
def season(tmp_path: Path) -> Path:
    """A folder with the marathon example."""
    return example("marathon", tmp_path)


def tell(folder: Path, *arguments: str) -> Ended:
    """Say something on the 8th of June; it must be taken."""
    ended = run(*TODAY, *arguments, cwd=folder)
    assert ended.code == 0, ended
    return ended


def data(folder: Path, *arguments: str) -> Any:  # noqa: ANN401 - what a command prints as JSON
    """What a command prints as JSON."""
    return json.loads(tell(folder, *arguments, "--json").out)


def refused(folder: Path, *arguments: str, words: tuple[str, ...]) -> None:
    """Exit code 2, the words and no traceback on stderr, and no diary written."""
    before = _diary(folder)
    ended = run(*TODAY, *arguments, cwd=folder)
    assert (ended.code, ended.out) == (2, ""), ended
    assert "Traceback" not in ended.err
    assert not [word for word in words if word not in ended.err], ended.err
    assert _diary(folder) == before


def _diary(folder: Path) -> str | None:
    path = folder / "diary.toml"
    return path.read_text("utf-8") if path.exists() else None


# --- what is told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    """In the help of each: what it does, and an example that begins with it."""
    ended = run(command, "--help")
    assert ended.code == 0
    assert f"example:\n  countback {command}" in ended.out
    assert "--dry-run" in ended.out


@pytest.mark.parametrize("told", TOLD, ids=" ".join)
def test_what_is_told_is_shown_written_and_taken_back(told: tuple[str, ...], season: Path) -> None:
    """The same difference as text and as data; without a trace when only tried, or taken back."""
    first = run("show", "--json", cwd=season).out
    tried = tell(season, *told, "--dry-run")
    assert _diary(season) is None
    assert "Nothing was written" in tried.err
    assert max(map(len, tried.out.splitlines())) <= 80
    shown = data(season, *told)
    assert (shown["written"], shown["entry"]["on"]) == (True, "2027-06-08")
    for change in shown["changes"]:
        assert set(change) == {"address", "what", "part", "before", "after", "why"}
        assert change["before"] != change["after"]
        assert change["why"]
    written = _diary(season) or ""
    assert written.count("\n[[entry]]\n") == 1
    tell(season, "undo")
    assert run("show", "--json", cwd=season).out == first
    assert _diary(season) == f'{written}\n[[entry]]\non = 2027-06-08\nkind = "undone"\n'


def test_undo_twice_takes_back_two(season: Path) -> None:
    """Each time the plan is what it was before, to the byte; then there is nothing left."""
    shown = [run("show", "--json", cwd=season).out]
    for one in (("skipped", "T-15w/easy-1"), ("missed", "last", "week")):
        tell(season, *one)
        shown.append(run("show", "--json", cwd=season).out)
    assert len(set(shown)) == 3
    for earlier in reversed(shown[:-1]):
        tell(season, "undo")
        assert run("show", "--json", cwd=season).out == earlier
    refused(season, "undo", words=("nothing to take back", "no entry that still stands"))


def test_undo_tells_the_entry_that_it_takes_back(season: Path) -> None:
    """As text and as data, tried or done; what changes is the way back."""
    there = data(season, "skipped", "T-15w/easy-1")
    tried = data(season, "undo", "--dry-run")
    text = tell(season, "undo", "--dry-run").out
    back = data(season, "undo")
    assert (tried["written"], back["written"]) == (False, True)
    assert tried["entry"] == back["entry"] == there["entry"]
    assert tried["changes"] == back["changes"]
    assert [(one["before"], one["after"]) for one in back["changes"]] == [
        (one["after"], one["before"]) for one in there["changes"]
    ]
    assert text.startswith("Taken back: Easy run")


def test_what_was_taken_back_may_be_said_anew(season: Path) -> None:
    """Another cause for the same days; and what was taken back did not happen."""
    tell(season, "missed", "last week", "--because", "ill")
    tell(season, "undo")
    tell(season, "missed", "last week", "--because", "away")
    (said,) = data(season, "show", "--original")["diary"]
    assert said["said"].startswith("Away Mon 31 May")
    whole = tell(season, "show", "--original").out
    assert "Away Mon 31 May" in whole
    assert "Ill" not in whole


def test_the_difference_is_what_show_tells_before_and_after(season: Path) -> None:
    """Every session that differs is a change, and no other."""
    before = data(season, "show")["sessions"]
    changes = data(season, "missed", "last week")["changes"]
    after = data(season, "show")["sessions"]
    old, new = ({one["address"]: one for one in sessions} for sessions in (before, after))
    differing = {address for address in old | new if old.get(address) != new.get(address)}
    assert {change["address"] for change in changes} == differing
    for change in changes:
        assert change["before"] == old.get(change["address"])
        assert change["after"] == new.get(change["address"])


def test_a_missed_week_is_grouped_as_a_runner_thinks(season: Path) -> None:
    """This week first, then the race; that it stands is said; and where it was written."""
    ended = tell(season, "missed", "last", "week")
    assert ended.out.startswith("Missed Mon 31 May – Sun 6 Jun 2027, 7 days.\n\nThis week\n")
    assert "The race\n  Berlin Marathon stays on Sun 26 Sep 2027\n" in ended.out
    assert ended.err.startswith("Written to diary.toml. Next: countback export or countback sync.")
    assert "countback undo" in ended.err


def test_what_the_plan_informed_of_before_is_no_new_finding(season: Path) -> None:
    """A week less of what was told already is no news; days off on top of others are."""
    first = {finding["code"] for finding in data(season, "missed", "last", "week")["findings"]}
    again = {finding["code"] for finding in data(season, "missed", "2027-05-17..2027-05-24")["findings"]}
    before = {finding["code"] for finding in json.loads(run("check", "--json", cwd=season).out)["findings"]}
    assert "easy-held" in before
    assert "fitness-lost" in first & again
    assert "easy-held" not in first | again


@pytest.mark.parametrize("cause", ["ill", "injured"])
def test_illness_and_injury_say_that_this_is_no_medical_advice(cause: str, season: Path) -> None:
    """Once, as text and as data; life and travel do not."""
    told = ("missed", "last week", "--dry-run", "--because")
    text, plain = tell(season, *told, cause), tell(season, *told, "life")
    assert " ".join((text.out + text.err).split()).count("not medical advice") == 1
    assert "medical" not in plain.out + plain.err
    both = tell(season, *told, cause, "--json")
    assert "not medical advice" in both.out + both.err


def test_nothing_but_the_result_is_on_stdout(season: Path) -> None:
    """With --json the whole of it is JSON, and stderr is empty."""
    ended = tell(season, "skipped", "T-15w/easy-1", "--json")
    assert json.loads(ended.out)["entry"] == {
        "on": "2027-06-08",
        "kind": "skipped",
        "session": "berlin-marathon-2027/T-15w/easy-1",
    }
    assert ended.err == ""


def test_what_is_told_by_the_way_comes_behind_the_result(season: Path) -> None:
    """Also where both streams go into one pipe, buffered as pipes are."""
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [*COMMAND, *TODAY, "missed", "last week", "--dry-run"]
    told = subprocess.run(
        command, cwd=season, env=buffered, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True, timeout=60
    ).stdout.decode()
    assert told.startswith("Missed Mon 31 May")
    assert told.endswith("\nNothing was written (--dry-run).\n")


# --- which session, which day ----------------------------------------------------------------------------------------


def _session(folder: Path, *arguments: str) -> str:
    session: str = data(folder, *arguments, "--dry-run")["entry"]["session"].partition("/")[2]
    return session


def test_a_session_is_found_by_what_people_call_it(season: Path) -> None:
    """What was done lies behind, what is moved ahead, what is left out where it is nearest; a day will do."""
    assert _session(season, "done", "long") == "T-16w/long"
    assert _session(season, "moved", "long", "saturday") == "T-15w/long"
    assert _session(season, "skipped", "long") == "T-16w/long"
    assert _session(season, "skipped", "berlin-marathon-2027/T-02w/long") == "T-02w/long"
    assert _session(season, "done", "last sunday") == "T-16w/long"
    assert _session(season, "done", "last", "sunday") == "T-16w/long"
    assert _session(season, "skipped", "this", "sunday") == "T-15w/long"
    assert _session(season, "moved", "sunday", "saturday") == "T-15w/long"


def test_what_is_no_session_is_told_with_what_is_near(season: Path) -> None:
    """Slips, weeks, days with none and days with two."""
    refused(season, "skipped", "T-08w/lnog", words=("did you mean", "T-08w/long"))
    refused(season, "skipped", "T-08w", words=("is a week", "long"))
    refused(season, "skipped", "2027-06-04", words=("no session on Fri 4 Jun 2027",))
    refused(season, "skipped", "tuesday", words=("name one of them", "T-15w/quality-1"))


def test_before_the_season_news_is_dated_on_its_first_day(season: Path) -> None:
    """A race may be moved long before the first run."""
    ended = run("race", "berlin", "2027-10-10", "--today", "2026-11-01", "--json", cwd=season)
    assert json.loads(ended.out)["entry"]["on"] == "2026-12-28"
    assert run("show", cwd=season).code == 0


# --- what cannot be --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("missed", "someday"), ("'someday' is no day", "yesterday")),
        (("missed", "2027-06-05..2027-06-01"), ("before it begins",)),
        (("missed", "2026-12-01..2026-12-05"), ("before the plan's first",)),
        (("missed", "yesterday", "--because", "lazy"), ("--because", "injured")),
        (("missed", "yesterday", "--fever"), ("--because ill",)),
        (("moved", "T-08w/long", "2027-09-26"), ("the day of Berlin Marathon",)),
        (("moved", "T-08w/long", "yesterday"), ("is past", "countback done")),
        (("moved", "T-16w/long", "saturday"), ("which is past", "no missed work is made up")),
        (("moved", "T-00w/race", "saturday"), ("countback race",)),
        (("moved", "T-08w/long", "saturday 25:00"), ("no such time of day",)),
        (("skipped", "T-00w/race"), ("countback race",)),
        (("skipped", "race"), ("Berlin Marathon of Sun 26 Sep 2027", 'countback race "Berlin Marathon" cancelled')),
        (("skipped", "2027-04-18"), ("Spring 10k was on Sun 18 Apr 2027, which is past",)),
        (("skipped", "quality"), ("did you mean quality-1?",)),
        (
            ("done", "T-08w/long"),
            ("is on Sun 1 Aug 2027, which is to come", "moved berlin-marathon-2027/T-08w/long today"),
        ),
        (("done", "T-15w/long"), ("is on Sun 13 Jun 2027, which is to come", "on that day")),
        (("done", "T-00w/race"), ("is on Sun 26 Sep 2027, which is to come",)),
        (("race", "oslo", "2027-10-10"), ("no race of this season", "berlin-marathon-2027", "--distance")),
        (("race", "berlin", "2027-06-01"), ("is past",)),
        (("race", "berlin", "2029-10-10"), ("more than a year after this season, which ends on", "countback init")),
        (("race", "Oslo", "2031-10-10", "--distance", "10k"), ("more than a year after",)),
        (("race", "berlin", "cancled"), ("did you mean cancelled?",)),
        (("moved", "T-08w/long", "next friday"), ("is on Sun 1 Aug 2027, in another week", "T-08w/long 2027-06-11")),
        (
            ("race", "berlin", "2027-10-10", "--goal", "3:40:00"),
            (
                "--goal is for a race that is not",
                'in season.toml, in the [[race]] of Berlin Marathon: goal = "3:40:00"',
            ),
        ),
        (("race", "berlin", "2027-10-10", "--race-start", "9:00"), ('start = "9:00"',)),
        (("race", "sprimg", "2027-10-10"), ("did you mean Spring 10k (",)),
        (("race", "Berlin Maraton", "2027-10-10"), ("did you mean Berlin Marathon (berlin-marathon-2027)?",)),
        (("race", "spring", "cancelled"), ("Spring 10k was on 2027-04-18, which is past",)),
        (("race", "Stadtlauf", "2027-09-26", "--distance", "10k"), ("on this day is Berlin Marathon already",)),
        (("race", "Stadtlauf", "2027-08-01", "--distance", "10q"), ("--distance '10q'",)),
        (("race", "Stadtlauf", "cancelled", "--distance", "10k"), ("no race of this season",)),
        (("tested", "5k"), ("a distance and a time",)),
        (
            ("tested", "5k", "21:40", "yesterday"),
            ("from the day on which it is told; leave 'yesterday' out: countback tested 5k 21:40",),
        ),
        (("tested", "5k", "21:40", "quick"), ("no distance that countback knows",)),
        (("missed", "14.6"), ("in numbers it is written year-month-day",)),
        (("tested", "5k", "2:40"), ("nobody has run 5 km that fast",)),
        (("weekly", "sixty"), ("with its unit",)),
        (("undo",), ("nothing to take back",)),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else one,
)
def test_what_cannot_be_is_told(told: tuple[str, ...], words: tuple[str, ...], season: Path) -> None:
    """In words that a runner can act on, and nothing is written."""
    refused(season, *told, words=words)


def test_what_was_told_otherwise_is_asked_about(season: Path) -> None:
    """A day on which something was run is no day off; what was run stays on its day."""
    tell(season, "done", "T-16w/long")
    refused(season, "missed", "2027-06-06", words=("is in the diary as done", "take that back first"))
    refused(season, "missed", "last week", words=("Long run", "Sun 6 Jun 2027"))
    tell(season, "done", "T-15w/quality-1")
    refused(season, "moved", "T-15w/quality-1", "2027-06-11", words=("is in the diary as done",))


def test_a_cancelled_race_says_how_it_comes_back(season: Path) -> None:
    """Its name is known, and that it was taken out."""
    tell(season, "race", "Stadtlauf", "2027-08-01", "--distance", "10k")
    tell(season, "race", "Stadtlauf", "cancelled")
    refused(season, "race", "Stadtlauf", "2027-08-08", words=("Stadtlauf was cancelled", "undo", '--distance "10k"'))
    tell(season, "race", "Stadtlauf", "2027-08-08", "--distance", "10k")


def test_a_race_entered_and_taken_back_was_never_there(season: Path) -> None:
    """It was not cancelled, and can be entered again."""
    tell(season, "race", "Stadtlauf", "2027-08-01", "--distance", "10k")
    tell(season, "undo")
    refused(season, "race", "Stadtlauf", "2027-08-08", words=("no race of this season",))
    tell(season, "race", "Stadtlauf", "2027-08-08", "--distance", "10k")


def test_a_week_that_loses_a_session_to_another_is_told(season: Path) -> None:
    """Both weeks stand in the difference, each with its volume before and now."""
    out = tell(season, "moved", "T-14w/long", "2027-06-11", "-n").out
    assert "T-14w" in out
    assert "– Long run" in out


def test_the_same_days_cannot_be_missed_twice(season: Path) -> None:
    """The second time says what is there."""
    tell(season, "missed", "last week", "--because", "ill")
    refused(
        season, "missed", "2027-06-06", words=("Nothing was written", "in the diary already, as ill", "countback undo")
    )
    refused(season, "missed", "2027-06-06..2027-06-07", words=("to make it longer, tell 2027-06-07 alone",))
    both = "tell 2027-05-30 and 2027-06-07..2027-06-08 alone"
    refused(season, "missed", "2027-05-30..2027-06-08", words=(both, "side by side count as one stretch"))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("done", "long"), "Long run 21 km of Sun 6 Jun 2027 is in the diary already, as done"),
        (("skipped", "easy-1"), "of Wed 9 Jun 2027 is in the diary already, as left out"),
        (("moved", "long", "sat", "07:00"), "is moved to Sat 12 Jun 2027, 07:00 already. Nothing was written."),
        (("race", "berlin", "2027-10-10"), "Berlin Marathon is on Sun 10 Oct 2027 already. Nothing was written."),
    ],
    ids=lambda one: one[0],
)
def test_what_was_told_already_is_not_written_again(said: tuple[str, ...], words: str, season: Path) -> None:
    """Nothing would change by it; taken back, it may be said anew."""
    tell(season, *said)
    refused(season, *said, words=(words,))
    tell(season, "undo")
    tell(season, *said)


def test_a_weekday_is_of_the_week_of_the_session_that_is_moved(season: Path) -> None:
    """Of a session in August it is that week's Saturday, not the next one from today on."""
    assert data(season, "moved", "T-08w/long", "saturday", "-n")["entry"]["to"] == "2027-07-31"
    assert data(season, "moved", "T-08w/long", "saturday", "07:30", "-n")["entry"]["to"] == "2027-07-31T07:30:00"


def test_a_race_in_another_week_is_told_by_what_follows_from_it(season: Path) -> None:
    """The race, the phases, the days to come; the sessions, which are all counted anew, one by one as data alone."""
    moved = tell(season, "race", "berlin", "2027-10-10", "-n").out
    assert "Berlin Marathon is on Sun 10 Oct 2027, was Sun 26 Sep 2027: 2 weeks later\n" in moved
    assert "\n  build      10 May –  4 Jul   8 weeks  →  10 May – 18 Jul  10 weeks\n" in moved
    assert "\n  open " not in moved, "what stays is not told"
    assert "\nThe next days\n  Tue  8 Jun  Repetitions 8 × 400 m → Repetitions 7 × 400 m\n" in moved
    assert "Strength" not in moved, "it follows the run of its day, and is the same"
    changes = data(season, "race", "berlin", "2027-10-10", "-n")["changes"]
    assert f"{len(changes)} sessions in all; --json tells them one by one." in moved
    assert len(moved.splitlines()) < 30
    off = tell(season, "race", "berlin", "cancelled", "-n").out
    assert "Berlin Marathon is off\n" in off
    assert "\n  taper       6 Sep – 26 Sep   3 weeks  →  –\n" in off


def test_a_race_on_another_day_of_its_week_changes_that_week_alone(season: Path) -> None:
    """Its sessions keep their addresses, and are told one by one."""
    moved = tell(season, "race", "berlin", "2027-09-25", "-n").out
    assert "Berlin Marathon is on Sat 25 Sep 2027, was Sun 26 Sep 2027: 1 day earlier\n" in moved
    assert "Wed 29 Sep  ↔ Easy run" in moved
    assert "Phases" not in moved


@pytest.mark.parametrize(
    ("today", "told", "why"),
    [
        ("2027-08-25", ("missed", "2027-08-25..2027-08-31"), "Days off."),
        ("2027-03-10", ("race", "spring", "2027-04-25"), "Spring 10k has another day."),
        ("2027-03-10", ("race", "spring", "cancelled"), "Spring 10k was cancelled."),
        ("2027-06-08", ("race", "berlin", "2027-10-10"), "Berlin Marathon has another day."),
        ("2027-06-08", ("tested", "5k", "21:40"), "Other paces."),
        ("2027-06-08", ("moved", "long", "saturday"), "You moved Long run 21 km."),
        ("2027-06-08", ("away", "2027-08-09..2027-08-10"), "You are away."),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else one,
)
def test_every_change_has_its_true_reason(today: str, told: tuple[str, ...], why: str, season: Path) -> None:
    """As text and as data: what the entry says, where no reason of the plan is new."""
    asked = (*told, "-n", "--today", today)
    before = json.loads(run("show", "--json", "--today", today, cwd=season).out)
    reasons = {change["why"] for change in json.loads(run(*asked, "--json", cwd=season).out)["changes"]}
    assert why in reasons
    assert not reasons & {week["why"] for week in before["weeks"]} - {why}
    shown = run(*asked, cwd=season).out
    assert f" {why}\n" in shown or "their paces change: " in shown


def test_a_finding_that_check_told_before_is_not_new(season: Path) -> None:
    """Not where the race of its weeks has moved, which gives them other addresses."""
    before = {one["message"] for one in data(season, "check")["findings"]}
    after = {one["message"] for one in data(season, "race", "berlin", "2027-10-10", "-n")["findings"]}
    assert not before & after


def test_more_are_counted_only_where_some_are_listed(season: Path) -> None:
    """Other paces change no day and no title."""
    assert re.search(
        r"^\d+ sessions to come keep their day", tell(season, "tested", "5k", "21:40", "-n").out, re.MULTILINE
    )
    assert "2 more sessions to come keep their day" in tell(season, "weekly", "60 km", "-n").out


def test_what_was_left_out_and_then_run_is_shown_as_done(season: Path) -> None:
    """With its mark, and no plus as if it came new."""
    on = ("--today", "2027-05-18")
    assert run(*on, "skipped", "T-19w/long", cwd=season).code == 0
    shown = run(*on, "done", "T-19w/long", "-n", cwd=season).out
    assert "✓ Long run 21 km, done\n" in shown
    assert "+ Long run" not in shown


def test_a_race_whose_cancelling_is_taken_back_is_not_new(season: Path) -> None:
    """It was there before."""
    tell(season, "race", "berlin", "cancelled")
    assert "Berlin Marathon is on again, on Sun 26 Sep 2027" in tell(season, "undo").out


def test_days_off_with_fever_tell_the_day_that_comes_on_top(season: Path) -> None:
    """Three days with fever are planned as four, which a runner can add up."""
    told = tell(season, "missed", "1 june..3 june", "--because", "ill", "--fever", "-n").out
    assert "3 days, with fever: the first day without it counts as one more" in " ".join(told.split())


def test_days_off_to_come_are_not_called_missed(season: Path) -> None:
    """Not in the sentence, nor in the difference, nor beside what was planned."""
    ahead = tell(season, "missed", "next week").out
    assert ahead.startswith("No running Mon 14 Jun – Sun 20 Jun 2027, 7 days.")
    assert "– Long run 15.5 km, off" in ahead
    told = "".join(tell(season, "show", *asked).out for asked in (("T-14w",), ("T-14w", "--original"), ("--original",)))
    assert "7 off" in told
    assert "missed" not in ahead + told
    assert data(season, "show", "T-14w/long")["state"] == "missed"


def test_the_session_that_a_word_meant_is_told_with_its_day(season: Path) -> None:
    """Where a word could mean several, and in the tense of the day."""
    assert tell(season, "skipped", "long", "-n").out.startswith("Long run 21 km of Sun 6 Jun (T-16w) was left out.")
    assert tell(season, "skipped", "sunday", "-n").out.startswith("Long run 21 km of Sun 6 Jun (T-16w) was left out.")
    ahead = tell(season, "skipped", "T-15w/long", "-n").out
    assert ahead.startswith("Long run 21 km of Sun 13 Jun (T-15w) is left out.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Berlin Marathon 10 october", "Berlin Marathon moved to Sun 10 Oct 2027."),
        ("berlin marathon cancelled", "Berlin Marathon was cancelled."),
        ("City 10k 4 july --distance 10k", "City 10k was entered, Sun 4 Jul 2027."),
    ],
)
def test_the_name_of_a_race_needs_no_quotes(words: str, said: str, season: Path) -> None:
    """Its day is all of the end that can be a day."""
    assert tell(season, "race", *words.split(), "-n").out.startswith(said)


def test_a_race_is_told_by_its_name_after_it_was_cancelled(season: Path) -> None:
    """One that came in later, too; in what happened and in what is taken back."""
    tell(season, "race", "City 10k", "2027-07-04", "--distance", "10k")
    tell(season, "race", "city", "cancelled")
    (_, cancelled) = data(season, "show", "--original")["diary"]
    assert cancelled["said"] == "City 10k was cancelled."
    assert tell(season, "undo").out.startswith("Taken back: City 10k was cancelled.")


def test_hours_and_minutes_of_a_long_race_are_told_back_in_full(season: Path) -> None:
    """As result and as goal, on the screen and in the diary; of a short one they are refused, with how to write it."""
    assert tell(season, "tested", "half", "1:55").out.startswith("Half marathon in 1:55:00")
    tell(season, "race", "Stadtlauf", "2027-06-20", "--distance", "half", "--goal", "1:50")
    diary = _diary(season) or ""
    assert 'time = "1:55:00"' in diary
    assert 'goal = "1:50:00"' in diary
    refused(season, "tested", "10k", "1:05", words=('hours and minutes are written "1:05:00"',))
    entered = ("race", "Parklauf", "2027-06-27", "--distance", "10k", "--goal", "1:05")
    refused(season, *entered, words=("--goal '1:05'", 'hours and minutes are written "1:05:00"'))


def test_wrong_files_are_told_together(season: Path) -> None:
    """Season and diary, each with its lines, in every command that reads them."""
    (season / "diary.toml").write_text('[[entry]]\non = 2027-06-01\nkind = "mised"\n')
    for command in (("show",), ("check",), ("export",), ("undo",), ("skipped", "long")):
        refused(season, *command, words=('diary.toml:3: kind = "mised": did you mean "missed"?',))
    path = season / "season.toml"
    path.write_text(path.read_text("utf-8").replace('"intermediate"', '"intermedate"'), "utf-8")
    refused(season, "show", words=("season.toml:8", "diary.toml:3"))


def test_a_diary_by_hand_is_read(season: Path) -> None:
    """People may edit; a session that no plan ever had is told with its line."""
    text = '[[entry]]\non = 2027-06-01\nkind = "done"\nsession = "berlin-marathon-2027/T-18w/{}"\n'
    (season / "diary.toml").write_text(text.format("long"))
    assert data(season, "show", "T-18w/long")["state"] == "done"
    (season / "diary.toml").write_text(text.format("lonk"))
    refused(season, "show", words=("diary.toml:4", 'did you mean "berlin-marathon-2027/T-18w/long"?'))


# --- beside what was planned -----------------------------------------------------------------------------------------


def test_the_plan_as_first_made_stays_visible(season: Path) -> None:
    """What happened, week by week and session by session, as text and as data."""
    assert "Nothing yet" in tell(season, "show", "--original").out
    tell(season, "missed", "last week", "--because", "ill")
    tell(season, "done", "T-17w/long")
    tell(season, "moved", "T-08w/long", "2027-07-31")
    whole = tell(season, "show", "--original").out
    assert "Ill Mon 31 May – Sun 6 Jun 2027, 7 days." in whole
    assert "7 missed" in whole
    assert "Threshold 4 × 6 min                 missed" in tell(season, "show", "T-16w", "--original").out
    became = {row["address"].partition("/")[2]: row["became"] for row in data(season, "show", "--original")["sessions"]}
    assert (became["T-16w/long"], became["T-17w/long"], became["T-08w/long"]) == ("missed", "done", "moved")
    (row,) = data(season, "show", "T-08w/long", "--original")["sessions"]
    assert (row["original"]["date"], row["now"]["date"]) == ("2027-08-01", "2027-07-31")


# --- the calendar ----------------------------------------------------------------------------------------------------


def _events(folder: Path) -> dict[str, str]:
    """The events of the exported file by UID."""
    text = (folder / "season.ics").read_bytes().decode().replace("\r\n ", "")
    blocks = [block.split("END:VEVENT")[0] for block in text.split("BEGIN:VEVENT")[1:]]
    return {block.split("UID:")[1].split("\r\n")[0]: block for block in blocks}


def test_the_calendar_follows_with_updates(season: Path) -> None:
    """Exported again after a missed week: same UIDs, SEQUENCE up where time changed, all else to the byte."""
    tell(season, "export")
    before = _events(season)
    changes = data(season, "missed", "last week")["changes"]
    tell(season, "export")
    after = _events(season)
    touched = {(change["after"] or change["before"])["uid"] for change in changes}
    assert {uid for uid in before if before[uid] != after.get(uid)} <= touched | _banners(before)
    moved = next(c for c in changes if c["what"] == "dropped" and c["after"] is None)
    assert "STATUS:CANCELLED" in after[moved["before"]["uid"]]
    assert "SEQUENCE:1" in after[moved["before"]["uid"]]


def _banners(events: dict[str, str]) -> set[str]:
    return {uid for uid, block in events.items() if "DTSTART;VALUE=DATE" in block}


def test_the_calendar_follows_what_was_taken_back(season: Path) -> None:
    """A newer revision of the first plan: the same days, the count of the diary, SEQUENCE up where time changed."""
    tell(season, "export")
    before = _events(season)
    uid = data(season, "show", "T-08w/long")["uid"]
    touched = {change["after"]["uid"] for change in data(season, "moved", "T-08w/long", "2027-07-31")["changes"]}
    for one in ("export", "undo", "export"):
        tell(season, one)
    after = _events(season)
    assert _starts(after) == _starts(before)
    assert {other for other in before if before[other] != after[other]} == touched
    assert ("SEQUENCE:2" in after[uid], "X-COUNTBACK-REVISION:2" in after[uid]) == (True, True)


def _starts(events: dict[str, str]) -> dict[str, list[str]]:
    return {uid: [row for row in block.split("\r\n") if row.startswith("DTSTART")] for uid, block in events.items()}


def test_a_fresh_export_is_dated_by_the_entry_that_changed_the_event(season: Path) -> None:
    """CALENDAR.md: DTSTAMP is the day of the entry; what no entry touched has the season's."""
    tell(season, "moved", "T-08w/long", "2027-07-31")
    uid = data(season, "show", "T-08w/long")["uid"]
    tell(season, "export")
    events = _events(season)
    assert "DTSTAMP:20270608T000000Z" in events[uid]
    assert "DTSTAMP:20261228T000000Z" in events[data(season, "show", "T-20w/long")["uid"]]


# --- processes -------------------------------------------------------------------------------------------------------


def test_two_commands_at_once_are_both_written(season: Path) -> None:
    """Neither loses the other's entry."""
    told = (("done", "T-16w/long"), ("done", "T-17w/long"), ("weekly", "70 km"))
    running = [
        subprocess.Popen([*COMMAND, *TODAY, *one], cwd=season, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for one in told
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    diary = _diary(season) or ""
    assert diary.count("\n[[entry]]\n") == 3
    assert run("show", cwd=season).code == 0


def at_once(folder: Path, *told: tuple[str, ...]) -> list[int]:
    """The exit codes of commands that run at the same time."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = [subprocess.Popen([*COMMAND, *TODAY, *one], cwd=folder, **quiet) for one in told]  # type: ignore[call-overload]
    return sorted(process.wait(60) for process in running)


def test_what_would_be_refused_one_after_another_is_refused_at_once(season: Path) -> None:
    """Two races on one day, one session left out three times: one is written, and the season can be shown."""
    races = (("race", name, "2027-07-04", "--distance", "10k") for name in ("Foo", "Bar"))
    assert at_once(season, *races) == [0, 2]
    assert at_once(season, *[("skipped", "T-15w/long")] * 3) == [0, 2, 2]
    assert (_diary(season) or "").count("\n[[entry]]\n") == 2
    assert run("show", cwd=season).code == 0


SKIPPED = '[[entry]]\non = 2027-06-08\nkind = "skipped"\nsession = "berlin-marathon-2027/T-15w/long"\n'


def test_undo_is_the_way_out_of_a_wrong_diary(season: Path) -> None:
    """An entry that does not go with the others is taken back like any; what is wrong still is told."""
    diary = season / "diary.toml"
    diary.write_text(3 * SKIPPED, "utf-8")
    refused(season, "show", words=("diary.toml:8: ", "diary.toml:12: ", "countback undo takes back the last entry."))
    first = tell(season, "undo")
    assert first.out.startswith("Taken back: Long run 21 km of Sun 13 Jun (T-15w) is left out.\n\nNothing in the plan")
    assert "diary.toml:8: " in first.err
    assert "diary.toml" not in tell(season, "undo").err.removeprefix("Written to diary.toml")
    assert "+ Long run 21 km" in tell(season, "undo").out
    refused(season, "undo", words=("nothing to take back",))


MISSED = '[[entry]]\non = 2027-06-08\nkind = "missed"\nfrom = 2027-06-08\nto = 2027-05-08\n'
TWIN = '[[entry]]\non = 2027-06-08\nkind = "race"\nadded = true\nname = "Twin"\ndate = 2027-09-26\ndistance = "5k"\n'


@pytest.mark.parametrize("wrong", [MISSED, TWIN])
def test_of_what_was_wrong_and_taken_back_no_plan_is_made(wrong: str, season: Path) -> None:
    """Neither for the dates of a fresh export, nor for what a sync asks of earlier plans."""
    (season / "diary.toml").write_text(SKIPPED + wrong, "utf-8")
    tell(season, "undo")
    assert "Long run 21 km" in tell(season, "show", "--original").out
    tell(season, "export")
    keeper = Keeper(Namespace(folder=season, today=date(2027, 6, 8)), Asked())
    assert keeper.wish(()).last_dropped("berlin-marathon-2027/T-99w/long") == 3


def test_undo_takes_back_no_right_entry_for_a_wrong_one(season: Path) -> None:
    """Where an earlier entry is wrong, it is told, and nothing is written."""
    right = SKIPPED.replace("T-15w/long", "T-14w/long")
    (season / "diary.toml").write_text(2 * SKIPPED + right, "utf-8")
    refused(season, "undo", words=("diary.toml:8: ",))


def test_a_command_that_is_killed_leaves_a_whole_diary(season: Path) -> None:
    """Whenever it happens: the entry is there or it is not."""
    for number, wait in enumerate((0.1, 0.2, 0.25, 0.3, 0.35)):
        process = subprocess.Popen(
            [*COMMAND, *TODAY, "done", f"T-{20 + number}w/long"], cwd=season, stdout=subprocess.DEVNULL, stderr=-3
        )
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert run("show", cwd=season).code == 0


def test_a_reader_that_has_had_enough_does_not_keep_it_from_being_written(season: Path) -> None:
    """`countback missed last week | head -1`."""
    process = subprocess.Popen(
        [*COMMAND, *TODAY, "missed", "last week", "--json"], cwd=season, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(20) == 0
    assert (_diary(season) or "").count("\n[[entry]]\n") == 1


def test_a_folder_that_cannot_be_written_is_told(season: Path) -> None:
    """Something else is in the way: the place is named, and there is no traceback."""
    (season / ".countback").write_text("in the way")
    refused(season, "weekly", "60 km", words=("countback: ", ".countback"))


def test_a_race_told_for_a_day_on_which_something_is_done_is_in_the_plan(season: Path) -> None:
    """Strength done in the morning does not make the day past: the race is on it, what else was planned is not."""
    tell(season, "done", "T-15w/strength-1")
    tell(season, "race", "berlin", "today")
    sessions = [s for s in data(season, "show")["sessions"] if s["date"] == "2027-06-08"]
    assert [(s["kind"], s["state"]) for s in sessions] == [("race", "planned"), ("strength", "done")]


def test_a_race_that_was_run_stays(season: Path) -> None:
    """Done is done: it is neither moved nor cancelled on the same day."""
    on = ("--today", "2027-09-26")
    assert run(*on, "done", "race", cwd=season).code == 0
    before = _diary(season)
    for change in ("2027-10-31", "cancelled"):
        ended = run(*on, "race", "berlin", change, cwd=season)
        assert (ended.code, ended.out) == (2, "")
        assert "was run" in ended.err
    assert _diary(season) == before


@pytest.mark.parametrize("to", ["saturday", "18:00", "friday 07:00"])
def test_sessions_of_a_day_follow_each_other_whatever_moves(to: str, season: Path) -> None:
    """A session moved by hand takes its strength along, and what gives way is at the hours of its new day."""
    tell(season, "moved", "T-15w/quality-1", to)
    week = [s for s in data(season, "show")["sessions"] if "2027-06-07" <= s["date"] <= "2027-06-13"]
    begins = [datetime.fromisoformat(one["start"]) for one in week]
    for one, begin in zip(week, begins, strict=True):
        later = [other for other in begins if other.date() == begin.date() and other > begin]
        assert all(other >= begin + timedelta(minutes=one["minutes"]) for other in later), one["address"]
    assert len(begins) == len(set(begins))
    by_hand = next(begin for one, begin in zip(week, begins, strict=True) if one["address"].endswith("quality-1"))
    first = [min(begin for begin in begins if begin.date() == day) for day in {begin.date() for begin in begins}]
    assert {f"{begin:%H:%M}" for begin in first if begin != by_hand} <= {"06:30", "08:00"}


def test_a_cancelled_race_is_nowhere(season: Path) -> None:
    """Neither at the head of the season nor under its chart, and its week is a week like any other."""
    tell(season, "race", "berlin", "cancelled")
    shown = tell(season, "show").out
    assert "Berlin Marathon" not in shown.split("Findings")[0]
    last = [s for s in data(season, "show")["sessions"] if "2027-09-20" <= s["date"] <= "2027-09-26"]
    assert {s["kind"] for s in last if s["amount"]} == {"easy", "long"}


def test_a_tune_up_race_is_found_by_its_name(season: Path) -> None:
    """`show spring` is the B race of April."""
    assert tell(season, "show", "spring").out.startswith("Spring 10k\n")


def test_a_result_over_a_distance_in_miles_is_read_again(season: Path) -> None:
    """What is written of 3.1 miles is a distance that the diary knows."""
    tell(season, "tested", "3.1 mi", "22:10")
    assert "4.98" in (_diary(season) or "")
    tell(season, "show")


def test_findings_come_gravest_first_as_data_too(season: Path) -> None:
    """What the diary led to stands among the others."""
    tell(season, "missed", "last", "week", "--because", "ill")
    found = [finding["severity"] for finding in data(season, "check")["findings"]]
    assert found == sorted(found, key=["error", "warning", "info"].index)


def test_a_long_run_moved_into_another_week_is_its_long_run(season: Path) -> None:
    """The week's own gives way: the week comes to no more than before, and has one long run."""
    before = next(week for week in data(season, "show")["weeks"] if week["start"] == "2027-06-14")
    tell(season, "moved", "T-15w/long", "fri 18 june")
    after = next(week for week in data(season, "show")["weeks"] if week["start"] == "2027-06-14")
    there = [s for s in data(season, "show")["sessions"] if "2027-06-14" <= s["date"] <= "2027-06-20"]
    assert [s["date"] for s in there if s["kind"] == "long"] == ["2027-06-18"]
    assert after["volume"] <= before["volume"]
    assert "Fri\n  T-15w/long" in tell(season, "show", "T-14w").out


def test_the_next_step_names_the_folder(season: Path) -> None:
    """Told from elsewhere, the commands that it offers can be typed there."""
    ended = run("-C", season.name, *TODAY, "skipped", "long", cwd=season.parent)
    assert ended.code == 0
    assert f"countback -C {season.name} export" in ended.err
    assert run("-C", season.name, "undo", *TODAY, cwd=season.parent).code == 0


def test_a_week_on_the_way_back_says_what_holds_it(season: Path) -> None:
    """After an injury the runs start at 5 km: the week is no share of anything, and says so."""
    tell(season, "missed", "last", "week", "--because", "injured")
    week = next(week for week in data(season, "show")["weeks"] if week["start"] == "2027-06-07")
    assert (week["volume"], week["longest"]) == (25, 5)
    assert "%" not in week["why"]
