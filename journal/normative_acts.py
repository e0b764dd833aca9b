"""The directory of normative acts with their status (1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from journal.acting import Acting
from journal.texts import clean_text
from models import ActStatus, NormativeAct
from regulation.refusal import N_, Refusal

LAW, DECREE, DIRECTION = (
    "Федеральный закон",
    "Постановление Правительства РФ",
    "Распоряжение Правительства РФ",
)
CHECK = "Рекомендательный документ; действие проверьте по официальному источнику."


@dataclass(frozen=True)
class KnownAct:
    """An act that clause 1.2 names, or one that stands in place of it (`replaces`: number of the repealed one)."""

    kind: str
    number: str
    dated: date
    title: str
    in_regulation: bool = True
    replaces: str = ""
    note: str = ""


KNOWN: tuple[KnownAct, ...] = (
    KnownAct(LAW, "273-ФЗ", date(2012, 12, 29), "Об образовании в Российской Федерации"),
    KnownAct(
        LAW, "152-ФЗ", date(2006, 7, 27), "О персональных данных",
        note="В пункте 1.8 Положения дата закона указана как 26.07.2006.",
    ),
    KnownAct(LAW, "149-ФЗ", date(2006, 7, 27), "Об информации, информационных технологиях и о защите информации"),
    KnownAct(
        DECREE, "781", date(2007, 11, 17),
        "Об утверждении Положения об обеспечении безопасности персональных данных при их обработке в информационных "
        "системах персональных данных",
    ),
    KnownAct(
        DECREE, "1119", date(2012, 11, 1),
        "Об утверждении требований к защите персональных данных при их обработке в информационных системах персональных "
        "данных",
        in_regulation=False, replaces="781",
    ),
    KnownAct(
        DIRECTION, "1993-р", date(2009, 12, 17),
        "Об утверждении Сводного перечня первоочередных государственных и муниципальных услуг, предоставляемых в "
        "электронном виде",
        note="Действие проверьте по официальному источнику.",
    ),
    KnownAct(
        "Письмо Федерального агентства по образованию", "17-110", date(2009, 7, 29),
        "Об обеспечении защиты персональных данных", note=CHECK,
    ),
    KnownAct(
        "Письмо Министерства образования и науки РФ", "01-51-088ин", date(2002, 8, 13),
        "Об организации использования информационных и коммуникационных ресурсов в общеобразовательных учреждениях",
        note=CHECK,
    ),
    KnownAct(
        "Письмо Минобрнауки России", "АП-147/07", date(2012, 2, 15),
        "О методических рекомендациях по внедрению систем ведения журналов успеваемости в электронном виде", note=CHECK,
    ),
    KnownAct(
        "Распоряжение Администрации Томской области", "476-ра", date(2016, 7, 13),
        "О внедрении и развитии регионального сегмента единой федеральной межведомственной системы учета контингента "
        "обучающихся", note="Действие проверьте по официальному источнику.",
    ),
    KnownAct(
        "Распоряжение Департамента профессионального образования Томской области", "39", date(2015, 2, 17),
        "О внедрении автоматизированной информационной системы «Дневник СПО»",
        note="Действие проверьте по официальному источнику.",
    ),
)  # fmt: skip


def missing_known(acting: Acting) -> list[KnownAct]:
    """Those of the acts the regulation names that the directory lacks. One query."""
    here = set(
        acting.session.execute(select(NormativeAct.kind, NormativeAct.number, NormativeAct.dated)).all()
    )
    return [one for one in KNOWN if (one.kind, one.number, one.dated) not in here]


def enter_known(acting: Acting) -> int:
    """Enter the acts that clause 1.2 names and what replaced them; returns how many were new."""
    missing = missing_known(acting)
    for one in missing:
        acting.session.add(
            NormativeAct(
                kind=one.kind, number=one.number, dated=one.dated, title=one.title, note=one.note,
                status=ActStatus.IN_FORCE, in_regulation=one.in_regulation,
            )
        )  # fmt: skip
    acting.session.flush()
    for one in missing:
        if one.replaces:
            new = acting.session.scalars(
                select(NormativeAct).where(NormativeAct.number == one.number, NormativeAct.kind == one.kind)
            ).one()
            for old in acting.session.scalars(
                select(NormativeAct).where(
                    NormativeAct.number == one.replaces, NormativeAct.status == ActStatus.IN_FORCE
                )
            ):
                old.status, old.replaced_by_id = ActStatus.REPEALED, new.id
    acting.session.flush()
    return len(missing)


def save_act(
    acting: Acting,
    act: NormativeAct | None,
    *,
    kind: str,
    number: str,
    dated: date,
    title: str,
    status: ActStatus,
    repealed_on: date | None = None,
    replaced_by_id: int | None = None,
    note: str = "",
) -> NormativeAct:
    """Enter an act (`act` None) or change one. Raises E_TEXT, E_DATE, E_SAME for one that is there, E_ACT."""
    values = {
        "kind": clean_text(kind),
        "number": clean_text(number),
        "title": clean_text(title),
        "note": clean_text(note),
    }
    if not (values["kind"] and values["number"] and values["title"]):
        raise Refusal("E_TEXT", "1.2", N_("Укажите вид акта, номер и название."))
    if (
        len(values["kind"]) > 120
        or len(values["number"]) > 60
        or max(len(values["title"]), len(values["note"])) > 500
    ):
        raise Refusal(
            "E_TEXT", "1.2", N_("Слишком длинно: вид — до 120 знаков, номер — до 60, название — до 500.")
        )
    if dated > acting.today or (repealed_on is not None and repealed_on < dated):
        raise Refusal(
            "E_DATE", "1.2", N_("Дата акта ещё не наступила или он утратил силу раньше, чем принят.")
        )
    if status is ActStatus.IN_FORCE and (repealed_on is not None or replaced_by_id is not None):
        raise Refusal(
            "E_ACT", "1.2", N_("У действующего акта нет даты утраты силы и замены. Проверьте состояние.")
        )
    _check_replacement(acting, act, replaced_by_id)
    same = acting.session.scalar(
        select(NormativeAct).where(
            NormativeAct.kind == values["kind"], NormativeAct.number == values["number"], NormativeAct.dated == dated
        )
    )  # fmt: skip
    if same is not None and same is not act:
        raise Refusal("E_SAME", "1.2", N_("Такой акт в справочнике уже есть: %(name)s."), name=same.name)
    if act is None:
        act = NormativeAct()
        acting.session.add(act)
    for name, value in values.items():
        setattr(act, name, value)
    act.dated, act.status, act.repealed_on, act.replaced_by_id = dated, status, repealed_on, replaced_by_id
    acting.session.flush()
    return act


def _check_replacement(acting: Acting, act: NormativeAct | None, replaced_by_id: int | None) -> None:
    """What stands instead is another act of the directory, and following the replacements never leads back."""
    at, steps = replaced_by_id, 0
    while at is not None:
        found = acting.session.get(NormativeAct, at)
        if found is None or (act is not None and found.id == act.id) or steps > 50:
            raise Refusal(
                "E_ACT", "1.2", N_("Акт не может заменять сам себя. Выберите другой акт из справочника.")
            )
        at, steps = found.replaced_by_id, steps + 1
