"""Pastes out of address books and mails as they are: exports, cards, and what people make of them."""

from __future__ import annotations

from tests.reading.pastes import ANNA, BOB, Paste

_A, _B = ANNA[1], BOB[1]
_TWO = (ANNA, BOB)
_BARE = (("", _A), ("", _B))

OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,"
    "E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,Notes\n"
    f',Anna,,Jansen,,"Ghent, University",,Teacher,,{_A},SMTP,Anna Jansen ({_A}),,,"met in\nNairobi"\n'
    f",Bob,,O'Brien,,,,,,,,,{_B},SMTP,\n"
)
GOOGLE = (
    "Name,Given Name,Additional Name,Family Name,Birthday,Group Membership,E-mail 1 - Type,"
    "E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Value\n"
    f"Anna Jansen,Anna,,Jansen,,* myContacts,* Work,{_A} ::: anna@home.example,,,+32 470\n"
    f"Bob O'Brien,Bob,,O'Brien,,* myContacts,* ,{_B},Home,bob@home.example,\n"
)
GOOGLE_NOW = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Organization Name,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
    f"Anna,,Jansen,,,* myContacts,* ,{_A},,\nBob,,O'Brien,,,,Work,{_B},,\n"
)
THUNDERBIRD = (
    "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone\n"
    f"Anna,Jansen,Anna Jansen,,{_A},,,\nBob,O'Brien,Bob,,{_B},bob@home.example,,\n"
)
YAHOO = f"First,Middle,Last,Nickname,Email,Category\nAnna,,Jansen,,{_A},\nBob,,O'Brien,,{_B},\n"
OUTLOOK_NL = (
    "Aanhef;Voornaam;Tussenvoegsel;Achternaam;Bedrijf;E-mailadres;Type e-mail;Weergavenaam e-mail\n"
    f";Anna;van der;Jansen;;{_A};SMTP;x\n;Bob;;O'Brien;;{_B};SMTP;y\n"
)
OUTLOOK_FR = (
    "Titre;Prénom;Nom;Société;Adresse de messagerie;Type de messagerie;Nom complet de l'adresse\n"
    f";Anna;Jansen;;{_A};SMTP;x\n;Bob;O'Brien;;{_B};SMTP;y\n"
)
OUTLOOK_ES = (
    "Nombre;Segundo nombre;Apellidos;Organización;Dirección de correo electrónico;Tipo de correo\n"
    f"Anna;;Jansen;;{_A};SMTP\nBob;;O'Brien;;{_B};SMTP\n"
)
MAILMAN = f"email,display_name\n{_A},Anna Jansen\n{_B},Bob O'Brien\n"
REGISTRATION = (
    "Timestamp\tYour name\tE-mailadres\tWat wil je leren?\n"
    f"2026-11-01 10:02\tAnna Jansen\t{_A}\tAlles, graag!\n"
    f"2026-11-02 09:14\tBob O'Brien\t{_B}\tto meet people\n"
)
SHIFTED = f"Name,Phone,Email\nAnna Jansen,{_A},\nBob O'Brien,,{_B}\nCarol,+254 700,\n"
MARKDOWN = (
    f"| Name | Email | Place |\n|:-----|:-----:|---|\n| Anna Jansen | {_A} | Ghent |\n"
    f"| Bob O'Brien | [{_B}](mailto:{_B}) | Cork |\n"
)

VCARD_2 = (
    "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Garc=C3=ADa;Jos=C3=A9;;;\n"
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jos=C3=A9 =\nGarc=C3=ADa\n"
    "TEL;CELL:+34600\nEMAIL;PREF;INTERNET:jose@example.org\nREV:20260101T000000Z\nEND:VCARD\n"
)
VCARD_3 = (
    f"BEGIN:VCARD\nVERSION:3.0\nPRODID:-//Apple Inc.//macOS 14//EN\nN:Jansen;Anna;;;\n"
    f"FN:Anna Jansen\nORG:Ghent\\, University;\n"
    f"item1.EMAIL;type=INTERNET;type=HOME:anna@home.example\n"
    f"item2.EMAIL;type=INTERNET;type=WORK;type=pref:{_A}\nitem1.X-ABLabel:Other\nEND:VCARD\n"
)
VCARD_4 = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bob O'Brien\r\nN:O'Brien;Bob;;;\r\n"
    "EMAIL;PREF=2:bob@home.example\r\nEMAIL;TYPE=work;PREF=1:bob@exam\r\n ple.net\r\nEND:VCARD\r\n"
)
VCARD_NONE = "BEGIN:VCARD\nVERSION:3.0\nFN:Carol Chan\nTEL:+852\nEND:VCARD\n"
LDIF = (
    f"dn: cn=Anna Jansen,mail={_A}\nobjectclass: top\nobjectclass: person\ncn: Anna Jansen\n"
    f"givenName: Anna\nsn: Jansen\nmail: {_A}\n\n"
    f"dn: cn=Bob,mail={_B}\nobjectclass: person\ncn:: Qm9iIE8nQnJpZW4=\nmail: {_B}\n"
)

WRAPPED = (
    f"To: Anna Jansen <{_A}>, Bob\n O'Brien <{_B}>,\n Carol Chan <carol@example.com>, Dan\n"
    " <dan@example.com>"
)
OUTLOOK_LINE = f"Jansen, Anna <{_A}>; O'Brien, Bob <{_B}>; Chan, Carol (Cork) <carol@example.com>"
APPLE = f"Anna Jansen\n{_A}\n\nBob O'Brien\n{_B}\n"
APPLE_TIGHT = f"Anna Jansen\n{_A}\nBob O'Brien\n{_B}\n"
SIGNATURE = f"Anna Jansen\nTeacher\nGhent University\nTel: +32 9 123 45 67\nEmail: {_A}\n"
NOTE = "Dear friends,\n\nWe met in Nairobi. I think you would like it here!\n\nBea"

OF_PROGRAMS = (
    Paste("outlook", OUTLOOK, _TWO),
    Paste("google", GOOGLE, _TWO),
    Paste("google_now", GOOGLE_NOW, _TWO),
    Paste("thunderbird", THUNDERBIRD, _TWO),
    Paste("yahoo", YAHOO, _TWO),
    Paste("outlook_nl", OUTLOOK_NL, (("Anna van der Jansen", _A), BOB)),
    Paste("outlook_fr", OUTLOOK_FR, _TWO),
    Paste("outlook_es", OUTLOOK_ES, _TWO),
    Paste("mailman", MAILMAN, _TWO),
    Paste("registration", REGISTRATION, _TWO),
    Paste("shifted", SHIFTED, _TWO, ("Carol,+254 700,",)),
    Paste("markdown_table", MARKDOWN, _TWO),
    Paste("vcard_2", VCARD_2, (("José García", "jose@example.org"),)),
    Paste("vcard_3", VCARD_3, (ANNA,)),
    Paste("vcard_4", VCARD_4, (BOB,)),
    Paste("vcards", VCARD_3 + VCARD_NONE + VCARD_4, _TWO, ("Carol Chan",)),
    Paste("vcard_below_note", f"{NOTE}\n\n{VCARD_3}", (ANNA,), (), NOTE),
    Paste("ldif", LDIF, _TWO),
    Paste("one_column", f"Email\n{_A}\n{_B}\n", _BARE),
    Paste("flat_table", f"Name Email\nAnna Jansen {_A}\nBob O'Brien {_B} Cork\n", _TWO),
    Paste(
        "wrapped",
        WRAPPED,
        (*_TWO, ("Carol Chan", "carol@example.com"), ("Dan", "dan@example.com")),
    ),
    Paste("outlook_line", OUTLOOK_LINE, (*_TWO, ("Carol Chan", "carol@example.com"))),
    Paste("last_first_commas", OUTLOOK_LINE.replace(";", ",").partition(", Chan")[0], _TWO),
    Paste("reversed_line", f"{_A}, Anna Jansen, {_B}, Bob O'Brien", _TWO),
    Paste("apple", APPLE, _TWO),
    Paste("apple_tight", APPLE_TIGHT, _TWO),
    Paste("signature", SIGNATURE, (ANNA,)),
    Paste("sentence", f"{_A} and {_B}, please", _BARE),
    Paste("sentence_nl", f"{_A} en {_B} graag", _BARE),
    Paste("mailto_list", f"mailto:{_A},{_B}?subject=Hi", _BARE),
    Paste("mailto_cc", f"mailto:{_A}?cc={_B}&subject=Hi", _BARE),
    Paste("percent", "mailto:anna%2Bpsc@example.org", (("", "anna+psc@example.org"),)),
    Paste("headers", f"From: Anna Jansen <{_A}>\nTo: Bob O'Brien <{_B}>\nSubject: Hello\n", _TWO),
)

BY_HAND = (
    Paste("spelt", "anna at example dot org", (), ("anna at example dot org",)),
    Paste("spelt_at", f"Anna (anna(at)example.org)\n{_B}", (("", _B),), ("Anna (anna(at)example.org)",)),
    Paste("spelt_nl", "anna [at] example [punt] org", (), ("anna [at] example [punt] org",)),
    Paste("spelt_above", f"anna at example dot org\n\n{_B}", (("", _B),), ("anna at example dot org",)),
    Paste("no_domain", f"Anna <anna@>\n{_B}", (("", _B),), ("Anna <anna@>",)),
    Paste("no_tld", f"Anna <anna@example>\n{_B}", (("", _B),), ("Anna <anna@example>",)),
    Paste("two_dots", f"anna@example..org\n{_B}", (("", _B),), ("anna@example..org",)),
    Paste("apart", f"anna @ example.org\n{_B}", (("", _B),), ("anna @ example.org",)),
    Paste("no_address", f"{_B}\nCarol Chan\n", (("", _B),), ("Carol Chan",)),
    Paste("name_first", f"Carol Chan\n{_A}\n{_B}\n", _BARE, ("Carol Chan",)),
    Paste("again", f"{_A}\nAnna Jansen <{_A.upper()}>\n", (ANNA,)),
    Paste("idn", "José <jose@bücher.example>", (("José", "jose@xn--bcher-kva.example"),)),
    Paste("utf8_local", "用户@例え.example", (("", "用户@例え.example"),)),
    Paste("apostrophe", "o'brien@example.org, d'arc@example.org",
          (("", "o'brien@example.org"), ("", "d'arc@example.org"))),
    Paste("plus", "anna+psc@example.org", (("", "anna+psc@example.org"),)),
    Paste("initials", f"Dr. A. B. Jansen, PhD <{_A}>", (("Dr. A. B. Jansen, PhD", _A),)),
    Paste("other_name", f"old@example.org <{_B}>", (("", _B),)),
    Paste("mojibake", f"Jos? <{_B}>", (("Jos?", _B),)),
    Paste("heading", f"Participants:\n\n{_A}\n{_B}", _BARE),
    Paste("two_headings", f"Ghent:\n{_A}\n\nCork:\n{_B}", _BARE),
    Paste("rules", f"-----\n{_A}\n=====\n{_B}\n***", _BARE),
    Paste("thanks", f"{_A}\n{_B}\n\nThanks!", _BARE),
    Paste("signed", f"{_A}\n{_B}\n\nThanks,\nBea Blom\nGhent", _BARE),
    Paste("note", f"{NOTE}\n\n{_A}\n{_B}", _BARE, (), NOTE),
    Paste("note_lead", f"{NOTE}\n\nThese are the people:\n\n{_A}", (("", _A),), (), NOTE),
    Paste("note_glued", f"We would love to have you with us.\n{_A}", (("", _A),), (),
          "We would love to have you with us."),
    Paste("note_with_address", f"Join us! Questions? Write to me at bea@example.org.\n\n{_A}",
          (("", _A),), (), "Join us! Questions? Write to me at bea@example.org."),
    Paste("note_nl", f"Lieve mensen, doe mee. Vragen? Mail mij: bea@example.org\n\n{_A}",
          (("", _A),), (), "Lieve mensen, doe mee. Vragen? Mail mij: bea@example.org"),
    Paste("note_table", f"Come!\n\nName;Email\nAnna Jansen;{_A}\n", (ANNA,), (), "Come!"),
    Paste("words_below", f"{_A}\n\nNot carol@example.com please, she is ill and will not come.",
          (("", _A),), ("Not carol@example.com please, she is ill and will not come.",)),
    Paste("only_words", "Could you invite the others?", ()),
    Paste("nothing", "", ()),
)  # fmt: skip
