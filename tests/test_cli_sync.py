"""`sync`, `restore`, `accept`, `status` as real processes, with a calendar file that the athlete edits."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from countback.events.event import event_uid
from countback.events.read import read_ics
from countback.files.season import read_season
from countback.ledger.lock import locked
from countback.training.model import Season
from tests.runs import Ended, example, run
from tests.targets.test_file import FilePlace

if TYPE_CHECKING:
    from pathlib import Path

TODAY = "2027-06-07"
RACE = "berlin-marathon-2027"
LONG, NEXT, THIRD = (f"{RACE}/T-{week}w/long" for week in (15, 14, 13))


def told(folder: Path, *arguments: str) -> Ended:
    """The command on a Monday in June."""
    return run("-C", str(folder), "--today", TODAY, *arguments, cwd=folder)


def data(folder: Path, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    """Its result."""
    ended = told(folder, *arguments, "--json")
    assert ended.code in {0, 1, 75}, ended.err
    return json.loads(ended.out)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Athlete(FilePlace):
    """Who has plan.ics open in another program."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        season = read_season(folder)
        assert isinstance(season, Season)
        self.season = season.id

    def uid(self, address: str, generation: int = 0) -> str:
        """The identity of a session."""
        return event_uid(self.season, address, generation)

    def live(self) -> set[str]:
        """Addresses in the file."""
        return {event.address for event in read_ics(self.path.read_bytes())}

    def starts(self) -> dict[str, object]:
        """When each begins."""
        return {event.address: event.when.start for event in read_ics(self.path.read_bytes())}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A season whose calendar file was filled."""
    example("marathon", tmp_path)
    assert told(tmp_path, "sync", "plan.ics").code == 0
    return tmp_path


@pytest.fixture
def athlete(folder: Path) -> Athlete:
    """Its athlete."""
    return Athlete(folder)


def test_a_first_sync_in_mid_season_starts_today(folder: Path, athlete: Athlete) -> None:
    """What is past is not put into the calendar, unless asked for; the phase that is running is."""
    events = read_ics(athlete.path.read_bytes())
    past = [event for event in events if str(event.when.start) < TODAY]
    assert [(event.address, str(event.when.end) > TODAY) for event in past] == [(f"{RACE}/build", True)]
    added = data(folder, "sync", "--from-start")
    assert added["inserted"] > 50
    assert data(folder, "sync")["inserted"] == 0


def test_the_result_is_a_contract(folder: Path) -> None:
    """The keys that programs may count on."""
    result = data(folder, "sync")
    wanted = "target calendar requests inserted patched deleted kept moved skipped pending findings"
    assert set(wanted.split()) <= result.keys()
    assert (result["target"], result["calendar"], result["requests"]) == ("plan.ics", "plan.ics", 1)


def test_an_edit_stays_and_a_move_comes_into_the_diary(folder: Path, athlete: Athlete) -> None:
    """Sunday's long run on Saturday, the next one deleted, the third renamed."""
    athlete.drag(athlete.uid(LONG), timedelta(days=-1))
    athlete.delete(athlete.uid(NEXT))
    athlete.rename(athlete.uid(THIRD), "With Ana")
    result = data(folder, "sync")
    assert result["moved"] == [
        {"address": LONG, "from": "2027-06-13T08:00:00+02:00", "to": "2027-06-12T08:00:00+02:00"}
    ]
    assert result["skipped"] == [NEXT]
    assert [(one["address"], one["field"], one["yours"]) for one in result["kept"]] == [(THIRD, "title", "With Ana")]
    diary = (folder / "diary.toml").read_text("utf-8")
    assert LONG in diary
    assert NEXT in diary
    shown = json.loads(told(folder, "show", "--json").out)
    states = {one["address"]: (one["date"], one["state"], one["pinned"]) for one in shown["sessions"]}
    assert states[LONG] == ("2027-06-12", "planned", True)
    assert states[NEXT][1] == "skipped"
    again = data(folder, "sync")
    assert (again["patched"], again["moved"], again["skipped"]) == (0, [], [])


def test_a_dry_run_leaves_no_trace(folder: Path, athlete: Athlete) -> None:
    """And tells what would be done."""
    athlete.drag(athlete.uid(LONG), timedelta(days=-1))
    before = tree(folder)
    dry = data(folder, "sync", "--dry-run")
    assert tree(folder) == before
    real = data(folder, "sync")
    assert {key: dry[key] for key in ("patched", "moved", "kept")} == {
        key: real[key] for key in ("patched", "moved", "kept")
    }


def test_a_dry_first_sync_makes_nothing(tmp_path: Path) -> None:
    """No file, no ledger."""
    example("marathon", tmp_path)
    before = tree(tmp_path)
    assert data(tmp_path, "sync", "plan.ics", "--dry-run")["inserted"] > 50
    assert tree(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["season.toml"]


def test_a_deleted_session_comes_back_when_it_is_restored(folder: Path, athlete: Athlete) -> None:
    """Not before, whatever changes."""
    athlete.delete(athlete.uid(NEXT))
    for _ in range(2):
        assert told(folder, "sync").code == 0
        assert NEXT not in athlete.live()
    before = tree(folder)
    assert data(folder, "restore", "T-14w/long", "--dry-run")["inserted"] == 1
    assert tree(folder) == before
    assert data(folder, "restore", "T-14w/long")["inserted"] == 1
    assert NEXT in athlete.live()
    refused = told(folder, "restore", "T-14w/long")
    assert (refused.code, "neither skipped nor deleted" in refused.err) == (2, True)


def test_undo_takes_back_what_came_from_the_calendar(folder: Path, athlete: Athlete) -> None:
    """The next run writes the plan's values, tells no news, and after it nothing is left to do."""
    before = athlete.starts()
    athlete.drag(athlete.uid(LONG), timedelta(days=-1))
    athlete.delete(athlete.uid(NEXT))
    first = data(folder, "sync")
    assert ([one["address"] for one in first["moved"]], first["skipped"]) == ([LONG], [NEXT])
    assert told(folder, "undo").code == told(folder, "undo").code == 0
    back = data(folder, "sync")
    assert (back["moved"], back["skipped"], back["kept"]) == ([], [], [])
    assert athlete.starts() == before
    settled = data(folder, "sync")
    assert (settled["changes"], settled["moved"], settled["skipped"]) == ([], [], [])
    athlete.drag(athlete.uid(LONG), timedelta(days=-1))
    assert [one["address"] for one in data(folder, "sync")["moved"]] == [LONG]


def test_a_damaged_ledger_is_told_where_no_calendar_is_named(folder: Path) -> None:
    """What happened and what to do; the file named, all is as it was."""
    (folder / ".countback" / "ledger.db").write_bytes(b"this is no database" * 100)
    for arguments in (("sync", "--dry-run"), ("sync",), ("sync",)):
        refused = told(folder, *arguments)
        assert refused.code == 2
        assert all(words in refused.err for words in ("was damaged", "ledger.broken", "countback sync plan.ics"))
    found = data(folder, "sync", "plan.ics")
    assert (found["changes"], found["moved"], found["skipped"]) == ([], [], [])
    assert told(folder, "sync").code == 0


def test_a_deleted_race_comes_back_when_it_is_restored(folder: Path, athlete: Athlete) -> None:
    """The diary does not speak of it, the ledger does."""
    race = next(address for address in athlete.live() if address.startswith(RACE) and address.endswith("race"))
    athlete.delete(athlete.uid(race))
    first = data(folder, "sync")
    assert [(one["address"], one["field"]) for one in first["kept"]] == [(race, "event")]
    assert data(folder, "restore", race)["inserted"] == 1
    assert race in athlete.live()


def test_accepting_takes_the_plans_value(folder: Path, athlete: Athlete) -> None:
    """For that session alone."""
    athlete.rename(athlete.uid(LONG), "With Ana")
    athlete.rename(athlete.uid(NEXT), "With Ben")
    result = data(folder, "accept", "T-15w/long")
    assert (result["patched"], [one["address"] for one in result["kept"]]) == (1, [NEXT])


def test_strict_tells_by_its_code(folder: Path, athlete: Athlete) -> None:
    """1 where anything of the athlete's was kept."""
    assert told(folder, "sync", "--strict").code == 0
    athlete.rename(athlete.uid(LONG), "With Ana")
    assert told(folder, "sync", "--strict").code == 1
    assert told(folder, "sync").code == 0


def test_an_emptied_calendar_is_asked_about(folder: Path, athlete: Athlete) -> None:
    """Nothing is written until it is answered."""
    text = re.sub(r"BEGIN:VEVENT.*?END:VEVENT\r\n", "", athlete.text(), flags=re.DOTALL)
    athlete.path.write_bytes(text.encode())
    asked = told(folder, "sync")
    assert (asked.code, "--accept-deletions" in asked.out) == (1, True)
    assert athlete.text() == text
    assert not (folder / "diary.toml").exists()


def test_a_file_has_no_server(folder: Path, athlete: Athlete) -> None:
    """Whose mistake it may be that all is gone: that of whoever wrote the file."""
    for uid in {athlete.uid(address) for address in athlete.live()}:
        athlete.delete(uid)
    text = " ".join(told(folder, "sync").out.split())
    assert "a mistake of the program that wrote the file" in text
    assert "of the server" not in text


def test_days_in_sentences_are_told_as_people_say_them(folder: Path, athlete: Athlete) -> None:
    """A run that was moved, a race that stays where the athlete has it, the last sync; no ISO dates."""
    athlete.drag(athlete.uid(LONG), timedelta(days=-1))
    athlete.drag(athlete.uid(f"{RACE}/T-00w/race"), timedelta(hours=1))
    text = " ".join(told(folder, "sync").out.split())
    assert f"{LONG} moved: Sun 13 Jun 2027, 08:00 → Sat 12 Jun 2027, 08:00" in text
    assert "when: yours is Sun 26 Sep 2027, 10:15 – 1" in text
    assert "the plan has Sun 26 Sep 2027, 09:15 – 1" in text
    status = told(folder, "status").out
    assert "last sync Mon 7 Jun 2027, 00:00" in status
    assert not re.search(r"\d{4}-\d\d-\d\d", (text + status).replace("marathon-2027", ""))


def test_an_edited_season_makes_a_newer_plan(folder: Path) -> None:
    """It is noted in the diary, once, so that a copy without the change does not undo it."""
    path = folder / "season.toml"
    path.write_text(path.read_text("utf-8").replace('"08:00"', '"09:00"'), "utf-8")
    assert data(folder, "sync")["patched"] > 10
    assert data(folder, "sync")["patched"] == 0
    assert (folder / "diary.toml").read_text("utf-8").count('kind = "edited"') == 1


def test_status_tells_what_is_kept(folder: Path) -> None:
    """Which calendar, when last, what is left."""
    (target,) = json.loads(told(folder, "status", "--json").out)["targets"]
    assert (target["target"], target["pending"], target["deleted_by_you"]) == ("plan.ics", 0, 0)
    assert target["events"] > 50
    assert "plan.ics" in told(folder, "status").out


def test_without_a_calendar_it_is_said_where_to_begin(tmp_path: Path) -> None:
    """By sync and by status."""
    example("marathon", tmp_path)
    ended = told(tmp_path, "sync")
    assert (ended.code, "countback sync google" in ended.err) == (2, True)
    assert "No calendar is kept yet" in told(tmp_path, "status").out
    assert not (tmp_path / ".countback" / "ledger.db").exists() or told(tmp_path, "status").code == 0


def test_what_is_no_calendar_is_said(folder: Path) -> None:
    """A name that is none, a file that is none."""
    assert told(folder, "sync", "gogle").code == 2
    (folder / "other.ics").write_text("hello")
    ended = told(folder, "sync", "other.ics")
    assert (ended.code, "Traceback" in ended.err, "no calendar" in ended.err) == (2, False, True)
    assert (folder / "other.ics").read_text() == "hello"


def test_a_calendar_that_is_gone_is_refused_until_a_new_one_is_asked_for(folder: Path, athlete: Athlete) -> None:
    """3, and how to begin anew."""
    athlete.path.unlink()
    ended = told(folder, "sync")
    assert (ended.code, "--new" in ended.err) == (3, True)
    assert not athlete.path.exists()
    assert told(folder, "sync", "--new", "plan.ics").code == 0
    assert LONG in athlete.live()


def test_two_syncs_at_once_are_told_apart(folder: Path) -> None:
    """The second does not wait, and comes again later."""
    with locked(folder / ".countback" / "sync.lock"):
        ended = told(folder, "sync")
    assert (ended.code, "running" in ended.err) == (75, True)


def test_an_older_copy_of_the_folder_changes_nothing(folder: Path, athlete: Athlete) -> None:
    """Until it is told to take over."""
    other = folder / "other"
    other.mkdir()
    example("marathon", other)
    assert told(folder, "tested", "5k", "20:00").code == 0
    assert data(folder, "sync")["patched"] > 10
    before = athlete.text()
    older = told(other, "sync", str(athlete.path), "--json")
    assert athlete.text() == before
    assert [one["code"] for one in json.loads(older.out)["findings"]] == ["sync-older-plan"]
    assert data(other, "sync", str(athlete.path), "--take-over")["patched"] > 10
