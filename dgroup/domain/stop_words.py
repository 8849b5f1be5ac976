"""The small words of English, Dutch, French and Spanish, which say nothing of what a text is about.

Folded as `lexrank.terms` folds: lower case, no accents, an apostrophe between two words.
"""

from __future__ import annotations

from typing import Final

_ENGLISH: Final = """
a about above after again against all almost also although always am an and another any anybody
anyone anything are aren around as at away back be because been before being below between both but
by came can cannot come could couldn d did didn do does doesn doing don done down during each
either else enough even ever every everybody everyone everything few find first for found from
further get gets getting give go goes going gone good got had hadn has hasn have haven having he
hello her here hers herself hi him himself his how however i if in instead into is isn it its
itself just keep know last least less let like ll look looking lot m made make makes many may maybe
me might mine more most much must my myself need needs neither never new next no nobody none nor
not nothing now of off often ok on once one ones only or other others ought our ours out over own
per perhaps please possible probably put quite rather re really right s said same say says see seem
seems seen shall she should shouldn since so some somebody someone something sometimes still such
sure t take than thank thanks that the their theirs them themselves then there therefore these they
thing things think this those though through thus to together too took toward try trying two under
until up upon us use used using ve very via want wants was wasn way we well went were weren what
whatever when where whether which while who whole whom whose why will with within without won work
would wouldn yes yet you your yours yourself regards best dear cheers
"""
_DUTCH: Final = """
aan af al alle alleen allemaal alles als alsof altijd ander andere anders ben beetje bent best
beste bij bijna binnen binnenkort boven bovendien d daar daarbij daarna daarom daarop dag dan dank
dat de deze die dit doch doe doen doet door dus e echt echter een eens eerst eerste eigen eigenlijk
elk elke en enige er erg ergens etc even ga gaan gaat geen gehad geven gewoon ging goed groet
groeten haar had hadden hallo heb hebben hebt heeft heel hem hen het hier hierbij hierin hij hoe
hoi hun iemand iets ik in inderdaad is ja je jij jou jouw jullie kan kon konden kun kunnen kunt
kwam laat langs laten lijkt maakt maar maken me mee meer meest men met mij mijn misschien moest
moet moeten mogelijk mogen morgen na naar natuurlijk nee net niemand niet niets nieuwe nog nogal
nooit nou nu of om omdat onder ons onze ook op over overal paar per precies pas s samen sinds soms
staat steeds t te tegen terug tijdens toch toe toen tot tussen twee u uit uw vaak van vanaf vandaag
veel verder via vind vinden volgens voor vooral vriendelijke waar waarom wanneer want waren was wat
we weer weet weinig wel welke werd werden wie wij wil willen wilt word worden wordt zal ze zeer zeg
zei zeker zelf zelfs zich zie zien zij zijn zo zoals zodat zonder zou zouden zullen
"""
_FRENCH: Final = """
a afin ai ainsi alors apres as assez au aucun aucune aujourd aupres aussi autant autre autres aux
avaient avais avait avant avec avez avoir avons ayant beaucoup bien bon bonjour bonne c ca car ce
ceci cela celle celles celui cependant certain certains ces cet cette ceux chacun chaque cher chere
chers chez ci comme comment contre cordialement d dans de deja depuis des deux devant devons
devrait dire dit doit doivent donc dont du durant elle elles en encore enfin ensuite entre es est
et etaient etais etait etant ete etes etre eu eux faire fait faites fasse faut fois font forme ici
il ils j jamais je jusque l la laquelle le lequel les lesquels leur leurs lors lorsque lui m ma
mais me meme memes merci mes mettre mieux moi moins mon n ne ni non nos notre nous nouveau on ont
or ou par parce parfois parmi pas pendant peu peut peuvent peux plus plusieurs plutot pour pourquoi
pourrait pouvez pouvons pres presque puis puisque qu quand que quel quelle quelles quelqu quelque
quelques quels qui quoi rien s sa sans sauf se selon sera serait seront ses seulement si sommes son
sont souvent sous suis sur t ta tandis tant te tel telle tellement tels tes toi ton toujours tous
tout toute toutefois toutes tres trop tu un une va vais vers veut veux voici voila voir vont vos
votre vous vraiment y
"""
_SPANISH: Final = """
a acerca ademas ahi ahora al algo alguien algun alguna algunas alguno algunos alla alli ambos ante
antes aquel aquella aquellos aqui asi aun aunque bajo bastante bien buen buena buenas bueno buenos
cada casi cierto como con conmigo contra cosa cosas cual cuales cualquier cuando cuanto cuya cuyo
da dar de debe deben debo decir deja del demas dentro desde despues dice dijo donde dos durante e
el ella ellas ello ellos en encima entonces entre era eran eres es esa esas ese eso esos esta
estaba estaban estado estamos estan estar estas este esto estos estoy etc fue fueron fui gracias
gran ha haber habia habian hace hacen hacer hacia hago han has hasta hay haya he hecho hemos hola
hoy incluso ir jamas junto la las le les lo los luego mas me mejor menos mi mia mientras mio mis
misma mismas mismo mismos mucha muchas mucho muchos muy nada nadie ni ningun ninguna ninguno no nos
nosotras nosotros nuestra nuestras nuestro nuestros nunca o os otra otras otro otros para parece
parte pero poca poco pocos podemos poder podria podrian por porque posible primero pudo puede
pueden puedo pues que quien quienes quiere quiero quiza quizas saber saludo saludos se sea sean
segun ser sera seran seria si sido siempre siendo sin sino sobre solo somos son soy su sus suya
suyo tal tambien tampoco tan tanto te tenemos tener tengo ti tiene tienen toda todas todavia todo
todos tras tu tus un una unas uno unos usted ustedes va vamos van varias varios vez voy y ya yo
"""

STOP_WORDS: Final = frozenset(f"{_ENGLISH} {_DUTCH} {_FRENCH} {_SPANISH}".split())
