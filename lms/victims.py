"""Text that looks like data about a victim of trafficking, whom this system never records (R19). Pure.

What tells a person from a subject of teaching: a name, an age or an address beside the word for a victim, the word
alone in the singular, and the number of a case. Victims in general, and how they are found, helped and heard, are what
courses are about. It errs both ways now and then, so whoever is warned may say that it is not so.
"""

import re
import unicodedata

# Words for one victim, in any case; below, endings that make them many.
_ONE = (
    r"victim|survivor|жертв(?:а|ы|е|у|ой|ою)|потерпевш(?:ая|ий|ей|ую|его|ему|им|ем)|пострадавш(?:ая|ий|ей|ую|его|ему|им|ем)"
    r"|жәбірленуші(?:сі|ге|ні|нің)?|құрбан(?:ы|ның)?|жабырлануучу(?:су|га|ну|нун)?|курмандыг?к?(?:ы|тын)?"
    r"|жабрланувчи(?:си|га|ни|нинг)?|жабрдийда(?:си|га|ни|нинг)?|қурбон(?:и|ии)?|ҷабрдида(?:и|гӣ)?"
    r"|jabrlanuvchi(?:si|ga|ni|ning)?|jabrdiyda(?:si|ga|ni|ning)?|qurbon(?:i|ini|ining)?|jebir ?çeken(?:i|iň)?"
    r"|pida(?:sy|synyň)?|ejir ?çeken"
)
_MANY = (
    r"victims|survivors|жертв(?:ам|ами|ах)?|потерпевш(?:ие|их|им|ими)|пострадавш(?:ие|их|им|ими)"
    r"|жәбірленушілер\w*|құрбандар\w*|жабырлануучулар\w*|курмандыктар\w*|жабрланувчилар\w*|жабрдийдалар\w*"
    r"|қурбонлар\w*|қурбониён\w*|ҷабрдидагон\w*|jabrlanuvchilar\w*|jabrdiydalar\w*|qurbonlar\w*|jebir ?çekenler\w*|pidalar\w*"
)
# What a victim is a victim of, between the word and a name.
_OF = (
    r"(?:[\s,]+(?:(?:of\s+)?(?:human\s+)?trafficking(?:\s+in\s+(?:persons|human\s+beings|people))?|of\s+(?:slavery|forced\s+labour"
    r"|sexual\s+exploitation)|торговли\s+людьми|траффикинга|трафика|сексуальной\s+эксплуатации|трудовой\s+эксплуатации"
    r"|преступления|насилия|г-жа|г-н|гр\.|гражданк[аиу]|гражданин(?:а|у)?|ms\.?|mrs\.?|mr\.?|named|called|по\s+имени|по\s+фамилии))*"
)
# A word with a capital, or initials; what begins a heading instead of a name is listed after it.
_TOPIC = (
    r"identif|support|assist|protect|cent(?:re|er)|witness|rights?\b|referral|refer\b|interview|service|compens|sensitiv"
    r"|approach|treat|need|shelter|rehabilit|reintegr|communicat|psycholog|trauma|statement|testimon|legal|access|prevent"
    r"|detect|status|definition|concept|advoca|work|course|training|non-punish|indicator|consent|privacy|confidential|fund\b"
    r"|vulnerab|repatriat|help|screening|question|unit\b|liaison|officer|impact|perspective|law\b|role\b|coordinat|offender"
    r"|proceeding|преступник|выявлен|идентификац|помощ|защит|прав[ао]?\b|прав(?:ам|ах|овая|овой)"
    r"|поддержк|реабилит|реинтегр|реадапт|опрос\b|допрос|работ|статус|обращени|потребност|психолог|травм|перенаправл"
    r"|компенсац|консультир|подход|понятие|определени|признак|индикатор|интервью|общени|доступ|тренинг|семинар|курс\b|тема\b"
    r"|возвращени|приют|убежищ|социальн|профилакт|предупрежд|безопасност|поведени|сопровожд|сторон|оказани|взаимодейств"
    r"|ненаказ|анықта|қорға|көмек|құқық|аныкта|корго|жардам|укук|ёрдам|ҳимоя|аниқла|ҳуқуқ|ҳифз|кӯмак|ошкор|муайян"
    r"|himoya|yordam|aniqla|huquq|goramak|goramag|kömek|ýüze\s+çykar|hukuk|anyklamak"
)
_SMALL = r"(?:and|or|who|how|what|role|in|of|for|day|return|care|aid|кто|как|что|или|и|в|на|для|при|роль)\b"
_NO_NAME = rf"(?!(?i:{_TOPIC}|{_SMALL}))"
_CAPITAL = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІӢӮҲҶЎÄÖÜŇŞÇŽÝ]"
_NAME = rf"{_NO_NAME}(?:(?:{_CAPITAL}\.\s?){{1,2}}|{_CAPITAL}[^\W\d_A-ZА-ЯЁ][\w'’ʻ-]*)"
_AGE = (
    r"\d{1,2}[\s-]*(?:лет\b|года?\b|летн\w+|y\.?\s?o\.?\b|years?[\s-]old|жас|ёш|yosh|ýaş|сола)"
    r"|(?:19|20)\d\d\s*г(?:ода)?\.?\s*р(?:ожд\w*|\.|\b)|born\s+(?:in|on)|родил(?:ась|ся)|d\.?o\.?b\b|date\s+of\s+birth|aged\s+\d"
)
_NO = r"(?:no\.?|nos\.?|number|nr\.?|num\.?|#|№|n°)"
_OWN = r"(?:full\s+name|names?|address|phone|passport|date\s+of\s+birth|id\s+number|initials|photo(?:graph)?)"
_OWN_RU = r"(?:им(?:я|ени|ена)|фио|ф\.\s?и\.\s?о\.?|фамили[яию]|адрес(?:а|у)?|телефон(?:а|ы)?|паспорт(?:а)?|дата\s+рождения|инициалы|фото(?:графия)?)"

_SIGNS = tuple(re.compile(pattern) for pattern in (
    # A named victim: "потерпевшая Иванова", "victim A.K.", "жертвы: Мария, Анна".
    rf"\b(?i:{_ONE})(?i:{_OF})(?:\s*[:,–—-]\s*|\s+|\s*[(«\"“]\s*)(?:{_NAME})",
    rf"\b(?i:{_MANY})(?i:{_OF})\s*[:–—-]\s*(?:{_NAME})",
    rf"\b(?:{_NAME})\s*[(,–—-]+\s*(?i:victim|survivor|жертва|(?:потерпевш|пострадавш)(?:ая|ий))\b(?!-|\s+(?i:{_TOPIC}))",
    # Said of somebody.
    r"(?i:\b(?:(?:s?he|who|person|woman|girl|man|boy|child|participant|wife|sister|daughter)\s+(?:is|was|has\s+been)|"
    r"(?:является|являлась|являлся|была|был|стала|стал|призна[нт]\w?))\s+(?:herself\s+|himself\s+)?(?:an?\s+|the\s+)?"
    r"(?:victim|survivor|жертвой|потерпевш(?:ей|им)|пострадавш(?:ей|им))\b)",
    r"(?i:\b(?:жертвой|(?:потерпевш|пострадавш)(?:ей|им))\s+(?:является|призна[нт]|стала?\b|была?\b))",
    # What only one person has.
    rf"(?i:\b(?:victim|survivor)(?:['’]?s['’]?)?\s+{_OWN}\b)",
    rf"(?i:\b{_OWN}\s+of\s+(?:(?:the|a|our|this|each)\s+)?(?:{_MANY}|victim|survivor)\b)",
    rf"(?i:\b{_OWN_RU}\s+(?:жертв(?:ы)?|потерпевш(?:ей|его|их)|пострадавш(?:ей|его|их))\b)",
    # Age or birth nearby.
    rf"(?i:\b(?:{_ONE}|{_MANY})\b[^.;\n]{{0,30}}?(?<!\d)(?<!до )(?<!старше )(?<!under )(?<!over )(?:{_AGE}))",
    rf"(?i:(?<!до )(?<!старше )(?<!under )(?<!over )(?<!\d)(?:{_AGE})[\s,]+(?:{_ONE})\b)",
    # Case data.
    rf"(?i:\b(?:criminal\s+)?case\s*{_NO}(?!\w)|\bcriminal\s+case\s+\d|\bcase\s+file\s*{_NO}?\s*\d)",
    rf"(?i:\b(?:уголовн\w+\s+дел\w*|у/д|уд|дел[оауе])\s*{_NO}|\bуголовн\w+\s+дел[оауе]\s+\d|\b(?:ердр|кусп|куи)\s*{_NO}?\s*\d)",
    rf"(?i:\b(?:қылмыстық\s+іс|кылмыш\s+иши?|кылмыш-жаза\s+иши?|жиноят\s+иши?|jinoyat\s+ishi?|парвандаи\s+ҷиноятӣ?|"
    rf"парвандаи\s+ҷиноӣ|jenaýat\s+işi?)\w*\s*(?:{_NO}|\d))",
    r"(?i:\bпротокол\w*\s+допроса\s+(?:потерпевш|пострадавш)\w+)",
))  # fmt: skip
# The word alone, of one person: told unless the text is on a subject of teaching.
_ALONE = re.compile(
    r"(?i:\bжертва\b|\bпотерпевшая\b|\bпострадавшая\b|\bпострадавший\b|\bпотерпевшую\b|\bпострадавшую\b|\bvictim\b(?![-–])"
    r"|\b(?:жәбірленуші|жабырлануучу|жабрланувчи|жабрдийда|ҷабрдида|jabrlanuvchi|jabrdiyda|jebir ?çeken)\b)"
)
_SUBJECT = re.compile(rf"(?i:\b(?:{_TOPIC}))")

# One of these stands in every text that a sign above can match: most texts have none, and need no longer look.
_HINT = re.compile(
    r"(?i:victim|surviv|жертв|потерпевш|пострадавш|жәбірлен|құрбан|жабырлан|курманды|жабрлан|жабрдийда|қурбон|ҷабрдида|jabr"
    r"|qurbon|jebir|pida|ejir|case|дел[оауе]|у/д|уд|қылмыс|кылмыш|жиноят|jinoyat|парванда|jena|допрос|ердр|кусп|куи)"
)


def victim_words(text: str | None) -> tuple[str, ...]:
    """Return the parts of a text that look like data about a victim, in the order they stand; none where it does not."""
    if not text or not _HINT.search(text):
        return ()
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    found = [match for sign in _SIGNS for match in sign.finditer(plain)]
    if not found and not _SUBJECT.search(plain):
        found = list(_ALONE.finditer(plain))
    return tuple(dict.fromkeys(match[0].strip(' ,:(«"“') for match in sorted(found, key=lambda match: match.start())))
