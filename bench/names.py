"""Names as they are borne in the five countries, for invented people: given names, and surnames made of them."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Names:
    """A country's given names in its own script."""

    male: tuple[str, ...]
    female: tuple[str, ...]
    surnames: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """The parts of a native name, and the sex it is borne by."""

    surname: str
    given_name: str
    patronymic: str
    is_female: bool


MALE = {
    "KZ": """Абай Абзал Адиль Азамат Айбек Айдар Айдос Алибек Алмат Алмаз Аман Арман Арсен Асан Аскар Асхат Бауыржан Бахыт
        Бекзат Берик Болат Галым Даниар Данияр Дархан Даурен Динмұхамед Ерболат Ержан Ерлан Ермек Ернар Жандос Жанибек
        Жасұлан Жомарт Қайрат Қанат Қасым Қуаныш Мади Мақсат Марат Мұрат Мұхтар Нұржан Нұрлан Нұрсұлтан Олжас Оразбек
        Өмірбек Рақымжан Рүстем Сабит Самат Санжар Серик Сәкен Талғат Тимур Төлеген Ұлан Шыңғыс Ілияс""",
    "KG": """Абдыкадыр Азат Айбек Акылбек Алмаз Алмазбек Асан Аскар Аскат Бакыт Бакытбек Бекболот Болот Данияр Доолот
        Замир Жаныбек Жолдошбек Жумабек Жээнбек Илияс Кадыр Калыс Канат Канатбек Кубат Кубатбек Курманбек Кылычбек
        Максат Манас Марат Мирлан Мурат Нурбек Нурдин Нурлан Омурбек Орозбек Өмүр Рахат Рустам Садыр Самат Сапар Сооронбай
        Суйунбек Сыймык Таалай Табылды Талант Темир Токтогул Төлөгөн Турат Улан Улукбек Чынгыз Чыныбек Эрмек Эсен""",
    "TJ": """Абдулло Абдурахмон Азиз Акбар Акмал Алишер Амин Анвар Аслиддин Баҳодур Баҳром Бахтиёр Бобоҷон Далер Дилшод
        Додихудо Зафар Иброҳим Икром Исмоил Камол Қодир Қосим Маҳмадулло Маҳмуд Мирзо Муҳаммад Муҳсин Нозим Носир Нурулло
        Одил Парвиз Раҳим Раҳмон Раҷаб Рустам Саид Саймуддин Салим Сафар Собир Сорбон Субҳон Суҳроб Толиб Убайдулло Умед
        Фарҳод Фаррух Фируз Хайрулло Хуршед Ҳабиб Ҳаким Ҳамид Ҳасан Ҷамшед Ҷӯра Шавкат Шариф Шерали Ёқуб""",
    "TM": """Agageldi Allaberdi Amangeldi Annamyrat Arslan Aşyr Atamyrat Baýram Begenç Begmyrat Bäşim Berdi Çary Çaryýar
        Döwlet Döwran Esen Gurbanguly Gurbannazar Guwanç Hajymyrat Halmyrat Hemra Hojaguly Hudaýberdi Ilham Jepbar Juma
        Kakabaý Kakajan Kerim Maksat Mämmet Mekan Merdan Meret Muhammet Myrat Nazar Nobat Nury Oraz Orazgeldi Öwez Perhat
        Rahman Rejep Resul Rüstem Sapar Serdar Soltan Söhbet Şamyrat Täçmyrat Toýly Wepa Ýagmyr Ylham Ýusup""",
    "UZ": """Abdulla Abdurahmon Akmal Alisher Anvar Asqar Azamat Aziz Bahodir Baxtiyor Behruz Botir Davron Dilshod Doniyor
        Elbek Erkin Farhod Farrux Gʻayrat Gʻulom Hamid Hasan Hikmat Husan Ibrohim Ilhom Islom Jahongir Jamshid Jasur Joʻra
        Kamol Lutfulla Mahmud Maʼruf Mirzo Muhammad Murod Muzaffar Nodir Normat Odil Olim Otabek Oʻktam Oʻtkir Qahramon
        Qodir Rahim Ravshan Rustam Sanjar Sardor Saʼdulla Shavkat Sherzod Shuhrat Sobir Tohir Umid Xayrulla Xurshid Yusuf
        Zafar Zokir""",
}  # fmt: skip
FEMALE = {
    "KZ": """Айгүл Айгерім Айжан Айнұр Ақмарал Алия Алма Әсел Ботагөз Гаухар Гүлнар Гүлшат Дана Динара Жанар Жансая Зарина
        Индира Қарлығаш Қымбат Ләззат Мадина Меруерт Назгүл Салтанат Сәуле Шолпан""",
    "KG": """Айгүл Айжан Айнура Айсулуу Анара Асель Бактыгүл Бермет Гүлмира Гүлнара Гүлзат Жамиля Жанара Жылдыз Зуура
        Каныкей Мээрим Назгүл Нурзат Перизат Рахат Салтанат Толгонай Уулжан Чолпон Элмира""",
    "TJ": """Адолат Гулбаҳор Гулнора Гулчеҳра Дилафрӯз Дилбар Заррина Зебо Зулфия Лола Мадина Манзура Матлуба Меҳринигор
        Мунира Нигина Нилуфар Озода Парвина Рухшона Сабоҳат Сайёра Ситора Тахмина Фарзона Фотима Шаҳло""",
    "TM": """Aýgözel Aýjemal Aýna Akgül Altyn Bahar Bibi Bossan Enejan Gözel Gülälek Gülnara Güljemal Jahan Jeren Kümüş
        Lachyn Leýli Mähri Maral Nurjemal Ogulgerek Ogulnabat Oguljan Selbi Şemşat Tawus Ýazgül""",
    "UZ": """Adolat Barno Dildora Dilfuza Dilnoza Feruza Gavhar Gulchehra Gulnora Iroda Kamola Lola Madina Malika Mohira
        Muhabbat Nargiza Nigora Nilufar Oydin Ozoda Robiya Sayyora Sevara Shahlo Shoira Xurshida Yulduz Zulfiya""",
}  # fmt: skip
# Surnames without an ending of their own, and those of families that came from elsewhere.
OTHER_SURNAMES = {
    "KZ": """Әбенов Ахметов Бектұров Дүйсенов Есенов Жүсіпов Иванов Ибрагимов Ким Кузнецов Құдайбергенов Мұқанов Назаров
        Оспанов Петров Сатыбалдиев Сейітов Смагұлов Сүлейменов Тілеуов Цой Шаймерденов""",
    "KG": """Абдыраимов Айтматов Бейшеналиев Бекназаров Джумабаев Дюшеев Иванов Исаков Кулматов Маматов Молдобаев Осмонов
        Петров Сыдыков Ташиев Токтоматов Усубалиев Шаршеналиев""",
    "TJ": """Азимов Бобоев Ғафуров Давлатов Зокиров Иванов Каримов Мирзоев Назаров Сангинов Шарипов Юсуфов""",
    "TM": """Amanow Annaýew Atabaýew Babaýew Berdimyradow Garaýew Hallyýew Ibragimow Nazarow Niýazow Öwezow Saparow Şyhyýew""",
    "UZ": """Aliyev Azimov Ergashev Gʻofurov Haydarov Ismoilov Karimov Mirzayev Nazarov Qosimov Rahimov Sodiqov Toʻraqulov""",
}  # fmt: skip


VOWELS = "aeiouyäöüýаеиоуыэюяөүіӯ"
# After a consonant and after a vowel.
SURNAME_ENDINGS = {"TM": ("ow", "ýew"), "UZ": ("ov", "yev")}
CYRILLIC_ENDINGS = "ов", "ев"


def _surname(of: str, country: str) -> str:
    """Make a surname of a man's given name, as registry offices have since the 1930s."""
    return of + SURNAME_ENDINGS.get(country, CYRILLIC_ENDINGS)[of[-1] in VOWELS]


def names_of(country: str) -> Names:
    """Return a country's names; the same names make surnames."""
    male = tuple(MALE[country].split())
    made = (_surname(name, country) for name in male)
    return Names(male, tuple(FEMALE[country].split()), (*made, *OTHER_SURNAMES[country].split()))


ALL = {country: names_of(country) for country in MALE}


def invented(country: str, chance: Random) -> Named:
    """Return somebody's name; some names are much commoner than others, as they are in life."""
    names, is_female = ALL[country], chance.random() < 0.4
    surname = _common(names.surnames, chance)
    given_name = _common(names.female if is_female else names.male, chance)
    father = _common(names.male, chance)
    if is_female:
        surname += "a" if country in SURNAME_ENDINGS else "а"
    return Named(surname, given_name, _patronymic(country, father, is_female=is_female), is_female)


def _common(names: tuple[str, ...], chance: Random) -> str:
    return names[int(len(names) * chance.random() ** 1.6)]


# By country: a son's and a daughter's ending after a consonant, and after a vowel.
PATRONYMICS = {
    "TM": (("owiç", "owna"), ("ýewiç", "ýewna")),
    "UZ": ((" oʻgʻli", " qizi"),) * 2,
    "KZ": (("ұлы", "қызы"),) * 2,
    "KG": ((" уулу", " кызы"),) * 2,
    "TJ": (("ович", "овна"), ("евич", "евна")),
}


def _patronymic(country: str, father: str, *, is_female: bool) -> str:
    return father + PATRONYMICS[country][father[-1] in VOWELS][is_female]
