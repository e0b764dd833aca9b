"""A parent with a slip in a real browser: code, own password, the diary; on a phone."""

from __future__ import annotations

import pytest

from demo.college import PARENT_LOGIN, PARENT_PASSWORD
from journal.acting import Acting
from journal.local_accounts import code_again
from journal.passwords import hash_secret, new_code, read_code
from models import LocalAccount
from tests.browser.looks import barriers, overhang
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 780}


def test_a_parent_comes_in_with_a_slip_and_returns_with_a_password(stage: Stage) -> None:
    code = new_code()
    with stage.session() as session, session.begin():
        account = session.query(LocalAccount).filter_by(login=PARENT_LOGIN).one()
        code_again(Acting(session, None, stage.clock()), account, hash_secret(read_code(code) or ""))
    page = stage.browser(viewport=PHONE).new_page()
    page.goto(f"{stage.url}/parents")
    page.get_by_label("Логин").fill(PARENT_LOGIN.upper())
    page.get_by_label("Пароль, а в первый раз").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Войти").click()
    page.wait_for_url("**/parents/password")
    assert (barriers(page), overhang(page)) == ([], [])
    page.get_by_label("Новый пароль").fill("пять зелёных чаек")
    page.get_by_label("Ещё раз").fill("пять зелёных чаек")
    page.get_by_role("button", name="Записать").click()
    page.wait_for_url("**/gradebook/*")
    page.get_by_role("link", name="Сеансы").click()
    page.get_by_role("link", name="Сменить пароль").click()
    assert (barriers(page), overhang(page)) == ([], [])
    page.goto(f"{stage.url}/gradebook/children")
    page.get_by_role("button", name="Выйти").click()
    page.get_by_role("link", name="Вход для родителей").click()
    page.get_by_label("Логин").fill(PARENT_LOGIN)
    page.get_by_label("Пароль, а в первый раз").fill("пять зелёных чаек")
    page.get_by_role("button", name="Войти").click()
    page.wait_for_url("**/gradebook/*")


def test_the_login_the_demo_lms_shows_works(stage: Stage) -> None:
    page = stage.browser().new_page()
    page.goto(stage.platform.url)
    assert PARENT_PASSWORD in page.inner_text("body")
    page.goto(f"{stage.url}/parents")
    page.get_by_label("Логин").fill(PARENT_LOGIN)
    page.get_by_label("Пароль, а в первый раз").fill(PARENT_PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.wait_for_url("**/gradebook/*")
