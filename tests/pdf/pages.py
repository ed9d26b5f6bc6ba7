"""`page` is a small handout that holds one of everything, whole in five scripts. The texts are for layout only."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from pipeline.model import Block, Fact, Handout, Reference, Resource, Segment, SegmentKind, Subject
from pipeline.render import Download, Page

LOCALES = ("en", "ar", "zh_Hans", "ru", "vi")

TITLE = "Painful sex"
SUMMARY = "Pain during sex has many causes."
TAKEAWAY = "You can stop at any time."
COMMON = "How common is it?"
STUDY = "Of {n_women} women, {pct_women} had *pain* after sex. [@smith-2019] [@jones-2020]"
HELP = "What helps"
FIRST = "Use **lubricant**."
SECOND = "Talk with a [clinician][nhs]."
STEP = "Rest for 10 minutes."
SIGN, DO = "Sign", "What to do"
BLEEDING, CALL = "Bleeding", "See a clinician."
DANGER = "Get help now."
CARE = "Where to find care"

_TRANSLATIONS: dict[str, tuple[str, str, str, str]] = {
    TITLE: ("الألم أثناء الجماع", "性交疼痛", "Боль во время секса", "Đau khi quan hệ tình dục"),
    SUMMARY: (
        "للألم أثناء الجماع أسباب كثيرة.",
        "性交疼痛有许多原因。",
        "У боли во время секса много причин.",
        "Đau khi quan hệ tình dục có nhiều nguyên nhân.",
    ),
    TAKEAWAY: (
        "يمكنك التوقف في أي وقت.",
        "你随时可以停下来。",
        "Вы можете остановиться в любой момент.",
        "Quý vị có thể dừng lại bất cứ lúc nào.",
    ),
    COMMON: ("ما مدى شيوع ذلك؟", "这有多常见？", "Насколько это распространено?", "Điều này phổ biến ra sao?"),
    STUDY: (
        "من بين {n_women} امرأة، شعرت {pct_women} *بألم* بعد الجماع. [@smith-2019] [@jones-2020]",
        "在{n_women}名女性中，{pct_women}在性行为后感到*疼痛*。[@smith-2019] [@jones-2020]",
        "Из {n_women} женщин {pct_women} чувствовали *боль* после секса. [@smith-2019] [@jones-2020]",
        "Trong {n_women} phụ nữ, {pct_women} bị *đau* sau khi quan hệ. [@smith-2019] [@jones-2020]",
    ),
    HELP: ("ما الذي يساعد", "什么有帮助", "Что помогает", "Điều gì giúp ích"),
    FIRST: ("استخدم **مزلقًا**.", "使用**润滑剂**。", "Используйте **смазку**.", "Dùng **chất bôi trơn**."),
    SECOND: (
        "تحدث مع [مقدم رعاية][nhs].",
        "和[医务人员][nhs]谈谈。",
        "Поговорите с [врачом][nhs].",
        "Nói chuyện với [nhân viên y tế][nhs].",
    ),
    STEP: ("استرح 10 دقائق.", "休息10分钟。", "Отдохните 10 минут.", "Nghỉ 10 phút."),
    SIGN: ("العلامة", "迹象", "Признак", "Dấu hiệu"),
    DO: ("ما العمل", "怎么办", "Что делать", "Làm gì"),
    BLEEDING: ("نزيف", "出血", "Кровотечение", "Chảy máu"),
    CALL: ("راجع مقدم رعاية.", "去看医务人员。", "Обратитесь к врачу.", "Đi khám."),
    DANGER: ("اطلب المساعدة الآن.", "立即求助。", "Обратитесь за помощью сейчас.", "Tìm sự giúp đỡ ngay."),
    CARE: ("أين تجد الرعاية", "去哪里寻求帮助", "Где получить помощь", "Tìm sự chăm sóc ở đâu"),
}

_UI: dict[str, tuple[str, str, str, str]] = {
    "Draft: not yet checked by a qualified person. Please do not rely on it.": (
        "مسودة: لم يراجعها شخص مؤهل بعد. يرجى عدم الاعتماد عليها.",
        "草稿：尚未经合格人员审核。请勿依赖本文。",
        "Черновик: ещё не проверен специалистом. Не полагайтесь на него.",
        "Bản nháp: chưa được người có chuyên môn kiểm tra. Xin đừng dựa vào bản này.",
    ),
    "Key points": ("النقاط الرئيسية", "要点", "Главное", "Điểm chính"),
    "Urgent": ("عاجل", "紧急", "Срочно", "Khẩn cấp"),
    "Phone": ("الهاتف", "电话", "Телефон", "Điện thoại"),
    "Website": ("الموقع", "网站", "Сайт", "Trang web"),
    "References": ("المراجع", "参考文献", "Источники", "Tài liệu tham khảo"),
    "Page {page} of {pages}": (
        "صفحة {page} من {pages}",
        "第{page}页，共{pages}页",
        "Страница {page} из {pages}",
        "Trang {page} trên {pages}",
    ),
    "Version {version}": ("الإصدار {version}", "版本{version}", "Версия {version}", "Phiên bản {version}"),
    "Not yet reviewed": ("لم تتم المراجعة بعد", "尚未审核", "Ещё не проверено", "Chưa được duyệt"),
    "Help numbers: {territory}": (
        "أرقام المساعدة: {territory}",
        "求助电话：{territory}",
        "Телефоны помощи: {territory}",
        "Số điện thoại trợ giúp: {territory}",
    ),
    "24 hours a day, every day": ("على مدار الساعة", "每天24小时", "Круглосуточно", "24 giờ mỗi ngày"),
    "Free to call": ("المكالمة مجانية", "免费拨打", "Звонок бесплатный", "Gọi miễn phí"),
    "Languages": ("اللغات", "语言", "Языки", "Ngôn ngữ"),
    "We have not called this number to check it yet.": (
        "لم نتصل بهذا الرقم بعد للتحقق منه.",
        "我们尚未致电核实此号码。",
        "Мы ещё не звонили по этому номеру для проверки.",
        "Chúng tôi chưa gọi số này để kiểm tra.",
    ),
    "Translated from {language}": (
        "اللغة الأصلية: {language}",
        "原文语言：{language}",
        "Язык оригинала: {language}",
        "Ngôn ngữ gốc: {language}",
    ),
    "Reference {number}": ("المرجع {number}", "参考文献{number}", "Источник {number}", "Tài liệu {number}"),
    "Where to get help": ("أين تجد المساعدة", "哪里可以求助", "Где получить помощь", "Tìm trợ giúp ở đâu"),
}


def segment(msgid: str, kind: SegmentKind = "paragraph") -> Segment:
    return Segment(msgid, kind, line=1)


def paragraph(msgid: str, line: int = 1) -> Block:
    return Block("paragraph", line, segment(msgid))


def _heading(msgid: str, level: int, line: int) -> Block:
    return Block("heading", line, segment(msgid, "heading"), level=level)


def _items(*msgids: str) -> tuple[Block, ...]:
    return tuple(Block("item", 1, segment(msgid, "list item")) for msgid in msgids)


def _row(*msgids: str, header: bool = False) -> Block:
    if header:
        return Block(
            "row", 1, children=tuple(Block("header cell", 1, segment(each, "table header")) for each in msgids)
        )
    return Block("row", 1, children=tuple(Block("cell", 1, segment(each, "table cell")) for each in msgids))


HANDOUT = Handout(
    slug="painful-sex",
    path=Path("source/painful-sex.md"),
    title=segment(TITLE, "title"),
    summary=segment(SUMMARY, "paragraph"),
    version="1.0",
    blocks=(
        _heading(TITLE, 1, 1),
        Block("key takeaways", 2, children=(Block("list", 2, children=_items(TAKEAWAY)),)),
        _heading(COMMON, 2, 3),
        paragraph(STUDY),
        _heading(HELP, 2, 4),
        Block("list", 5, children=_items(FIRST, SECOND)),
        Block("ordered list", 6, children=_items(STEP)),
        Block("table", 7, children=(_row(SIGN, DO, header=True), _row(BLEEDING, CALL))),
        Block("callout", 8, children=(paragraph(DANGER),), argument="urgent"),
        _heading(CARE, 2, 9),
        Block("resource", 10, argument="sexual-assault"),
    ),
    facts={
        "n_women": Fact("n_women", Decimal(1208)),
        "pct_women": Fact("pct_women", Decimal("7.5"), "percent"),
    },
    references=(
        Reference("smith-2019", "Smith A. Pain. J Pain. 2019;1:1-2.", doi="10.1000/182"),
        Reference("jones-2020", "Jones B. More pain. 2020.", url="https://example.org/pain/"),
    ),
    subjects=(Subject("MeSH", "D004414", "Dyspareunia"),),
    links={"nhs": "https://example.org/clinician"},
    resource_ids=("sexual-assault",),
)

HOTLINE = Resource(
    id="sexual-assault",
    territory="US",
    name="Example Hotline",
    about="For anyone affected.",
    source="https://example.org",
    phone="+18005550199",
    display="800-555-0199",
    hours="24/7",
    free=True,
    languages=("en", "es"),
    url="https://www.example.org/",
)


def texts_of(locale: str, table: Mapping[str, tuple[str, str, str, str]]) -> dict[tuple[str | None, str], str]:
    if locale == "en":
        return {}
    at = LOCALES.index(locale) - 1
    return {(None, msgid): translations[at] for msgid, translations in table.items()}


def page(locale: str = "en", territory: str = "US", *blocks: Block) -> Page:
    """Return a page of the sample handout, or of one with `blocks` beneath the same title."""
    handout = HANDOUT if not blocks else replace(HANDOUT, blocks=(HANDOUT.blocks[0], *blocks))
    return Page(
        handout=handout,
        locale=locale,
        territory=territory,
        source_locale="en",
        texts=texts_of(locale, _TRANSLATIONS),
        ui=texts_of(locale, _UI),
        resources=(HOTLINE,),
        alternates=tuple((each, f"../../{each}/{territory}/painful-sex.html") for each in LOCALES),
        href="painful-sex.html",
        downloads=(Download("painful-sex.pdf", "standard", "", 123_456),),
    )
