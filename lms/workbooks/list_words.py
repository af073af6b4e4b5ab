"""How offices head the columns of their lists: Russian, English, Turkmen, Uzbek, Kazakh, Kyrgyz and Tajik. Pure.

Headers stand here as people write them; they are compared by `key`, so that case, ё, spaces, dots and the marks on
Latin letters do not matter.
"""

import re
from functools import lru_cache

from lms.text import folded
from lms.workbooks.columns import Column

_NO_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=10_000)
def words(text: str) -> str:
    """Return a header as folded words with one space between them: «Ф.И.О.» is "ф и о"."""
    return _NO_WORD.sub(" ", folded(text)).strip()


def key(text: str) -> str:
    """Return what two spellings of a header have in common: its letters and digits, folded."""
    return words(text).replace(" ", "")


# Whole headers, one after the other with a bar between them.
WORDINGS = {
    Column.NUMBER: """
        № п/п | п/п | п.п. | № по порядку | порядковый номер | номер по порядку | No | Nr | N | S/N | number | line | row
        | t/b | т/б | t/r | т/р | р/с | р/т | катар номери""",
    Column.FULL_NAME: """
        Ф.И.О. | ФИО участника | Фамилия Имя Отчество | Фамилия, имя | Фамилия и имя | Имя Фамилия | Имя и фамилия | Имя, отчество, фамилия
        | Фамилия, инициалы | Фамилия и инициалы | Участник | Участники | Слушатель | Слушатели | Имя участника | Имя Отчество Фамилия
        | Full name | Name | Names | Name and surname | Surname and name | Name, surname | Surname, name | First and last name
        | Participant | Participants | Participant name | Name of participant | Participant's name | Last name, first name
        | Familiýasy, ady, atasynyň ady | Familiýasy, ady | Ady, familiýasy | F.A.A.A. | F.A.A. | Ф.А.А.
        | F.I.Sh. | F.I.O. | Ф.И.Ш. | Familiyasi, ismi, sharifi | Familiyasi ismi | Ism-sharifi | Ism sharif | Исми шарифи | Фамилияси, исми, шарифи
        | Аты-жөні | Т.А.Ә. | Тегі, аты, әкесінің аты | Тегі, аты | Аты-жөнү | Фамилиясы, аты, атасынын аты | Фамилиясы, аты | А.А.А.
        | Ному насаб | Насабу ном | Насаб, ном, номи падар | Насаб, ном | Ному насаби падар""",
    Column.SURNAME: """
        Фамилия | Фамилия участника | Surname | Last name | Family name | Familiýasy | Familiýa | Familiyasi | Familiya | Фамилияси | Тегі | Фамилиясы | Насаб | Насаби""",
    Column.GIVEN_NAME: """
        Имя | Имена | Имя Отчество | Имя и отчество | Given name | Given names | First name | First names | Forename | Ady | Ismi | Ism | Исми | Исм | Аты | Есімі | Ысымы | Ном | Номи""",
    Column.PATRONYMIC: """
        Отчество | Patronymic | Middle name | Father's name | Atasynyň ady | Otasining ismi | Sharifi | Отасининг исми | Шарифи
        | Әкесінің аты | Атасынын аты | Номи падар | Номи падараш""",
    Column.LATIN_NAME: "Name in Latin | Latin name | Name as in passport | Имя латиницей | ФИО латиницей | ФИО англ",
    Column.SEX: """
        Пол | М/Ж | Ж/М | Sex | Gender | M/F | F/M | Jynsy | Jyns | Jinsi | Jins | Жинси | Жинс | Жынысы | Жыныс | Ҷинс | Ҷинси""",
    Column.BIRTH_DATE: """
        Дата рождения | Год рождения | Г.р. | Д.р. | Дата рожд. | Год рожд. | Дата и год рождения | Число, месяц, год рождения | Возраст и дата рождения
        | Date of birth | Birth date | Birthday | DOB | D.O.B. | Year of birth | Birth year | Born | YOB
        | Doglan senesi | Doglan güni | Doglan ýyly | Doglan wagty | Tug'ilgan sanasi | Tug'ilgan yili | Tug'ilgan kuni | Туғилган санаси | Туғилган йили
        | Туған күні | Туған жылы | Туған күні, айы, жылы | Туулган күнү | Туулган жылы | Туулган датасы | Санаи таваллуд | Соли таваллуд | Таваллуд""",
    Column.NATIONAL_ID: """
        ИИН | ПИН | ПИНФЛ | ИНН | ЖСН | ЖШШИР | JSHSHIR | РМА | РЯМ | PIN | PINFL | IIN | Персональный номер | Персональный идентификационный номер
        | Идентификационный номер | Индивидуальный идентификационный номер | ИИН/ПИН | National ID | National ID number | National identification number
        | Personal number | Personal ID | Personal ID number | Identification number | Жеке сәйкестендіру нөмірі | Şahsy belgisi""",
    Column.PASSPORT: """
        Паспорт | Номер паспорта | № паспорта | Паспорт № | Серия и номер паспорта | Серия, номер паспорта | Паспорт (серия, номер) | Паспортные данные | Данные паспорта
        | Удостоверение личности | № удостоверения личности | Серия и номер | Passport | Passport number | Passport no. | Passport details | ID card | ID card number
        | Pasport | Pasporty | Pasport belgisi | Pasport raqami | Паспорт рақами | Жеке куәлік | Жеке куәлік нөмірі | Шиноснома | Рақами шиноснома""",
    Column.CATEGORY: "Категория | Категория участника | Профессия | Category | Profession | Professional category | Kategoriýasy | Toifasi | Toifa | Тоифа | Санаты | Категориясы",
    Column.ORGANISATION: """
        Организация | Name of organization | Organization name | Name of agency | Name of institution | Место работы | Место службы | Ведомство | Орган | Государственный орган | Госорган | Учреждение | Министерство | Министерство/ведомство | Агентство
        | Наименование органа | Наименование организации | Название организации | Наименование ведомства | Организация/ведомство | Предприятие | Компания | Работа | Откуда
        | Organisation | Organization | Agency | Institution | Ministry | Ministry/agency | Employer | Place of work | Workplace | Affiliation | Company | Authority | Office
        | Iş ýeri | Işleýän ýeri | Edara | Edarasy | Guramasy | Gurama | Ministrligi | Ish joyi | Tashkilot | Tashkiloti | Idora | Иш жойи | Ташкилот | Идора | Муассиса
        | Жұмыс орны | Ұйым | Мекеме | Мекемесі | Ұйымы | Иштеген жери | Иш орду | Уюм | Уюму | Мекемеси | Ҷои кор | Ҷойи кор | Ташкилоти | Идораи | Вазорат""",
    Column.UNIT: """
        Подразделение | Структурное подразделение | Отдел | Управление | Департамент | Отделение | Отдел/управление | Управление/отдел | Служба | Unit | Department | Division | Section | Directorate
        | Bölümi | Bölüm | Bo'lim | Bo'limi | Bo'linma | Бўлим | Бўлими | Бөлім | Бөлімі | Бөлімше | Бөлүм | Бөлүмү | Шуъба | Раёсат""",
    Column.POSITION: """
        Должность | Занимаемая должность | Наименование должности | Должность участника | Position | Job title | Title | Post | Function | Job | Occupation | Wezipesi | Wezipe
        | Eýeleýän wezipesi | Lavozimi | Lavozim | Лавозими | Лавозим | Лауазымы | Лауазым | Қызметі | Кызматы | Кызмат орду | Ээлеген кызматы | Вазифа | Вазифаи | Мансаб""",
    Column.RANK: """
        Звание | Чин | Классный чин | Специальное звание | Воинское звание | Звание/чин | Чин/звание | Rank | Class rank | Military rank | Special rank | Harby ady | Harby derejesi | Derejesi
        | Unvoni | Unvon | Унвони | Унвон | Шені | Шен | Атағы | Арнайы атағы | Наамы | Наам | Атайын наамы | Рутба | Рутбаи""",
    Column.COUNTRY: """
        Страна | Государство | Страна участника | Country | State | Ýurdy | Ýurt | Döwlet | Davlati | Davlat | Давлат | Мамлакат | Елі | Ел | Мемлекет | Өлкө | Өлкөсү | Мамлекет | Кишвар | Кишвари""",
    Column.REGION: """
        Область | Регион | Велаят | Область/регион | Область/велаят | Регион/область | Область/город | Region | Oblast | Province | Welaýaty | Welaýat | Viloyati | Viloyat | Вилоят | Вилояти
        | Облысы | Облыс | Облусу | Облус | Дубан | Өңір | Аймак""",
    Column.CITY: """
        Город | Населённый пункт | Город/село | Город/район | Город, район | Место жительства | City | Town | City/town | Location | Duty station | Şäheri | Şäher | Shahar | Shahri | Шаҳар | Шаҳри | Шаҳр
        | Қаласы | Қала | Шаары | Шаар""",
    Column.PHONE: """
        Телефон | Тел. | Моб. | Мобильный | Моб. тел. | Сотовый | Сот. тел. | № телефона | Номер телефона | Контактный телефон | Телефон рабочий | Конт. тел. | Phone | Phone number | Telephone | Tel. | Mobile
        | Mobile phone | Cell | Cell phone | Contact number | WhatsApp | Telefon | Telefony | Telefon belgisi | Telefon raqami | Телефон рақами | Телефоны | Телефону | Рақами телефон""",
    Column.EMAIL: """
        Эл. почта | Электронная почта | Эл. адрес | Электронный адрес | Адрес электронной почты | Почта | Имейл | Е-mail | E-mail | Email | Mail | E-mail address | Электрон почта | Почтаи электронӣ
        | Elektron poçta | Elektron poçtasy | E-poçta | Elektron pochta | Elektron pochtasi | Электрондық пошта | Электрондук почта""",
    Column.ROLE: "Роль | Роль участника | Роль на мероприятии | Статус участника | В качестве кого | Role | Participation | Capacity | Roli | Рөлі | Ролу | Нақш",
    Column.IGNORED: """
        Подпись | Роспись | Подпись участника | Примечание | Примечания | Прим. | Комментарий | Отметка | Отметка о явке | Дата | Время | Гражданство | Национальность | Образование | Стаж | Стаж работы | Адрес
        | Домашний адрес | Возраст | Факс | Язык | Языки | Размер | Оценка | Балл | Статус | Signature | Note | Notes | Remark | Remarks | Comment | Comments | Date | Citizenship | Nationality | Education
        | Address | Age | Fax | Language | Languages | Grade | Score | Pre | Post-test | Status | Goly | Bellik | Belligi | Imzo | Izoh | Имзо | Изоҳ | Қолы | Ескерту | Колу | Эскертүү | Эзоҳ | Қайд""",
}  # fmt: skip
EXACT = {key(text): column for column, texts in WORDINGS.items() for text in texts.split("|")}

# What a longer header says by a word of it; the first that is found counts, so the exceptions stand before the rule.
PHRASES = [
    (re.compile(pattern), column, sure)
    for pattern, column, sure in [
        (r"место рожд|place of birth|birth ?place|doglan yeri|туған жері|туулган жери|ҷои таваллуд", Column.IGNORED, 0.8),
        (r"выда(н|ч)|действител|срок действ|issue|expir|valid (un)?till?", Column.IGNORED, 0.8),
        (r"подпис|роспис|signature|примечан|комментар|отметк|\bfax|факс", Column.IGNORED, 0.7),
        (r"(латин|latin|англ|english|translit|транслит|загран).*", Column.LATIN_NAME, 0.8),
        (r"name.*passport", Column.LATIN_NAME, 0.8),
        (r"\be ?mail|электрон|\bэл (почт|адр)|имейл|po[cs]h?ta\b", Column.EMAIL, 0.8),
        (r"телефон|\bтел\b|\bмоб\b|мобил|сотов|phone|\btel\b|mobile|telefon|whatsapp|\bконтакт|\bcontact|байланыс|алоқа", Column.PHONE, 0.7),
        (r"рожд|\bг р\b|birth|doglan|tugilgan|туғилган|туған|туулган|таваллуд", Column.BIRTH_DATE, 0.8),
        (r"паспорт|passport|pasport|шиноснома|удостоверени\w* личности|куәлік|id card", Column.PASSPORT, 0.8),
        (r"\b(иин|пин|инн|жшшир|jshshir|пинфл|жсн|iin|pin)\b|персональн\w* н|идентификац|national id|identification", Column.NATIONAL_ID, 0.8),
        (r"\bф и о\b|\bфио\b|\bf i o\b|фамили\w* имя|full name|names? of (the )?(participant|trainee|person)|имена участник", Column.FULL_NAME, 0.8),
        (r"^фамили|\bsurname|last name|family name|familiya", Column.SURNAME, 0.7),
        (r"отчеств|patronym|middle name", Column.PATRONYMIC, 0.8),
        (r"^имя\b|first name|given name|forename", Column.GIVEN_NAME, 0.7),
        (r"^пол\b|\bsex\b|\bgender\b", Column.SEX, 0.8),
        (r"должност|\bposition|job title|wezipe|lavozim|лавозим|лауазым|вазифа", Column.POSITION, 0.7),
        (r"\bзвани|\bчин\b|\brank\b", Column.RANK, 0.7),
        (r"место (работ|служб)|организаци|ведомств|учрежден|министерств|\bорган(а|ов|ы)?\b|прокуратур|organi[sz]ation|agency|institution|ministry|employer|tashkilot|ташкилот", Column.ORGANISATION, 0.7),
        (r"подразделен|\bотдел|управлени|департамент|department|division|\bunit\b", Column.UNIT, 0.6),
        (r"категори|categor", Column.CATEGORY, 0.7),
        (r"област|\bрегион|велаят|\bregion|welayat|viloyat|облыс|облус", Column.REGION, 0.7),
        (r"стран[аы]|государств|country", Column.COUNTRY, 0.7),
        (r"\bгород|населен|\bcity\b|\btown\b", Column.CITY, 0.7),
        (r"\bрайон|этрап|etrap|\btuman|аудан|ноҳия|\bdistrict", Column.CITY, 0.5),
        (r"\bроль\b|\brole\b", Column.ROLE, 0.7),
        (r"\bп п\b", Column.NUMBER, 0.7),
    ]
]  # fmt: skip

# What cells say, by which a line that heads others and a column without a header are known; compared folded.
ORGANISATION_WORDS = re.compile(
    r"министерств|прокуратур|управлени|департамент|\bсуд\b|\bсуда\b|комитет|\bслужб|агентств|инспекци|\bотдел|ведомств|полици|милици"
    r"|таможн|академи|университет|институт|центр|фонд|ассоциаци|\bсоюз|палат|организаци|посольств|консульств|коллеги|школ|бюро"
    r"|\b(мвд|гувд|увд|овд|кнб|гкнб|мнб|сгб|снб|нпо|оо|обсе|оон|унп|мом|пограничн)"
    r"|ministry|prosecut\w+ office|\bcourt|agency|department|committee|service|police|customs|academy|university|institute|centre|center"
    r"|foundation|association|embassy|bureau|\bngo\b|osce|unodc|ministrlig|prokuraturas|edara|vazirlig|boshqarma|prokuraturasi"
    r"|министрлі|прокуратурасы|комитеті|басқармасы|министрлиги|вазирлиг|вазорат|прокуратураи"
)
POSITION_WORDS = re.compile(
    r"^(и\.? ?о\.? |врио |ст\.? |старш\w+ |главн\w+ |ведущ\w+ |зам\w*\.? |перв\w+ зам)?"
    r"(начальник|заместител|прокурор|следовател|инспектор|судь|специалист|офицер|опер|эксперт|адвокат|помощник|директор|руководител|консультант"
    r"|советник|преподавател|дознавател|председател|секретар|сотрудник|участков|менеджер|юрист|журналист|координатор|профессор|доцент"
    r"|head|deputy|chief|officer|investigator|judge|prosecutor|senior|inspector|lawyer|director|expert|specialist|adviser|advisor|lecturer|detective)"
)
RANK_WORDS = re.compile(
    r"майор|капитан|лейтенант|полковник|сержант|прапорщик|старшина|советник юстиции|юрист \d|\bкласса\b|рядовой|генерал(?!ьн)"
    r"|major|captain|lieutenant|colonel|sergeant|kapitan|leytenant|polkovnik"
)
REGION_WORDS = re.compile(r"\bобласт|\bобл\b|велаят|welayat|viloyat|вилоят|облыс|облус|\boblast|\bregion|\bprovince")
COUNTRIES = set(
    folded(
        "Туркменистан Turkmenistan Türkmenistan Казахстан Kazakhstan Қазақстан Кыргызстан Киргизия Kyrgyzstan Узбекистан Uzbekistan "
        "Oʻzbekiston Ўзбекистон Таджикистан Tajikistan Тоҷикистон Россия Russia Афганистан Afghanistan Азербайджан Azerbaijan"
    ).split()
)
REPUBLIC = re.compile(r"^\w+ская республика$|^республика \w+$|^\w+ republic$|^republic of \w+$|^\w+ республикасы$")
CATEGORY_WORDS = re.compile(
    r"^(судьи|прокуроры|адвокаты|следователи|пограничники|таможенники|журналисты|полицейские|judges|prosecutors|advocates|lawyers|journalists"
    r"|investigators|border guards|customs officers|police officers)$"
)
TITLE_WORDS = re.compile(
    r"^(список|списки|перечень|реестр|приложение|ведомость|регистрационн|лист регистрац|семинар|тренинг|анкет|утвержд|примечани|note\b|notes\b|remark|list of|participants? list"
    r"|registration|attendance|annex|appendix|training|seminar|gatnaşyjylar|gatnasyjylar|ishtirokchilar|рӯйхат|рўйхат|тізім|тизме)"
    r"|участников|семинара|тренинга|of participants"
)
TOTAL_WORDS = re.compile(r"^(итого|всего|общее количество|total|grand total|sum|jemi|jami|жами|барлыгы|барлығы|баары|бардыгы|ҷамъ|ҳамагӣ)\b")
SIGNED_WORDS = re.compile(
    r"_{3,}|\.{6,}|^(руководител\w* проект|составил|подготовил|исполнитель|исп\b|подпись|утверждаю|согласовано|мп$|м п$|дата\b|ответственн"
    r"|prepared by|compiled by|approved|signature|signed|project manager|date\b)"
)
