"""What machines say in words: absence notes, help desks, dead mailboxes, receipts, bounces.

For mail that carries no sign of a machine in its header. People speak of holidays, too; so a note
of absence needs a second sign, such as "I will reply when I return", or nothing but dates beside
it. One alternative of these patterns is one phrase; most stand in this order of languages:
English, Dutch, French, Spanish, German, Portuguese, Italian, the North, the others.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.mail.formulas import FORMULA


def sounds_automatic(text: str) -> bool:
    """Say whether the beginning of a mail's own text is what programs write."""
    text = " ".join(text[:_LOOKED_AT].replace("’", "'").split(" ")).strip()
    said = [" ".join(each.split()) for each in _ENDS.split(text)]
    said = [each for each in said if _SAYS.search(each)]
    if FORMULA.match(" ".join(text.split())):
        return True
    is_thanked = False
    for number, sentence in enumerate(said[:5]):
        if FORMULA.match(sentence):
            return True
        if _THANKS.match(sentence):
            is_thanked = True
            if _AWAY.search(sentence) or _GONE.search(sentence):  # all in one sentence
                return True
            continue
        if _GREETING.fullmatch(sentence) and not _tells_of_absence(sentence):
            continue
        return _is_note(sentence, " ".join(said[number + 1 :]), is_thanked=is_thanked)
    return False


def _is_note(sentence: str, more: str, *, is_thanked: bool) -> bool:
    """Whether this, the first thing said, is a note of absence."""
    if not _may_tell(sentence):
        return is_thanked and _WILL_ANSWER.match(sentence) is not None
    if _GONE.search(sentence):
        return is_thanked or not more or _MAIL.search(f"{sentence} {more}") is not None
    hit = _AWAY.search(sentence)
    if hit:
        rest = sentence[hit.end() :]
        is_all = _ONLY_TIME.fullmatch(rest) is not None
        has_sign = _SECOND_SIGN.search(f"{rest} {more}") is not None
        return has_sign or (is_all and (is_thanked or len(more.split()) <= _SIGN_OFF))
    if _RESTING.search(sentence):
        return is_thanked or _SECOND_SIGN.search(f"{sentence} {more}") is not None
    return is_thanked and _WILL_ANSWER.match(sentence) is not None


def _tells_of_absence(sentence: str) -> bool:
    if not _may_tell(sentence):
        return False
    return any(each.search(sentence) for each in (_AWAY, _GONE, _RESTING))


def _may_tell(sentence: str) -> bool:
    """Whether a sentence has one of the words without which it speaks of no absence.

    Most have none, and the three large patterns need not be tried on them.
    """
    lower = sentence.lower()
    if not lower.isascii() and max(lower) > _LAST_LATIN:
        return True
    return "verlof" in lower or not _STEMS.isdisjoint(each[:4] for each in _WORD.findall(lower))


_LAST_LATIN: Final = "\u024f"
_WORD = re.compile(r"\w{4,}")
# The first four letters of a word that each alternative of `_AWAY`, `_RESTING` and `_GONE` has.
_STEMS: Final = frozenset(
    "offi away leav sick clos abse afwe aanw kant gesl bure cong arrê ferm ofic ause baja lice perm"
    " cerr büro haus arbe abwe elte mutt dien erre gesc escr gabi uffi sede asse feri kont från"
    " förä"
    " tjän seme frav orlo bars sted pois loma vuos virk biur urlo nieo zwol dele ofis dışı"
    " izin yıll cuti dina kanc dovo nepř liki"
    " trav holi vaca trip miss sabb tour unav avai coun town vaka reis zake bere onde dépl voya"
    " indi"
    " injo viaj fuer urla unte féri viag tras bort ledi tati libu perj work werk trab retr"
    " long posi lang meer quit lavo jobb slut työs prac çalı beke left".split()
)

_LOOKED_AT: Final = 400
_SIGN_OFF: Final = 6  # words: "Best regards, Anna Jansen"

_SAYS = re.compile(r"\w")
# A full stop ends a sentence, but not in "no. 12" or "Dr. Otieno". It begins with one set of
# characters, so that everything else is passed over fast.
_ENDS = re.compile(
    r"[.!?。！\n](?:(?<=\n)\n*"
    r"|(?<!\n)(?<!\bno.)(?<!\bnr.)(?<!\bDr.)(?<!\bMr.)(?<!\d.)[.!?。！]*(?:\s+|$)|(?<=。))",
    re.IGNORECASE,
)
_MAIL_WORD: Final = (
    r"(?:e-?mails?|mails?|messages?|bericht(?:je)?|mailtje|e-?mailbericht|courriels?|mél|correos?"
    r"|mensajes?|mensagem|nachricht|messaggio|meddelande|besked|melding|henvendelse|viestist[äa]"
    r"|viesti(?:si)?|wiadomość|letter|note|enquiry|inquiry|query|request|interest|письмо|сообщение)"
)

_GREETING = re.compile(
    r"(?:dear|hello|hi|hey|greetings|good (?:morning|day|afternoon|evening)|to whom it may concern"
    r"|beste|geachte|hallo|dag|goede(?:n)?(?:dag|morgen|middag)|goedendag|bonjour|bonsoir|cher"
    r"|chère"
    r"|chers|madame|monsieur|hola|buenos|buenas|estimad\w+|querid\w+|olá|bom dia|caro|cara"
    r"|prezad\w+"
    r"|ciao|buongiorno|gentile|salve|guten|liebe\w*|sehr geehrte\w*|hej|hei|god dag|kjære|kære|hyvä"
    r"|dzień dobry|szanown\w+|witam|merhaba|sayın|halo|selamat|yth|kepada|здравствуйте|уважаем\w+"
    r"|добрый|habari|jambo|您好|你好|مرحبا|السلام عليكم)\b.{0,60}",
    re.IGNORECASE,
)
_THANKS = re.compile(
    rf"(?:(?:many |thank you |thanks? |tak |takk |tack )+(?:very |so )?(?:much )?(?:for|for at|för)"
    rf" (?:your|the|contacting|din|ditt|deres|sending|reaching|getting)\b"
    rf"|(?:heel )?(?:hartelijk )?(?:bedankt|dank)(?: je| u)?(?: wel)? voor (?:uw|je|jouw|het)\b"
    rf"|merci (?:beaucoup )?(?:pour|de) (?:votre|ton|vos)\b"
    rf"|(?:muchas )?gracias por (?:su|tu|escribir|contactar|comunicarse)\b"
    rf"|(?:vielen|herzlichen|besten) dank für (?:ihre|deine)|danke für (?:ihre|deine)"
    rf"|(?:muito )?obrigad[oa] (?:pelo|pela|por)\b|agradecemos (?:o|a|seu|sua|pelo|su)\b"
    rf"|(?:la )?ringrazi\w+ per|grazie per|kiitos viestist\w+|kiitos yhteydenoto\w+"
    rf"|dziękuj\w+ za|teşekkür ederi\w+|(?:e-?posta|mesaj)\w* için teşekkür\w*"
    rf"|terima kasih (?:atas|telah|untuk)|(?:благодар\w+|спасибо) (?:вас )?за|asante kwa)"
    rf"(?:.{{0,40}}\b{_MAIL_WORD}\b)?",
    re.IGNORECASE,
)

# Away from work, in words that people use of themselves hardly ever but in such notes.
_AWAY = re.compile(
    r"(?:\b(?:i am|i'm|i will be|i'll be|i shall be|am|we are|we will be|will be|(?:our|the) office"
    r" (?:is|will be)|(?:our|the) offices (?:are|will be)|is)"
    r" (?:\w+ly |now |away and |away on |)(?:out of (?:the |my )?office|out-of-office"
    r"|away from (?:the"
    r" |my )?(?:office|desk|e-?mail)|not in the office|on (?:\w+ )?leave\b(?! of)|off sick|closed"
    r" (?:for|until|from|between|on)|absent from (?:the )?office)"
    r"|\bik ben .{0,40}?(?:afwezig|niet aanwezig|niet op kantoor|buiten kantoor|uit kantoor|met"
    r" (?:\w+)?verlof|out of office)|\bben ik .{0,40}?(?:afwezig|niet aanwezig|niet op kantoor"
    r"|met (?:\w+)?verlof)|\bons kantoor is .{0,20}?gesloten"
    r"|\bje (?:suis|serai) .{0,40}?(?:absente?\b(?: du bureau| de mon bureau)?"
    r"|hors (?:du )?bureau|en"
    r" congés?|en arrêt)|\bnos bureaux (?:sont|seront) .{0,20}?fermés|\bactuellement absente?\b"
    r"|\b(?:estoy|estaré|me encuentro|me encontraré) .{0,40}?(?:fuera de (?:la |mi )?oficina"
    r"|ausente"
    r"|de baja|de licencia|de permiso)|\bnuestras? oficinas? (?:está|estará)\w* .{0,20}?cerrad"
    r"|\b(?:ich bin|bin ich|ich werde|ich befinde mich) .{0,60}?(?:nicht (?:im|in meinem|am)"
    r" (?:büro|haus|arbeitsplatz)|abwesend|außer haus|in elternzeit|im mutterschutz|auf dienstreise"
    r"|nicht erreichbar)|\bunser büro ist .{0,20}?geschlossen"
    r"|\b(?:estou|estarei|encontro-me) .{0,40}?(?:fora d[oe] (?:escritório|gabinete)|ausente|de"
    r" licença)"
    r"|\b(?:sono|sarò|mi trovo) .{0,40}?(?:fuori (?:ufficio|sede)|assente|in ferie|in congedo)"
    r"|\b(?:jag är|är jag) .{0,40}?(?:inte på kontoret|ej på kontoret|frånvarande|föräldraledig"
    r"|tjänstledig|på semester)"
    r"|\b(?:jeg er|er jeg|jeg har|jeg holder) .{0,40}?(?:ikke på kontoret|ute av kontoret|ude af"
    r" kontoret|på ferie|ferie|fraværende|permisjon|på orlov|på barsel|ikke til stede)"
    r"|\b(?:olen|olemme) .{0,40}?(?:poissa|lomalla|vuosilomalla|pois toimistolta|virkamatkalla)"
    r"|\b(?:jestem|będę|przebywam) .{0,40}?(?:poza biurem|na urlopie|nieobecn[ay]|na zwolnieniu"
    r"|w delegacji)"
    r"|(?:ofis dışında|izindeyim|izinliyim|yıllık iz(?:in|n)|ofiste değilim|ofiste olmayacağım)\w*"
    r"|\bsaya .{0,30}?(?:sedang cuti|cuti|tidak berada di kantor|di luar kantor|tidak di kantor"
    r"|dinas luar)"
    r"|(?:нахожусь|буду|я) .{0,30}?(?:в отпуске|отсутств\w+|не в офисе|в командировке|вне офиса"
    r"|на больничном)|меня .{0,20}?не будет в офисе"
    r"|\bjsem .{0,30}?(?:mimo kancelář|na dovolené|nepřítom\w+)"
    r"|\b(?:sipo|siko|nipo|niko) .{0,20}?(?:ofisini|nje ya ofisi|likizo\w*)"
    r"|我(?:正在|现在|目前|将)?(?:休假|外出|不在办公室)|不在にして|休暇(?:中|を)"
    r"|خارج المكتب|في إجازة|(?:छुट्टी|अवकाश) पर|कार्यालय से बाहर)",
    re.IGNORECASE,
)
# Words that people write as well: they count with another sign only.
_RESTING = re.compile(
    r"\b(?:i am|i'm|i will be|i'll be|we are|we will be) (?:\w+ly |now |)(?:away|travell?ing"
    r"|on (?:\w+"
    r" )?(?:holidays?|vacation|travel|trip|mission|sabbatical|tour)|unavailable|not available"
    r"|absent"
    r"|out of (?:the )?country|out of town)\b"
    r"|\b(?:ik ben|ben ik|wij zijn) .{0,40}?(?:met vakantie|op vakantie|op (?:dienst|zaken)?reis"
    r"|niet bereikbaar|onderweg)"
    r"|\b(?:je suis|je serai|nous sommes) .{0,40}?(?:en vacances|en déplacement|en mission"
    r"|en voyage"
    r"|indisponible|injoignable)"
    r"|\b(?:estoy|estaré|me encuentro) .{0,40}?(?:de vacaciones|de viaje|fuera del país)"
    r"|\b(?:ich bin|bin ich) .{0,40}?(?:im urlaub|auf reisen|unterwegs)"
    r"|\b(?:estou|estarei) .{0,40}?(?:de férias|em férias|em viagem)"
    r"|\b(?:sono|sarò) .{0,40}?(?:in vacanza|in viaggio|in trasferta)"
    r"|\bjag är .{0,40}?(?:bortrest|ledig)|\bjeg er .{0,40}?(?:bortreist|bortrejst)"
    r"|tatildeyim|\bsaya sedang (?:libur|perjalanan)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:i (?:no longer|don't|do not) work (?:at|for|with|here)|i (?:have|'ve) left (?:the|my"
    r" position)|i am no longer (?:with|at|working|employed|in)|(?:no longer works|is no longer"
    r" (?:with|working|employed|at)) (?:at|for|with|the|our|us|by)?"
    r"|ik werk (?:niet (?:langer|meer)) (?:bij|voor)|werkt niet (?:langer|meer) (?:bij|voor)"
    r"|je ne travaille plus|ne travaille plus|j'ai quitté (?:mes fonctions|mon poste|l')"
    r"|ya no trabajo|ya no trabaja|ich arbeite nicht mehr|já não trabalho|não trabalho mais"
    r"|non lavoro più|jag (?:arbetar|jobbar) inte längre|jag har slutat|jeg (?:jobber|arbejder"
    r"|arbeider)"
    r" ikke (?:lenger|længere)|en työskentele enää|nie pracuję już|już nie pracuję"
    r"|artık .{0,30}çalışmıyorum|tidak lagi bekerja|больше не работаю)\b",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"contact|e-?mail|mailbox|inbox|forward|address|direct |mailadres|adresse|correo|dirección"
    r"|diríja"
    r"|stuur|neem|écri|adressez|escrib|wenden|kontakt|contat|rivolg|yhteyttä|прошу|hubungi|@",
    re.IGNORECASE,
)

# "I will read it when I am back; if it is urgent, ask my colleague."
_SECOND_SIGN = re.compile(
    r"access to (?:my |the )?(?:e-?mails?|mail|internet|messages)|(?:limited|no|sporadic"
    r"|intermittent)"
    r" (?:e-?mail )?access|urgent|emergenc|dringend|spoed|urgenc|notfall|urgente|hastende|kiireelli"
    r"|piln[aey]|acil|mendesak|срочн"
    r"|in my absence|during my absence|my absence|tijdens mijn afwezigheid|bij afwezigheid"
    r"|en mon absence|pendant mon absence|(?:en|durante) mi ausencia|während meiner abwesenheit"
    r"|in meiner abwesenheit|na minha ausência|durante la mia assenza"
    r"|(?:will|shall|'ll) (?:reply|respond|answer|get back to you|be back (?:on|in|at)"
    r"|read (?:your|my)"
    r"|return (?:on|to)|check (?:my )?e-?mail|deal with|attend to)|(?:upon|on|after|at) my return"
    r"|(?:as soon as|when) i (?:return|get back|am back)|back in the office|returning (?:on|to)"
    r"|(?:please|kindly) (?:contact|call|direct|e-?mail|write to|get in touch)(?! me\b)"
    r"|for (?:immediate"
    r"|assistance|help)|(?:will )?not (?:be )?(?:checking|reading|monitoring)"
    r"|your (?:message|e-?mail|mail) (?:will|is|has)"
    r"|neem (?:dan )?contact|contact opnemen|kunt u (?:zich )?(?:terecht|contact|wenden|bellen"
    r"|mailen)"
    r"|beantwoord ik|(?:zal|antwoord) ik? .{0,40}(?:terugkomst|beantwoorden)|na mijn terug|terug op"
    r" kantoor|ben ik (?:weer|terug)|uw (?:mail|bericht|e-?mail) (?:wordt|zal)|lees ik mijn"
    r"|(?:mijn|geen|beperkt) (?:toegang|mail)"
    r"|(?:veuillez|merci de|vous pouvez) .{0,20}(?:contacter|adresser|joindre|écrire)|(?:à|dès) mon"
    r" retour|de retour|je vous répondrai|je répondrai|accès (?:limité )?à (?:mes|ma|mon)"
    r"|(?:contacte|contactar|póngase en contacto|diríjase|escriba|comuníquese)|a mi (?:regreso"
    r"|vuelta)"
    r"|responderé|regresaré|acceso (?:limitado )?(?:a|al) (?:mi )?(?:correo|e-?mail)|de regreso"
    r"|wenden sie sich|kontaktieren sie|(?:nach|bei) meiner rückkehr|wieder (?:im büro"
    r"|erreichbar|da)"
    r"|nicht weitergeleitet|werde ich .{0,40}(?:beantworten|antworten)|ab dem .{0,20}wieder"
    r"|entre em contato|contact[ae]r|por favor,? contact|no meu (?:regresso|retorno)|retornarei"
    r"|al mio (?:rientro|ritorno)|rivolgersi|contattare|contatta\w*|rientrer|risponder"
    r"|åter (?:på|den)|tillbaka|kontakta|kontakt\w*|tilbake|tilbage|svarer|återkom"
    r"|palaan|palattuani|ota yhteyttä|ottakaa yhteyttä|wracam|po powrocie|proszę o kontakt"
    r"|dönd(?:üğ|ü)|iletişim|irtibat|menghubungi|hubungi|kembali|вернусь|обращ|свяж|nitarudi"
    r"|wasiliana"
    r"|(?:away|holidays?|vacation|leave) back (?:on|in|at|after)\b"  # "I am away! Back on Monday"
    r"|回复|联系|سأعود|يرجى",
    re.IGNORECASE,
)
_WILL_ANSWER = re.compile(
    r"(?:we|i|someone|somebody|our \w+|one of our \w+|a member of \w+ ?\w*|an? \w+) (?:will"
    r"|shall|aim to"
    r"|try to|endeavou?r to|have received|received) (?:\w+ )?(?:get back|respond|reply|answer"
    r"|contact|be in"
    r" touch|review|process|your)|(?:wij|we|ik) (?:nemen|zullen|antwoorden|beantwoorden|streven"
    r"|hebben"
    r" uw|neem|zal)|nous (?:vous répondrons|reviendrons|allons|traiterons|avons bien)"
    r"|(?:le|les|nos|te) (?:responderemos|contestaremos)|nos pondremos en contacto|hemos recibido"
    r"|wir (?:werden|melden|bearbeiten|haben ihre)|entraremos em contato|(?:vi|ti|la) risponderemo"
    r"|your (?:call|feedback|opinion) is|this is (?:just )?to (?:confirm|acknowledge)",
    re.IGNORECASE,
)
# Dates, and whatever stands between them, but no new clause.
_ONLY_TIME = re.compile(
    r"(?!.*\b(?:so|but|because|where|who|which|while|when|with|and i|and we|maar|dus|want|waar"
    r"|omdat|en"
    r" ik|mais|donc|car|où|et je|pero|porque|donde|y|aber|weil|und|mas|ma|e|men|och|og|mutta|ale|но"
    r"|и)\b)[ ,]*(?:.{0,80})",
    re.IGNORECASE,
)
