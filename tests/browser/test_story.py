"""The whole story, from a journal nobody has heard of to numbers in the LMS's grade book."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Locator, Page, expect

from tests.browser.looks import barriers
from tests.browser.stage import Stage
from tests.platform.platform import ADMINISTRATOR, COURSE, METHODIST, STUDENT, TEACHER

JOURNAL, DIARY = "1", "2"
PLAN = """№ занятия;Наименование разделов и тем;Кол-во часов;Вид занятия;Календарные сроки;Задание для самостоятельной работы
;Раздел 1. Основы бухгалтерского учёта;;;;
1;Сущность и значение бухгалтерского учёта;2;лекция;02.09.2025;§ 1, вопросы 1–5
2;Учёт кассовых операций;2;лекция;30.09.2025;§ 2, упр. 3
3;Учёт расчётов с подотчётными лицами;2;лекция;02.10.2025;§ 3, упр. 1
"""
EVERYBODY = 30
ABSENT = (7, 19)


def test_from_registration_to_the_grade_book_of_the_lms(empty_stage: Stage) -> None:
    stage = empty_stage
    stage.clock.set("2025-09-02 08:00")
    register_in_the_lms(stage)
    appoint_the_administrator(stage)
    teacher = stage.person(TEACHER)
    frame = open_the_journal(stage, teacher)
    load_the_plan(frame)
    approve_the_plan(stage)
    stage.clock.set("2025-09-02 11:30")
    fill_a_lesson_from_the_panel(stage, teacher)
    stage.clock.set("2025-09-30 11:30")
    put_marks_in_the_table(stage, teacher)
    give_checkpoints(stage, teacher)
    stage.clock.set("2025-12-26 10:00")
    give_finals(stage, teacher)
    sheet = open_a_sheet(stage)
    fill_and_close_the_sheet(stage, teacher, sheet)
    print_the_sheet(stage, teacher)
    the_lms_has_the_numbers(stage, teacher)
    the_student_sees_them(stage)


def command(stage: Stage, *args: str) -> str:
    """Run a command of the tool at the shell; what it printed. Aside: Playwright keeps a loop in this thread."""
    with ThreadPoolExecutor(1) as aside:
        done = aside.submit(stage.app.test_cli_runner().invoke, args=list(args)).result()
    assert done.exit_code == 0, done.output
    return str(done.output)


def saved(frame: Frame) -> None:
    """Wait until everything typed is saved."""
    expect(frame.locator("#saving[data-state=saved]")).to_contain_text("Сохранено")


def take(cell: Locator) -> None:
    """Put the cursor there, and wait until the keyboard is."""
    cell.click()
    expect(cell).to_be_focused()


def tab(frame: Frame, name: str) -> None:
    """Go to another page of the journal."""
    with frame.expect_navigation():
        frame.get_by_role("navigation", name="Разделы журнала").get_by_role("link", name=name).click()


def register_in_the_lms(stage: Stage) -> None:
    """The administrator pastes the invitation into the LMS; the journal stands in the courses afterwards."""
    invitation = command(stage, "lti", "invite", "--note", "Учебная LMS").strip()
    page = stage.person(ADMINISTRATOR)
    page.get_by_role("link", name="Внешние инструменты").click()
    page.get_by_label("Адрес регистрации инструмента").fill(invitation)
    page.get_by_role("button", name="Добавить инструмент").click()
    frame = stage.frame(page)
    expect(frame.locator("h1")).to_have_text("Журнал подключён к LMS")
    assert barriers(frame) == []
    frame.get_by_role("button", name="Готово").click()
    page.wait_for_url("**/admin/tools")
    expect(page.locator(".badge")).to_have_text("Ожидает включения")
    page.get_by_role("button", name="Включить и открывать из курсов").click()
    expect(page.locator(".badge")).to_have_text("Открывается из курсов")


def appoint_the_administrator(stage: Stage) -> None:
    """The LMS's administrator is told how to become one here, and then checks the registration: all is green."""
    page = stage.person(ADMINISTRATOR)
    frame = stage.activity(page, JOURNAL)
    expect(frame.locator("[data-code=LMS_ADMINISTRATOR] pre").first).to_contain_text("office code")
    assert barriers(frame) == []
    frame.get_by_label("Одноразовый код").fill(command(stage, "office", "code").splitlines()[0])
    frame.get_by_label("Номер приказа о назначении").fill("1-у")
    frame.get_by_role("button", name="Стать системным администратором").click()
    expect(frame.locator("h1")).to_contain_text("Мой стол")
    appoint(stage, ADMINISTRATOR, "content_admin")
    frame = stage.activity(page, JOURNAL)
    frame.get_by_text("Настройка", exact=True).click()
    frame.get_by_role("link", name="Подключение LMS").click()
    frame.get_by_role("link", name="Учебная LMS").click()
    with page.expect_response("**/check"):
        frame.get_by_role("button", name="Проверить").click()
    stage.work()
    expect(frame.locator("[data-job-message]")).to_have_text("Проверка пройдена.")
    frame.get_by_role("link", name="Открыть").click()
    expect(frame.locator(".check-good")).to_have_count(5)


def appoint(stage: Stage, sub: str, office: str) -> None:
    """Appoint a person of the LMS by order."""
    command(
        stage, "office", "appoint", "--registration", "1", "--sub", sub, "--office", office,
        "--order-number", "1-у", "--order-date", "2025-09-01", "--from", "2025-09-01",
    )  # fmt: skip


def open_the_journal(stage: Stage, page: Page) -> Frame:
    """The first launch of the course shows the opening, filled in; the roster arrives while one looks at it."""
    frame = stage.activity(page, JOURNAL)
    expect(frame.get_by_label("Индекс")).to_have_value("МДК.01.01")
    expect(frame.get_by_label("Группа", exact=True)).to_have_value("БУ-23-1")
    stage.work()
    expect(frame.locator("[data-roster]")).to_have_text("Список курса прочитан.")
    # The LMS's roster calls a teacher without the right to edit a learner: a person knows better.
    frame.get_by_label("Титова").uncheck()
    expect(frame.locator("[data-chosen]")).to_have_text(f"Обучающихся в журнале: {EVERYBODY}")
    frame.get_by_label("Часов по плану").fill("6")
    frame.get_by_role("button", name="Открыть журнал").click()
    expect(frame.locator(".note-success")).to_have_text("Журнал открыт: МДК.01.01 Учёт активов, БУ-23-1.")
    expect(frame.locator("#grid tbody tr")).to_have_count(EVERYBODY)
    return frame


def load_the_plan(frame: Frame) -> None:
    """A file of three lines under a section: shown first, then kept."""
    tab(frame, "КТП")
    frame.set_input_files(
        "input[type=file]", {"name": "КТП.csv", "mimeType": "text/csv", "buffer": PLAN.encode()}
    )
    frame.get_by_role("button", name="Показать, что получится").click()
    frame.get_by_role("button", name="Загрузить все строки").click()
    expect(frame.locator(".note-success")).to_have_text("План загружен: строк — 4.")


def approve_the_plan(stage: Stage) -> None:
    """The deputy director approves it, on a page of the own list of journals."""
    page = stage.person(METHODIST)
    stage.activity(page, JOURNAL)
    appoint(stage, METHODIST, "deputy")
    frame = stage.activity(page, JOURNAL)
    tab(frame, "КТП")
    frame.get_by_label("Рассмотрено").fill("Методическая комиссия, протокол № 1")
    frame.get_by_role("button", name="Утвердить").click()
    expect(frame.locator("main .badge-green").first).to_contain_text("утверждён")


def fill_a_lesson_from_the_panel(stage: Stage, page: Page) -> None:
    """«Занятие сегодня»: the topic of the plan, two absent, one mark, everybody else is here."""
    frame = stage.activity(page, JOURNAL)
    frame.get_by_role("link", name="Занятие сегодня").click()
    frame.get_by_role("button", name="Создать и заполнить").click()
    panel = frame.locator("#panel")
    expect(panel.get_by_label("Тема", exact=False).first).to_have_value(
        "Сущность и значение бухгалтерского учёта"
    )
    panel.get_by_role("button", name="Записать").click()
    rows = panel.locator("[data-rows] [data-student]")
    for number in ABSENT:
        rows.nth(number - 1).get_by_role("button", name="отсутствует").click()
    rows.nth(0).get_by_role("button", name="5", exact=True).click()
    panel.get_by_role("button", name="Остальные здесь").click()
    saved(frame)
    expect(panel.locator(".ticks .done")).to_have_count(3)


def put_marks_in_the_table(stage: Stage, page: Page) -> None:
    """The last lesson of the month: a column of marks typed from top to bottom."""
    frame = stage.activity(page, JOURNAL)
    frame.get_by_role("link", name="Занятие сегодня").click()
    frame.get_by_role("button", name="Создать и заполнить").click()
    panel = frame.locator("#panel")
    panel.get_by_role("button", name="Записать").click()
    panel.get_by_role("button", name="Остальные здесь").click()
    saved(frame)
    frame.get_by_role("link", name="Закрыть занятие").click()
    # МИУД has moved to this lesson, the month's last one; the page shows it once nothing is being typed.
    expect(frame.locator("#grid thead tr").nth(2).locator("th")).to_have_text(["т", "т", "МИУД"])
    frame.locator("#grid td.cur").wait_for()
    take(frame.locator("#grid tbody tr").first.locator("td").nth(1))
    page.keyboard.type("543" * 10)
    saved(frame)
    expect(frame.locator("#grid tbody tr").last.locator("td").nth(1)).to_have_text("3")


def give_checkpoints(stage: Stage, page: Page) -> None:
    """МИУД stands at the last lesson of September; what the marks suggest is accepted one by one."""
    frame = stage.frame(page)
    tab(frame, "МИУД")
    expect(frame.locator("#missing")).to_contain_text(str(EVERYBODY))
    take(frame.locator("#results tbody td.r").first)
    for _ in range(EVERYBODY):
        page.keyboard.press("Enter")
    saved(frame)
    expect(frame.locator("#status")).to_have_text("выставлен")
    stage.work()


def give_finals(stage: Stage, page: Page) -> None:
    """The term's finals as suggested, all at once."""
    frame = stage.activity(page, JOURNAL)
    tab(frame, "Итоговые")
    frame.get_by_role("link", name=f"Принять предложенные ({EVERYBODY})").click()
    frame.get_by_role("button", name="Выставить отмеченным").click()
    expect(frame.locator("#results td.final").first).to_have_text("5")
    expect(frame.get_by_role("link", name="Принять предложенные")).to_have_count(0)


def open_a_sheet(stage: Stage) -> str:
    """The content administrator drafts a sheet of today's examination and opens it; its address."""
    page = stage.person(ADMINISTRATOR)
    page.goto(f"{stage.platform.url}/launch/{JOURNAL}?target=frame")
    page.goto(f"{stage.url}/journals/1/sheets/new")
    page.get_by_label("Дата").fill("2025-12-26")
    page.get_by_label("Время").fill("09:00")
    page.get_by_label("Экзаменатор").fill("Громова Н. И.")
    page.get_by_role("button", name="Создать черновик").click()
    page.get_by_role("button", name="Открыть и присвоить номер").click()
    expect(page.locator(".note-success")).to_contain_text("присвоен № 2025/26-1-0001")
    return urlsplit(page.url).path


def fill_and_close_the_sheet(stage: Stage, page: Page, path: str) -> None:
    """The examiner writes tickets and results; closing it gives the examination's final marks."""
    frame = stage.activity(page, JOURNAL)
    tab(frame, "Ведомости")
    with frame.expect_navigation():
        frame.locator(f'a[href="{path}"]').first.click()
    frame.locator("#results [data-ticket]").first.fill("7")
    take(frame.locator("#results tbody td.r").first)
    page.keyboard.type("5" * 10 + "4" * 19)
    page.keyboard.press("KeyY")
    saved(frame)
    frame.get_by_role("button", name="Закрыть ведомость").click()
    expect(frame.locator(".note-success")).to_contain_text("закрыта")


def print_the_sheet(stage: Stage, page: Page) -> None:
    """A PDF made by the worker."""
    frame = stage.frame(page)
    frame.get_by_role("button", name="Печать").click()
    frame.wait_for_url("**/jobs/*")
    stage.work()
    link = frame.get_by_role("link", name="Открыть документ")
    expect(link).to_be_visible()
    start = "(url) => fetch(url).then((answer) => answer.text()).then((text) => text.slice(0, 5))"
    assert frame.evaluate(start, link.get_attribute("href")) == "%PDF-"


def the_lms_has_the_numbers(stage: Stage, page: Page) -> None:
    """The worker has sent everything: the grade book of the LMS has the columns and a number for everybody."""
    stage.work()
    page.goto(f"{stage.platform.url}/course/{COURSE}/grades")
    expect(page.locator("table.grades thead .label")).to_have_text(
        ["МИУД, сентябрь 2025", "Итоговая, 1 семестр 2025/26", "Экзамен, ведомость № 2025/26-1-0001"]
    )
    rows = page.locator("table.grades tbody tr")
    scores = [row.locator(".score").all_inner_texts() for row in rows.all()]
    assert len(scores) == EVERYBODY
    assert scores[0] == ["5", "5", "5"]
    assert scores[1] == ["4", "4", "5"]
    assert scores[-1] == ["3", "3", "—"]
    assert all(len(row) == 3 for row in scores)


def the_student_sees_them(stage: Stage) -> None:
    """The student's grade book has it all."""
    frame = stage.activity(stage.person(STUDENT), DIARY)
    expect(frame.locator("h1")).to_have_text("Абдуллаев Магомед-Расул Гаджимурадович")
    frame.locator(".book summary").click()
    book = frame.locator(".book")
    for seen in (
        "МИУД\nсентябрь — 5",
        "Итоговая\n5",
        "Экзамен\n5",
        "экзамен 26.12.2025 — 5",
        "Учёт кассовых операций",
        "§ 2, упр. 3",
    ):
        expect(book).to_contain_text(seen, use_inner_text=True)
    expect(frame.locator("body")).not_to_contain_text("Алиев")
