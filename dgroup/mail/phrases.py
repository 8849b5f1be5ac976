"""What machines say in words: absence notes, help desks, dead mailboxes, receipts, bounces.

For mail that carries no sign of a machine in its header. People speak of holidays, too; so a note
of absence needs a second sign, such as "I will reply when I return", or nothing but dates beside
it. One alternative of these patterns is one phrase; most stand in this order of languages:
English, Dutch, French, Spanish, German, Portuguese, Italian, the North, the others.
"""

from __future__ import annotations

import re
from typing import Final


def sounds_automatic(text: str) -> bool:
    """Say whether the beginning of a mail's own text is what programs write."""
    text = " ".join(text[:_LOOKED_AT].replace("’", "'").split(" ")).strip()
    said = [" ".join(each.split()) for each in _ENDS.split(text)]
    said = [each for each in said if _SAYS.search(each)]
    if _CERTAIN.match(" ".join(text.split())):
        return True
    is_thanked = False
    for number, sentence in enumerate(said[:5]):
        if _CERTAIN.match(sentence):
            return True
        if _THANKS.match(sentence):
            is_thanked = True
            if _AWAY.search(sentence) or _GONE.search(sentence):  # all in one sentence
                return True
            continue
        if _GREETING.fullmatch(sentence) and not _AWAY.search(sentence):
            continue
        return _is_note(sentence, " ".join(said[number + 1 :]), is_thanked=is_thanked)
    return False


def _is_note(sentence: str, more: str, *, is_thanked: bool) -> bool:
    """Whether this, the first thing said, is a note of absence."""
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


_LOOKED_AT: Final = 400
_SIGN_OFF: Final = 6  # words: "Best regards, Anna Jansen"

_SAYS = re.compile(r"\w")
_ENDS = re.compile(
    r"(?<!\bno)(?<!\bnr)(?<!\bDr)(?<!\bMr)(?<!\d)[.!?。！]+(?:\s+|$)|\n+|。", re.IGNORECASE
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
    r"|(?:please|kindly) (?:contact|call|direct|e-?mail|write to|get in touch)|for (?:immediate"
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

_CERTAIN = re.compile(
    r"(?:\W*(?:"
    # English: replies that say what they are
    r"(?:this is |please note that this is )?an? (?:auto|computer)[- ]?\w*[- ](?:reply|response"
    r"|message"
    r"|e-?mail|mail|notification|acknowledge?ment|generated)|auto(?:matic|mated)?[- ]?(?:reply"
    r"|response"
    r"|responder)\b(?! to)|out of (?:the )?office(?: reply| message| notification| auto-?reply)?$"
    r"|this (?:e-?mail|message|mail) (?:was|is|has been) (?:sent |being )?(?:automatically"
    r"|auto-?generated"
    r"|generated)|(?:please )?do not (?:reply|respond)(?: directly)?(?: to this|$)"
    r"|(?:this|the) (?:mailbox|inbox|(?:e-?mail )?(?:address|account)"
    r"|e-?mail(?: box)?)[^.]{0,50}? (?:is|was"
    r"|has been|will|does|are) (?:\w+ )?(?:not|no longer|un|never|being discontinued|deactivated"
    r"|closed)"
    r"|(?:you have (?:reached|written to) )?an? (?:unmonitored|unattended)"
    # help desks
    r"|\W*(?:please )?(?:type|enter|write|add|place)? ?(?:your )?(?:reply|response) (?:above"
    r"|below) this"
    r" line|(?:typ|schrijf) uw antwoord boven|(?:veuillez )?(?:taper|écrire"
    r"|saisir) votre réponse au-dessus"
    r"|(?:por favor,? )?escriba su respuesta (?:por )?encima"
    r"|(?:your|a|the|an?) (?:new )?(?:support )?(?:message|e-?mail|request|enquiry|inquiry|mail"
    r"|ticket|query"
    r"|case|support request)(?: \(?(?:#|no\.? ?|id ?)?[\w-]*\d[\w-]*\)?)? (?:has been|was"
    r"|have been)"
    r" (?:successfully |automatically |)(?:received|created|opened|logged|registered|assigned"
    r"|submitted"
    r"|updated|resolved|closed|queued|placed)"
    r"|(?:ticket|case|request|incident|issue)s?:? ?\(?(?:#|no\.? ?|number "
    r"|id:? ?)?[\w-]*\d[\w-]*\)?,? (?:has"
    r" been|was)|we(?: have|'ve)? (?:just )?received your (?:e-?mail|message|request|enquiry"
    r"|inquiry|query"
    r"|mail|support)|thank you for (?:contacting|reaching out to|e-?mailing|writing to) (?:us"
    r"|our|the"
    r"|[\w ]+ (?:support|team|desk|service|help))"
    # receipts
    r"|this is an? (?:return |read )?receipt for|return receipt|read receipt"
    r"|your message\b.{0,300}(?:was (?:read|displayed|opened|deleted)|is being (?:held|delayed)"
    r"|has been"
    r" (?:held|quarantined|blocked|delayed|rejected)|(?:could|can|did"
    r"|was) not (?:be )?(?:delivered|reach)"
    r"|cannot be delivered|awaits moderator)|your message to: .{0,200}"
    r"|dit is een (?:ontvangst|lees)bevestiging|uw bericht .{0,200}is gelezen"
    r"|(?:ceci est un )?accusé de"
    r" (?:lecture|réception)|votre message .{0,200}a été lu|(?:este es un )?acuse de recibo"
    r"|(?:su|tu) mensaje .{0,200}(?:se leyó|fue leído|ha sido leído)|confirmación de lectura"
    r"|dies ist eine (?:empfangs|lese)bestätigung|ihre nachricht .{0,200}wurde .{0,40}gelesen"
    # the mail system, and those who ask strangers to prove themselves
    r"|this is the mail|hi\. this is the|i'm sorry to have to inform you|delivery (?:has failed"
    r"|to the"
    r" following|status notification|incomplete)|undeliver|message not delivered|address not found"
    r"|(?:the )?(?:message|mail|e-?mail) (?:that )?you sent requires|i(?:'m"
    r"| am) protecting myself from"
    r"|the (?:original|following) message|failed to deliver|mail delivery"
    # Dutch
    r"|(?:dit is een )?automatisch(?:e)? (?:antwoord|bericht|reactie|mail|e-?mail|beantwoording"
    r"|gegenereerd|ontvangst)|dit (?:is een|bericht is|e-?mailbericht is|e-?mail is)"
    r" automatisch|uw (?:bericht|e-?mail|mail|vraag|aanvraag|melding|verzoek) (?:is|werd"
    r"|hebben wij)"
    r" .{0,30}(?:ontvangen|geregistreerd|aangekomen)|(?:wij|we) hebben (?:uw|je) .{0,30}ontvangen"
    r"|(?:deze mailbox|dit (?:e-?mail|mail)?adres|dit postvak|deze inbox) (?:wordt"
    r"|is) .{0,20}?(?:niet|onbemand)"
    # French
    r"|(?:ceci est )?(?:un|une)? ?(?:message|réponse|courriel|e-?mail) automatique"
    r"|(?:ceci est un|ce) (?:message"
    r"|courriel|mail) (?:est )?(?:généré|envoyé) automatiquement|nous avons bien reçu v"
    r"|votre (?:message|demande"
    r"|courriel|e-?mail|mail|ticket|requête)[^.]{0,30} (?:a bien été|a été|est bien"
    r"|nous est) .{0,30}"
    r"(?:reçue?|enregistrée?|pris|parvenue?|transmise?)|(?:merci de ne pas|veuillez ne pas"
    r"|ne pas) répondre"
    r"|cette (?:adresse|boîte|messagerie)[^.]{0,40} n'est (?:pas|plus)"
    # Spanish and Portuguese
    r"|(?:est[ea] es )?(?:un|una)? ?(?:mensaje|respuesta|correo)(?: electrónico)? (?:automátic"
    r"|generad[oa]"
    r" automát|enviado automát)|(?:esta é uma )?(?:resposta|mensagem) automática"
    r"|hemos recibido (?:su|tu)|(?:su|tu) (?:mensaje|correo|solicitud|consulta|ticket"
    r"|caso)[^.]{0,30} (?:ha sido"
    r"|fue|se ha) (?:recibid|registrad|cread|generad)|(?:por favor,? )?no responda|este buzón"
    r"|recebemos (?:a |o )?(?:sua|seu)|(?:por favor,? )?não responda|est[ea] (?:caixa"
    r"|endereço)[^.]{0,30} não"
    # German and Italian
    r"|dies(?:e|es)? (?:ist eine |ist ein |e-?mail |nachricht )(?:wurde )?automati\w+|automatische"
    r" (?:antwort|eingangsbestätigung|empfangsbestätigung|nachricht)|ihre (?:e-?mail|nachricht"
    r"|anfrage|mail)"
    r" (?:ist|haben wir|wurde) .{0,30}(?:eingegangen|erhalten|empfangen|registriert)"
    r"|wir haben ihre .{0,30}"
    r"erhalten|diese(?:s|r)? (?:postfach|mailbox|e-?mail-?adresse|adresse) (?:wird|ist) nicht"
    r"|bitte antworten"
    r" sie nicht|quest[ao] è (?:una|un) (?:risposta|messaggio) automatic|risposta automatica"
    r"|messaggio"
    r" automatico|abbiamo ricevuto (?:la sua|la tua|il suo|la vostra)"
    r"|(?:si prega di )?non rispondere"
    # the North
    r"|detta är ett auto|dette er (?:et|en) auto|autosvar|automatisk(?:t)? (?:svar|besked"
    r"|melding)|vi har"
    r" (?:mottagit|mottatt|modtaget|tagit emot) (?:din|ditt|deres)|tämä on automaattinen"
    r"|automaattinen"
    r" (?:vastaus|poissaolo)|viestisi on vastaanotettu|olemme vastaanottaneet"
    # Polish, Turkish, Indonesian, Russian, Swahili, Chinese, Japanese, Arabic
    r"|to jest automatyczn|(?:ta )?wiadomość (?:została )?wygenerowana automat"
    r"|automatyczna odpowiedź"
    r"|otrzymaliśmy (?:twoj|państwa|pani|pana)|(?:prosimy )?nie odpowiadać|bu (?:bir )?otomatik"
    r"|otomatik"
    r" (?:yanıt|cevap|mesaj)|(?:mesajınız|talebiniz|e-?postanız|iletiniz) .{0,30}(?:alın|ulaş)|bu"
    r" (?:e-?posta|mesaj)\w* (?:otomatik|yanıtlamayın)|ini adalah (?:balasan|pesan|email|jawaban"
    r"|e-mail) otomatis"
    r"|balasan otomatis|(?:email|pesan|surat|permintaan) anda (?:telah|sudah)|kami telah menerima"
    r"|это автоматическ|автоматический ответ|автоответ|ваше (?:письмо|сообщение|обращение) .{0,30}"
    r"(?:получено|принято|зарегистрировано)|мы получили ваш|(?:пожалуйста, )?не отвечайте на это"
    r"|huu ni ujumbe wa moja kwa moja"
    r"|自动回复|您的(?:邮件|来信|请求)|这是(?:一封)?自动|自動返信|自動応答"
    r"|هذه رسالة تلقائية|رد تلقائي"
    r"))",
    re.IGNORECASE,
)
