"""Conversations as members of learning communities write them, in four languages, for tests.

Each is its subject and its posts: who wrote, and the words, with the greetings, thanks, lists and
names that people put around what they say.
"""

from __future__ import annotations

from dgroup.domain.excerpts import Said

Conversation = tuple[str, tuple[tuple[str, str], ...]]

SEEDS: Conversation = (
    "Storing maize seed",
    (
        (
            "Anna Jansen",
            """\
Dear all,

I hope you are all well. This year we lost almost half of our maize seed to
weevils, although we dried it well and kept it in new bags. How do you store
seed from one season to the next without buying chemicals?

We tried ash last year, at about 1 kg per 10 kg of seed, but it did not help
much.

Thanks in advance for any ideas!

Kind regards,
Anna Jansen
Kumasi Farmers' Union
+233 20 000 0000
""",
        ),
        (
            "Bob Otieno",
            """\
Hi Anna,

Thanks for raising this. We use PICS bags (three layers, about $2.50 each) since 2019
and lose less than 2% now. The trick is to close each layer separately
and to leave the bags shut for at least two months: the weevils die when the
oxygen is gone.

See https://example.org/pics for pictures.

Hope this helps,
Bob
""",
        ),
        (
            "Marta Ruiz",
            """\
Bob is right about the bags. But a plastic water bottle works just as well for
small amounts, e.g. 5 litres: fill it to the top, and seal the cap with wax.

Marta
""",
        ),
        (
            "Anna Jansen",
            """\
Great, thank you both!

I will try the bottles with ten women of our union this month and report in
May. Bob, where do you buy the bags?

Best,
Anna
""",
        ),
    ),
)

BIJEENKOMST: Conversation = (
    "Volgende bijeenkomst",
    (
        (
            "Joke de Vries",
            """\
Beste allemaal,

Dank voor de mooie middag in Utrecht! We hebben afgesproken dat we elkaar
in het najaar weer zien. Ik stel voor om dat op vrijdag 6 november te doen,
van 13.00 tot 17.00 uur, bij ons op kantoor in Gent.

Laat even weten of dat lukt.

Hartelijke groet,
Joke
""",
        ),
        (
            "Pieter Bakker",
            """\
Hoi Joke,

Prima plan, maar vrijdagmiddag is voor de mensen uit Groningen lastig i.v.m. de
treinreis terug. Kunnen we om 10.30 uur beginnen?

Groeten,
Pieter
""",
        ),
        (
            "Fatima El Amrani",
            """\
Mee eens met Pieter. Wij kunnen dan ook de proefvelden bezoeken, want om 15 uur
is het in november nog licht.

Fatima
""",
        ),
        (
            "Joke de Vries",
            """\
Dag allemaal,

Afgesproken: we beginnen op 6 november om 10.30 uur, met lunch, en gaan
daarna naar de proefvelden. Aanmelden kan tot 1 oktober bij mij.

Groetjes, Joke
""",
        ),
    ),
)

EAU: Conversation = (
    "Prix de l'eau au marché",
    (
        (
            "Awa Diop",
            """\
Bonjour à toutes et à tous,

J'espère que vous allez bien. Dans notre quartier, le comité a doublé le prix de
l'eau en janvier : 50 F CFA le bidon au lieu de 25. Beaucoup de femmes
retournent donc au puits, qui n'est pas propre.

Comment avez-vous fixé un prix que tout le monde peut payer ?

Merci d'avance pour vos réponses.

Cordialement,
Awa Diop
""",
        ),
        (
            "Jean-Marc Petit",
            """\
Bonjour Awa,

Merci pour ta question. Chez nous (p. ex. à Thiès), les ménages paient un
forfait de 1 500 F par mois, et les familles les plus pauvres ne paient rien.
Cela a réduit les impayés de 40 % en un an.

Bien à toi,
Jean-Marc
""",
        ),
        (
            "Lucie Morel",
            """\
Je propose que nous comparions nos tarifs dans un tableau avant la réunion du 12 mars.
Envoyez-moi vos chiffres d'ici vendredi, s'il vous plaît.

Lucie
""",
        ),
    ),
)

COSECHA: Conversation = (
    "Sequía y cosecha de quinua",
    (
        (
            "Rosa Quispe",
            """\
Hola a todos y todas:

Espero que estén muy bien. Aquí en Puno no llueve desde septiembre y la quinua
está muy pequeña. ¿Alguien ha probado variedades que resisten la sequía?

Muchas gracias de antemano.

Saludos cordiales,
Rosa Quispe
""",
        ),
        (
            "Carlos Mamani",
            """\
Estimada Rosa:

Gracias por tu mensaje. Nosotros sembramos la variedad Pasankalla el año pasado y cosechamos
900 kg por hectárea con solo tres lluvias. El problema es que los pájaros la
prefieren, así que hay que cubrirla con redes.

Un abrazo,
Carlos
""",
        ),
        (
            "Lucía Fernández",
            """\
De acuerdo con Carlos. Además, si siembran en surcos más profundos, el Sr.
Condori del INIA dice que la humedad dura dos semanas más.

Lucía
""",
        ),
    ),
)

ALL = {"en": SEEDS, "nl": BIJEENKOMST, "fr": EAU, "es": COSECHA}


def posts(conversation: Conversation) -> list[Said]:
    """The posts of a conversation, each answering the one before it."""
    return [
        Said(number, writer, writer, words, number - 1 if number > 1 else None)
        for number, (writer, words) in enumerate(conversation[1], 1)
    ]
