"""Each mail program and how it quotes: the table `PROGRAMS`, and what only one of them does."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from tests.mail.habits import FIELD_NAMES, ORIGINAL
from tests.mail.quoting import (
    Program,
    Sheet,
    Writing,
    block_lines,
    breaks,
    cited,
    divs,
    each_line,
    headed,
    introduced,
    paragraphs,
)


def _signed(sheet: Sheet) -> str:
    return f"-- \n{sheet.signature}" if sheet.signature else ""


def _verse(sheet: Sheet) -> str:
    names = FIELD_NAMES[sheet.language]
    said = sheet.answered
    wrote = {"en": "wrote:", "nl": "schreef:", "fr": "a écrit :", "es": "escribió:"}[sheet.language]
    return (
        f"{sheet.own()}\n\n-----{said.name} <{said.address}> {wrote} -----\n{names[2]} {said.to}\n"
        f"{names[0]} {said.name} <{said.address}>\n{names[4]} {sheet.said('{dd}/{m2}/{y} {H}:{mm}')}\n"
        f"{names[3]} {said.subject}\n\n{said.text}\n"
    )


def _outlook(sheet: Sheet) -> str:
    style = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
    block = "<br>\n".join(
        f"<b>{escape(name)}</b>{escape(value)}"
        for name, _, value in (
            line.partition("|") for line in block_lines(sheet, "fstu", bold="{}|")
        )
    )
    return (
        "<html><head><style><!--\np.MsoNormal {margin:0cm;}\n--></style></head><body>"
        f'<div class="WordSection1">{paragraphs(sheet.own())}<p class="MsoNormal"><o:p>&nbsp;</o:p>'
        f'</p><div><div style="{style}"><p class="MsoNormal">{block}<o:p></o:p></p></div></div>'
        f"{paragraphs(sheet.answered.text)}</div></body></html>"
    )


def _outlook_web(sheet: Sheet) -> str:
    block = "<br>\n".join(
        f"<b>{escape(name)}</b>{escape(value)}"
        for name, _, value in (
            line.partition("|") for line in block_lines(sheet, "fstu", bold="{}|")
        )
    )
    font = 'style="font-family: Calibri, sans-serif; font-size: 11pt;"'
    words = each_line(sheet.words, f"<div {font}>{{}}</div>\n", f"<div {font}><br></div>\n")
    link = sheet.phone_line.partition("<")
    mobile = (
        f'<div id="ms-outlook-mobile-signature"><div><br></div><a href="{link[2].partition(">")[0]}">'
        f"{link[0]}</a>{link[2].partition('>')[2]}</div>"
        if sheet.phone_line
        else ""
    )
    signed = f'<div id="Signature"><p>-- <br>{breaks(sheet.signature)}</p></div>'
    return (
        f'<html><head></head><body dir="ltr">{words}{signed if sheet.signature else ""}{mobile}'
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{block}</font>'
        f'<div>&nbsp;</div></div><div class="BodyFragment"><div class="PlainText">'
        f"{breaks(sheet.answered.text)}</div></div></body></html>"
    )


def _samsung(sheet: Sheet) -> str:
    original = f"-------- {ORIGINAL['samsung'][sheet.language]} --------"
    block = "".join(f"<div>{escape(line)} </div>" for line in block_lines(sheet, "fdtu"))
    return (
        f'<html><body dir="auto">{divs(sheet.words)}<div><br></div><div id="composer_signature">'
        f'<div style="font-size:85%;color:#575757" dir="auto">{escape(sheet.phone_line)}</div></div>'
        f"{divs(_signed(sheet))}<div><br></div><div><br></div>"
        f'<div style="font-size:100%;color:#000000"><!-- originalMessage --><div>{original}</div>'
        f"{block}<div><br></div></div>{breaks(sheet.answered.text)}</body></html>"
    )


def _yahoo(sheet: Sheet) -> str:
    """Yahoo's text form marks nothing: the quote is set in by a few spaces."""
    quote = "\n".join(f" {line}  " if line else "" for line in sheet.answered.text.split("\n"))
    return f" {sheet.own()}\n\n    {sheet.introduction('yahoo')}  \n \n {quote}\n  "


def _yahoo_rich(habit: str) -> Writing:
    def write(sheet: Sheet) -> str:
        inside = (
            '<div id="ydpyahoo_quoted" class="yahoo_quoted"><div style="font-size:13px"><div>'
            f"{escape(sheet.introduction(habit))}</div><div><br></div><div><br></div>"
            f"<div>{breaks(sheet.answered.text)}</div></div></div>"
        )
        own = f'<div class="yahoo-style-wrap"><div dir="ltr">{divs(sheet.own())}</div></div>'
        return f"<html><head></head><body>{own}<div><br></div>{inside}</body></html>"

    return write


def _yahoo_android(sheet: Sheet) -> str:
    quote = (
        '<blockquote style="margin: 0 0 20px 0;"><div style="font-family:Roboto, sans-serif;">'
        f"<div>{escape(sheet.introduction('yahoo_android'))}</div></div>"
        f'<div style="padding:10px 0 0 20px;margin:10px 0 0 0;border-left:1px solid #6D00F6;">'
        f"{breaks(sheet.answered.text)}</div></blockquote>"
    )
    line = f'<div id="ymail_android_signature"><a href="https://mail.onelink.me/1">{sheet.phone_line}</a></div>'
    return f"{divs(sheet.words)}<br>{line}{divs(_signed(sheet))} <br> {quote}"


def _zimbra(sheet: Sheet) -> str:
    block = "<br>".join(escape(each) for each in block_lines(sheet, "ftsu"))
    box = '<blockquote style="border-left:2px solid #1010FF;margin-left:5px;padding-left:5px;">'
    return (
        f'<html><body><div style="font-family: arial">{divs(sheet.own())}<div><br></div>'
        f'<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{box}<b>{block}</b>'
        f"<br></blockquote></div><div>{box}{breaks(sheet.answered.text)}</blockquote></div></div>"
        "</body></html>"
    )


def _gmx(sheet: Sheet) -> str:
    block = "<br/>".join(f"<b>{escape(each)}</b>" for each in block_lines(sheet, "sftu"))
    box = (
        '<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px;'
        ' border-left:2px solid #C3D9E5;">'
    )
    return (
        f'<html><body><div style="font-family: Verdana">{divs(sheet.own())}<div>&nbsp;{box}'
        f'<div style="margin:0 0 10px 0;">{block}</div><div name="quoted-content">'
        f"{breaks(sheet.answered.text)}</div></div></div></div></body></html>"
    )


def _proton_rich(sheet: Sheet) -> str:
    own = divs(sheet.words) + "<div><br></div>"
    line = f'<div class="protonmail_signature_block-proton">{escape(sheet.phone_line)}</div>'
    quote = (
        f'<div class="protonmail_quote">{escape(sheet.introduction("proton"))}<br><blockquote'
        f' class="protonmail_quote" type="cite">{breaks(sheet.answered.text)}</blockquote></div>'
    )
    return f"{own}{divs(_signed(sheet))}{line}<div><br></div>{quote}"


def _k9(sheet: Sheet) -> str:
    words = sheet.words
    line = f"-- \n{sheet.phone_line}"
    quote = introduced("k9")(replace(sheet, words="", signature="", phone_line="")).strip("\n")
    if sheet.place == "above":
        return f"{words}\n{line}\n\n{quote}\n"
    return f"{quote}\n\n{words}\n{line}\n"


_GMAIL_BOX = (
    '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid'
    ' rgb(204,204,204);padding-left:1ex">'
)
_gmail_rich = cited(
    "gmail",
    box=_GMAIL_BOX,
    head='<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{}<br></div>',
    end="</div>",
    own='<div dir="ltr">{}</div>',
)
_gmail_phone_rich = cited(
    "gmail_android",
    box=_GMAIL_BOX,
    head='<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{}<br></div>',
    end="</div>",
    own='<div dir="auto">{}</div>',
)
_APPLE_BOX = '<blockquote type="cite" class=""><div class="">'
_apple_rich = cited("apple", box=_APPLE_BOX, head="<div><br><div>{}</div><br>", end="</div>")
_moz_rich = cited(
    "thunderbird",
    box='<blockquote type="cite" cite="mid:1@x">',
    head='<div class="moz-cite-prefix">{}<br></div>',
)
_LINE_OF_OUTLOOK = "_" * 32


def _iphone_rich(sheet: Sheet) -> str:
    """The introduction stands inside the quote, and a mark of no width before the text."""
    return (
        f'<html><body dir="auto">{divs(sheet.words)}<br id="lineBreakAtBeginningOfSignature">'
        f'<div dir="ltr">{divs(_signed(sheet))}{sheet.phone_line}</div><div dir="ltr"><br>'
        f'<blockquote type="cite">{escape(sheet.introduction("iphone"))}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">\ufeff{breaks(sheet.answered.text)}</div>'
        "</blockquote></body></html>"
    )


PROGRAMS: dict[str, Program] = {
    "gmail": Program(plain=introduced("gmail", width=78, gap="\n\n"), rich=_gmail_rich),
    "gmail_html_only": Program(rich=_gmail_rich),
    "gmail_android": Program(
        plain=introduced("gmail_android", width=78, gap="\n\n"),
        rich=_gmail_phone_rich,
    ),
    "outlook": Program(plain=headed("fstu"), rich=_outlook, is_marking=False),
    "outlook_html_only": Program(rich=_outlook, is_marking=False),
    "outlook_plain": Program(
        plain=headed("fstu", rule="-----{}-----", original="outlook"),
        is_marking=False,
    ),
    "outlook_web": Program(
        plain=headed("fstu", rule=_LINE_OF_OUTLOOK),
        rich=_outlook_web,
        is_marking=False,
    ),
    "outlook_web_html_only": Program(rich=_outlook_web, is_marking=False),
    "outlook_ios": Program(
        plain=headed("fstu", rule=_LINE_OF_OUTLOOK),
        rich=_outlook_web,
        phone="outlook_ios",
        is_marking=False,
    ),
    "outlook_android": Program(
        plain=headed("fstu", rule=_LINE_OF_OUTLOOK),
        rich=_outlook_web,
        phone="outlook_android",
        is_marking=False,
    ),
    "outlook_mac": Program(plain=headed("fdtu"), rich=_outlook, is_marking=False),
    "windows_mail": Program(
        plain=headed("fstu"),
        phone="windows_mail",
        is_marking=False,
    ),
    "hotmail": Program(plain=headed("dftu", rule=_LINE_OF_OUTLOOK), is_marking=False),
    "apple_mail": Program(plain=introduced("apple", gap="\n\n"), rich=_apple_rich),
    "apple_mail_plain": Program(plain=introduced("apple", gap="\n\n")),
    "apple_mail_html_only": Program(rich=_apple_rich),
    "iphone": Program(
        plain=introduced("iphone", inside=True),
        rich=_iphone_rich,
        phone="iphone",
        agent="X-Mailer: iPhone Mail (21F90)\r\n",
    ),
    "iphone_plain": Program(plain=introduced("iphone", inside=True), phone="iphone"),
    "ipad_html_only": Program(rich=_iphone_rich, phone="ipad"),
    "thunderbird": Program(plain=introduced("thunderbird"), is_flowed=True),
    "thunderbird_rich": Program(plain=introduced("thunderbird"), rich=_moz_rich, is_flowed=True),
    "thunderbird_html_only": Program(rich=_moz_rich),
    "yahoo": Program(plain=_yahoo, rich=_yahoo_rich("yahoo"), is_marking=False),
    "yahoo_html_only": Program(rich=_yahoo_rich("yahoo"), is_marking=False),
    "yahoo_android": Program(
        plain=introduced("yahoo_android"),
        rich=_yahoo_android,
        phone="yahoo_android",
    ),
    "yahoo_android_html_only": Program(
        rich=_yahoo_android,
        phone="yahoo_android",
        is_marking=False,
    ),
    "yahoo_new_phone": Program(rich=_yahoo_android, phone="yahoo_new", is_marking=False),
    "samsung": Program(
        plain=headed("fdtu", rule="-------- {} --------", original="samsung"),
        rich=_samsung,
        phone="samsung",
        is_marking=False,
    ),
    "samsung_html_only": Program(rich=_samsung, phone="samsung_old", is_marking=False),
    "blackberry": Program(
        plain=headed("fdtu", rule="-----{}-----", original="outlook"),
        phone="blackberry",
        is_marking=False,
    ),
    "roundcube": Program(plain=introduced("roundcube", width=72)),
    "zimbra": Program(
        plain=headed("ftsu", rule="----- {} -----", original="zimbra"),
        rich=_zimbra,
        is_marking=False,
    ),
    "zimbra_html_only": Program(rich=_zimbra, is_marking=False),
    "k9": Program(plain=_k9, phone="k9"),
    "notes": Program(plain=headed("ftdu", bold="{}       "), is_marking=False),
    "verse": Program(plain=_verse, is_marking=False),
    "proton": Program(plain=introduced("proton", gap="\n\n"), rich=_proton_rich, phone="proton"),
    "evolution": Program(plain=introduced("evolution", width=72)),
    "kmail": Program(plain=introduced("kmail")),
    "mutt": Program(plain=introduced("mutt")),
    "fastmail": Program(plain=introduced("fastmail")),
    "horde": Program(plain=introduced("horde", gap="\n\n", width=76)),
    "sogo": Program(plain=introduced("sogo", gap="\n \n")),
    "tutanota": Program(plain=introduced("tutanota")),
    "spark": Program(plain=introduced("spark")),
    "em_client": Program(
        plain=headed("ftsu", rule="------ {} ------", original="em_client"),
        is_marking=False,
    ),
    "gmx_html_only": Program(rich=_gmx, is_marking=False),
}
