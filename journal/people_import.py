"""Staff prepared from a file before their first launch (3.8.1): keyed by LMS and number in it, never by a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from journal.acting import Acting
from journal.auditing import record
from journal.imports import FileRow, ImportColumn, ImportKind, ImportOption, Trace, Verdict
from journal.rights import Thing
from journal.texts import clean_text
from models import Registration, User
from regulation.names import full_name, sort_key
from regulation.refusal import N_, Refusal

COLUMNS = (
    ImportColumn("sub", ("номер в LMS", "id в LMS", "sub"), True, "42", N_("в Moodle — id из адреса профиля")),
    ImportColumn("family", ("фамилия",), True, "Петрова", ""),
    ImportColumn("given", ("имя",), True, "Мария", ""),
    ImportColumn("patronymic", ("отчество",), False, "Ивановна", N_("пусто, если отчества нет")),
    ImportColumn("number", ("табельный номер", "номер в колледже"), False, "T-104", N_("по нему преподавателя узнаёт расписание")),
    ImportColumn("email", ("почта", "e-mail", "email"), False, "petrova@college.example", ""),
)  # fmt: skip
LENGTHS = {"sub": 255, "family": 200, "given": 200, "patronymic": 200, "number": 100, "email": 200}


def registrations(acting: Acting) -> list[tuple[str, str]]:
    """The LMSs to choose from."""
    rows = acting.session.execute(
        select(Registration.id, Registration.name)
        .where(Registration.is_active.is_(True))
        .order_by(Registration.id)
    )
    return [(str(number), name) for number, name in rows]


def check(acting: Acting, rows: Sequence[FileRow], options: Mapping[str, str]) -> list[Verdict]:
    """A verdict per row: an LMS number known already or twice in the file is refused, a namesake only shown."""
    registration_id = _chosen(acting, options)
    if registration_id is None:
        return [Verdict(row, problems=("выберите LMS, номера которой в файле",)) for row in rows]
    known = acting.session.execute(
        select(User.sub, User.sort_key, User.college_number).where(User.registration_id == registration_id)
    ).all()
    subs = {sub for sub, _key, _number in known}
    numbers = {number for _sub, _key, number in known if number}
    names = Counter(key for _sub, key, _number in known)
    names.update(_key(row) for row in rows)
    seen: dict[tuple[str, str], int] = {}
    return [_verdict(row, subs, numbers, names, seen) for row in rows]


def _verdict(
    row: FileRow,
    subs: set[str],
    numbers: set[str],
    names: Counter[str],
    seen: dict[tuple[str, str], int],
) -> Verdict:
    cells = _clean(row)
    problems = [
        f"не заполнено: {title}"
        for name, title in (("sub", "номер в LMS"), ("family", "фамилия"), ("given", "имя"))
        if not cells[name]
    ]
    problems += [f"слишком длинно: {name}" for name, longest in LENGTHS.items() if len(cells[name]) > longest]
    if cells["sub"] in subs:
        problems.append(f"номер в LMS {cells['sub'][:40]} уже есть в журнале")
    if cells["number"] and cells["number"] in numbers:
        problems.append(f"табельный номер {cells['number'][:40]} уже у другого человека")
    for name in ("sub", "number"):
        if cells[name] and (name, cells[name]) in seen:
            problems.append(f"тот же номер, что в строке {seen[name, cells[name]]}: {cells[name][:40]}")
        seen.setdefault((name, cells[name]), row.number)
    if problems:
        return Verdict(row, problems=tuple(problems))
    cautions = ("тёзка: проверьте, что это другой человек",) if names[_key(row)] > 1 else ()
    return Verdict(row, does="новый сотрудник", cautions=cautions)


def apply(acting: Acting, rows: Sequence[FileRow], options: Mapping[str, str]) -> list[Trace]:
    """Make the records; what a person may do comes by launch or order, not from here."""
    registration_id = _chosen(acting, options)
    assert registration_id is not None
    made = [_user(acting, _clean(row), registration_id) for row in rows]
    acting.session.add_all(made)
    acting.session.flush()
    record(acting, "imported", "user", None, count=len(made), registration_id=registration_id)
    return [{"id": one.id} for one in made]


def undo(acting: Acting, trace: Sequence[Trace]) -> None:
    """Take the records away again. Raises E_CLOSED when somebody came meanwhile or something rests on them."""
    session, ids = acting.session, [int(one["id"]) for one in trace]
    people: list[User] = []
    for start in range(0, len(ids), 500):
        people += session.scalars(select(User).where(User.id.in_(ids[start : start + 500])))
    used = Refusal(
        "E_CLOSED", "1.6",
        N_("Кто-то из этого файла уже входил в журнал или получил полномочия: отменить загрузку нельзя."),
    )  # fmt: skip
    if any(one.last_visit_at is not None for one in people):
        raise used
    try:
        with session.begin_nested():
            for one in people:
                session.delete(one)
            session.flush()
    except IntegrityError:
        raise used from None
    record(acting, "import_undone", "user", None, count=len(people))


def _user(acting: Acting, cells: Mapping[str, str], registration_id: int) -> User:
    parts = (cells["family"], cells["given"], cells["patronymic"])
    return User(
        registration_id=registration_id, sub=cells["sub"], family_name=parts[0], given_name=parts[1], patronymic=parts[2],
        display_name=full_name(*parts)[:200], sort_key=sort_key(*parts), email=cells["email"],
        college_number=cells["number"], is_staff=True, is_lms_admin=False, created_at=acting.now,
    )  # fmt: skip


def _clean(row: FileRow) -> dict[str, str]:
    return {name: clean_text(row[name]) for name in LENGTHS}


def _key(row: FileRow) -> str:
    return sort_key(*(clean_text(row[name]) for name in ("family", "given", "patronymic")))


def _chosen(acting: Acting, options: Mapping[str, str]) -> int | None:
    wanted = options.get("registration", "")
    return int(wanted) if wanted in {key for key, _name in registrations(acting)} else None


def _only(acting: Acting) -> str:
    found = registrations(acting)
    return found[0][0] if found else ""


PEOPLE = ImportKind(
    key="people",
    title=N_("Сотрудники"),
    clause="3.8.1",
    thing=Thing.GRANT,
    columns=COLUMNS,
    check=check,
    apply=apply,
    undo=undo,
    explanation=N_("Заводит сотрудников до их первого входа, чтобы назначить полномочия и составить расписание. "
                   "Права из файла не появляются: они приходят с входом из LMS или по приказу."),
    options=(ImportOption("registration", N_("LMS"), "select", registrations, _only),),
    done_endpoint="people.index",
)  # fmt: skip
