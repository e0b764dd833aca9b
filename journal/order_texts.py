"""F-22: what an order on each matter says before somebody fills in the square brackets. Russian by the regulation."""

from __future__ import annotations

from journal.rights import Act, Role, Thing, allows
from models import OrderKind
from regulation.refusal import N_

KIND_TITLES: dict[OrderKind, str] = {
    OrderKind.APPOINTMENT: N_("назначение (п. 3.1)"),
    OrderKind.RIGHTS: N_("права в журнале (п. 3.3)"),
    OrderKind.SUBSTITUTION: N_("замещение (п. 4.1.1)"),
    OrderKind.MOVEMENT: N_("движение контингента (п. 3.9.2)"),
    OrderKind.SHEET_CORRECTION: N_("исправление в ведомости (п. 4.2.5)"),
    OrderKind.INSPECTION: N_("результаты проверки (п. 5.3)"),
    OrderKind.RULES: N_("правила журнала (п. 7.2)"),
    OrderKind.OTHER: N_("иной"),
}

# Who enters orders on the matter: whoever enters or approves what rests on them.
_RESTS: dict[OrderKind, tuple[Thing, tuple[Act, ...]]] = {
    OrderKind.APPOINTMENT: (Thing.GRANT, (Act.EDIT, Act.APPROVE)),
    OrderKind.RIGHTS: (Thing.GRANT, (Act.EDIT, Act.APPROVE)),
    OrderKind.SUBSTITUTION: (Thing.TIMETABLE, (Act.EDIT, Act.APPROVE)),
    OrderKind.MOVEMENT: (Thing.CONTINGENT, (Act.EDIT,)),
    OrderKind.SHEET_CORRECTION: (Thing.SHEET_CORRECTION, (Act.EDIT,)),
    OrderKind.INSPECTION: (Thing.STAFF_NOTICE, (Act.EDIT,)),
    OrderKind.RULES: (Thing.RULES, (Act.EDIT, Act.APPROVE)),
    OrderKind.OTHER: (Thing.ORDER, (Act.EDIT,)),
}

_ORDERED = "ПРИКАЗЫВАЮ:"
_CONTROL = "Контроль за исполнением приказа оставляю за собой."
TEXTS: dict[OrderKind, str] = {
    OrderKind.APPOINTMENT: f"""Для функционирования электронного журнала, в соответствии с пунктом 3.1 \
Положения об электронном журнале
{_ORDERED}
1. Назначить [фамилия, имя, отчество, должность] [системным администратором / администратором \
контента] электронного журнала с [дата] по [дата].
2. [Фамилия, инициалы] руководствоваться пунктами 3.7 и 3.8 Положения об электронном журнале и \
ознакомиться с перечнем функций под подпись.
3. {_CONTROL}""",
    OrderKind.RIGHTS: f"""В соответствии с пунктом 3.3 Положения об электронном журнале
{_ORDERED}
1. Предоставить права доступа к электронному журналу:
[фамилия, имя, отчество] — [секретарь, диспетчер, заместитель директора, куратор группы …], с [дата] по [дата].
2. Администратору контента внести права в электронный журнал в день подписания приказа.
3. {_CONTROL}""",
    OrderKind.SUBSTITUTION: f"""В связи с [временной нетрудоспособностью, командировкой, отпуском] \
преподавателя [фамилия, инициалы]
{_ORDERED}
1. Поручить [фамилия, имя, отчество] проведение занятий по дисциплине [наименование] в группе \
[номер] с [дата] по [дата].
2. Замещающему преподавателю заполнять электронный журнал в день проведения занятия (пункт 4.1.1 \
Положения об электронном журнале).
3. Диспетчеру по расписанию внести замещение в расписание.
4. {_CONTROL}""",
    OrderKind.MOVEMENT: f"""На основании [заявление, решение приёмной комиссии, представление]
{_ORDERED}
1. [Зачислить / перевести / отчислить / предоставить академический отпуск / восстановить / считать выпущенным] с [дата]:
[фамилия, имя, отчество], группа [номер].
2. Секретарю учебно-методического отдела внести изменения в базу данных контингента в течение трёх \
рабочих дней (пункт 3.9.2 Положения об электронном журнале).
3. {_CONTROL}""",
    OrderKind.SHEET_CORRECTION: f"""На основании служебной записки [фамилия, инициалы] от [дата] и в \
соответствии с пунктом 4.2.5 Положения об электронном журнале
{_ORDERED}
1. Исправить в ведомости № [номер] от [дата] результат обучающегося [фамилия, имя, отчество]: \
вместо «[было]» считать верным «[стало]». Причина: [причина].
2. Прежний результат сохранить в истории ведомости.
3. {_CONTROL}""",
    OrderKind.INSPECTION: f"""По результатам проверки электронных журналов за [период] и в соответствии \
с пунктом 5.3 Положения об электронном журнале
{_ORDERED}
1. Утвердить результаты проверки: [сведения о проверке].
2. Преподавателям [фамилии, инициалы] устранить замечания до [дата].
3. Разместить результаты на доске объявлений, в разделе «Преподавательская».
4. {_CONTROL}""",
    OrderKind.RULES: f"""В соответствии с пунктом 7.2 Положения об электронном журнале
{_ORDERED}
1. С [дата] установить: [правило] — [значение].
2. Администратору контента внести изменение в настройки электронного журнала.
3. Ознакомить с изменением педагогических работников.
4. {_CONTROL}""",
    OrderKind.OTHER: f"""В соответствии с Положением об электронном журнале
{_ORDERED}
1. [Содержание].
2. {_CONTROL}""",
}  # fmt: skip


def kinds_for(roles: frozenset[Role]) -> list[OrderKind]:
    """The matters on which somebody with these roles enters orders, in the order of `OrderKind`."""
    return [
        kind
        for kind in OrderKind
        if allows(roles, Thing.ORDER, Act.EDIT)
        and any(allows(roles, _RESTS[kind][0], act) for act in _RESTS[kind][1])
    ]
