"""Words that passwords are guessed by first, put down from what is generally known; digits and signs at the ends are
taken off before one is looked up here, so each stands for all its numbered kin."""

from __future__ import annotations

_WORDS = """
password passwort passwords passw0rd password1 pass passpass letmein welcome admin administrator root user guest login
master superman batman spiderman starwars dragon monkey football baseball basketball hockey soccer princess sunshine
shadow michael jennifer jordan hunter killer george thomas charlie andrew daniel matthew joshua ashley amanda jessica
michelle nicole maria natasha natalia nastya anastasia katya ekaterina elena olga irina svetlana tatiana alexander
alexandr aleksandr alex andrei andrey sergey sergei dmitry dmitriy dima maxim maksim nikita vladimir vladislav ivan
ivanov ivanova petrov sidorov roman denis pavel artem kirill egor ilya anton oleg igor yulia marina alina polina
iloveyou iloveu loveme lovely love lover forever freedom secret secrets whatever trustno computer internet samsung
iphone android google yandex facebook vkontakte instagram minecraft pokemon naruto ferrari porsche mercedes mustang
corvette harley yamaha honda toyota audi bmw nokia windows microsoft apple linux changeme default temp test testing
tester demo example sample qwerty qwertyuiop qwertyui qwert asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc
zaqwsx zaq qaz wsx edc abc abcd abcde abcdef abcdefg abcdefgh abcabc aaaaaa access hello helloworld mynoob
cheese cookie chocolate pepper ginger summer winter spring autumn flower butterfly angel angels diamond silver golden
orange purple banana cherry tigger buster soccer jasmine maggie bailey snoopy peanut chelsea liverpool arsenal barcelona
realmadrid manchester spartak zenit dinamo lokomotiv cska russia moscow tomsk siberia ukraine america london
college school student teacher student teachers journal diary parent parents mother father family mama papa
privet parol paroli poroli admin12 rodina solnce solnyshko zaika kotik kotenok lubov lyubov ljubov lublu
пароль пароли парольпароль мойпароль секрет секретно админ администратор логин вход войти привет приветик здравствуй
любовь люблю люблютебя ялюблютебя любимая любимый солнышко солнце зайка зайчик котик котёнок котенок кошка собака
мама папа мамапапа семья дочка сынок сын дочь ребёнок ребенок бабушка дедушка наташа настя анастасия катя екатерина
лена елена ольга оля ирина ира света светлана таня татьяна юля юлия марина алина полина саша александр андрей сергей
дима дмитрий максим никита владимир вова владислав иван иванов иванова петров сидоров роман денис павел артём артем
кирилл егор илья антон олег игорь миша михаил россия москва томск сибирь родина спартак зенит динамо колледж школа
студент учитель преподаватель журнал дневник родитель родители весна лето осень зима январь февраль март апрель май
июнь июль август сентябрь октябрь ноябрь декабрь понедельник йцукен йцукенг йцукенгшщз фывапр фывапролдж ячсмит ячсмить
йцу фыв ячс абв абвг абвгд абвгде абвгдеёж абракадабра раздватри одиндватри гарегин пробел тест тестовый
"""
COMMON = frozenset(_WORDS.split())
# Rows of keys and of digits, the way fingers run along them.
KEY_ROWS = (
    "1234567890", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "abcdefghijklmnopqrstuvwxyz", "йцукенгшщзхъ", "фывапролджэ",
    "ячсмитьбю", "йцукенгшщзхъфывапролджэячсмитьбю",
    "1й2ц3у4к5е6н7г8ш9щ0з", "йфяцычувскамепинртгоьшлбщдю",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
)  # fmt: skip
