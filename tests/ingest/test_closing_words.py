"""Words that close a letter, in nine languages: listed, joined, or around what greetings are called."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from ingest.zones import split

OWN = "I talked it over at home last night and would like to go ahead with it in June."
AUTHORS = {
    "de": "Jörg Tannhäuser",
    "fr": "Aurélie Castaing",
    "es": "Íñigo Larrañaga",
    "it": "Chiara De Santis",
    "pt": "Inês Carvalhal",
    "nl": "Ruben Hoekstra",
    "pl": "Paweł Szczerba",
    "zh": "王小明",
    "en": "Maren Oduya",
}
CLOSINGS = {
    "de": "Mit besten Grüßen | Es grüßt Sie herzlich | Herzliche Grüße nach Hamburg | Gruß aus der Elternzeit | Freundlich grüßt | Mit bestem Gruß | Ganz liebe Grüße | Viele Grüße in die Runde | Bis nächste Woche und beste Grüße | Bis dahin viele Grüße | Vielen Dank und freundliche Grüße | Danke schon mal und viele Grüße | Auf bald | Alles Gute | Alles Liebe | Beste Grüsse aus Zürich | Freundliche Grüsse | LG aus Berlin | i.A. | Hochachtungsvoll | Mit sonnigen Grüßen | mfg | Bleiben Sie gesund | Herzlichen Gruß | Besten Dank und Gruss | Cheers | Vielen Dank vorab! | Vielen Dank für Ihre Hilfe! | Danke dir! | Bis Freitag! | Viel Erfolg und beste Grüße",
    "fr": "Sincères salutations | Avec mes meilleures salutations | Meilleures salutations | Bien à toi | Très cordialement | Bien respectueusement | Salutations cordiales | Merci et bonne journée | Merci par avance pour votre retour | Bonne fin de journée | Excellente journée à vous | Bon week-end | Bon courage | Dans l'attente de votre retour | Au plaisir | Au plaisir de vous lire | Bises | Bien des choses | À très vite | Merci ! | Merci de votre retour, | Respectueusement | Cordialement vôtre | Bàv | Cdt | Amicalement | Sentiments distingués | Veuillez agréer, Madame, mes salutations distinguées | Merci et à bientôt",
    "es": "Saludos cordiales, | Un cordial saludo | Atte. | Abrazo | Abrazo grande | Besos | Un beso | Saludos desde Madrid | Gracias y saludos | Gracias! | ¡Gracias! | ¡Un saludo! | ¡Saludos! | Mil gracias | Muchas gracias por todo | Quedo atento, | Buen fin de semana | ¡Buen finde! | Feliz semana | Cordialmente | Sin más, un saludo | Recibe un cordial saludo | Hasta mañana | ¡Nos vemos! | Cuídate | Un fuerte abrazo | Afectuosamente | Respetuosamente | Saludos y buen fin de semana",
    "it": "Un cordiale saluto | Cordialmente | Cordialità | Saluti cordiali | Un saluto | Un abbraccio | Grazie e saluti | Grazie e a presto | Grazie ancora | Grazie! | Buona domenica | Buon weekend | Resto in attesa, | Porgo cordiali saluti | Con i migliori saluti | Tanti cari saluti | A risentirci | Ci sentiamo, | Buona continuazione | Ti saluto | La saluto cordialmente | Con stima | Sinceramente | Ciao | Ciao ciao | Grazie anticipatamente | Grazie in anticipo e buona giornata | Saluti da Milano | In fede",
    "pt": "Melhores cumprimentos | Cordialmente | Um abraço | Abraços | Beijinhos | Obrigado e cumprimentos | Obrigada! | Muito obrigada, | Grata, | Desde já agradeço | Fico no aguardo, | Ao dispor | Bom trabalho | Boa semana | Bom fim de semana! | Até breve | Até amanhã | Abraço grande | Respeitosamente | Saudações cordiais | Cumps | Att | Sds | Um grande abraço | Forte abraço | Obrigado desde já",
    "nl": "Hartelijke groet | Met hartelijke groet | Vriendelijke groeten | Groet | Groeten uit Utrecht | Met dank en vriendelijke groet | Dank en groet | Alvast dank | Dankjewel | Bedankt alvast! | Liefs | Veel liefs | Warme groet | Tot gauw | Tot snel! | Tot dan | Fijne avond | Fijne week | Werkse | Succes en groet | Met collegiale groet | Hoogachtend | Groetjes en tot morgen | Beste groet | De groeten | Vr.gr. | M.v.g. | Met vriendelijke groet / Kind regards | Mag ik je bedanken, | Fijn weekend en groet",
    "pl": "Serdecznie pozdrawiam | Z wyrazami szacunku | Z szacunkiem | Łączę pozdrowienia | Pozdrowienia | Serdeczności | Ukłony | Dzięki! | Dziękuję | Dziękuję za pomoc | Dziękuję i pozdrawiam serdecznie | Z góry dziękuję za odpowiedź | Miłego weekendu | Udanego dnia | Do usłyszenia | Do jutra | Trzymaj się | Ściskam | Pozdrawiam z Krakowa | Z pozdrowieniami | Buziaki | Z poważaniem i pozdrowieniami | Pozdrawiam ciepło | Miłego dnia i pozdrawiam",
    "zh": "祝好！ | 祝商祺 | 顺颂时祺 | 此致敬礼 | 敬礼！ | 谢谢 | 多谢！ | 非常感谢！ | 谢谢，祝好 | 祝周末愉快！ | 祝您一切顺利 | 此致 | 敬上 | Best regards | 祝一切都好 | 商祺 | 顺祝商祺！ | 静候佳音 | 盼复 | 祝安好 | 此祝安康",
    "en": "Kindest | Warm wishes | Take care | Speak soon | Talk soon, | Looking forward to hearing from you, | Thanks again | Thanks in advance | Many thanks in advance | Thanks ever so much | Thanks a bunch! | Much appreciated | Much appreciated, | Appreciate it, | Very best | Very best wishes | Best always | As always, | Yours | Yours truly | Sincerely yours | With kind regards | With warmest regards | Rgds | BR | Tks | Ta | TTFN | Happy Friday | Thank you and have a good evening | Onwards and upwards | In solidarity | With gratitude | HTH | Thx | Cheers mate | Ciao for now | Best from Leeds | Regards to all | Stay well and best wishes",
}
CLOSED = [(language, closing) for language, listed in CLOSINGS.items() for closing in listed.split(" | ")]


@pytest.mark.parametrize(("language", "closing"), CLOSED)
def test_words_of_closing_above_the_name_are_no_own_words(language: str, closing: str) -> None:
    author = AUTHORS[language]

    zones = split(f"{OWN}\n\n{closing}\n{author.split()[0]}\n", author=author)

    assert zones.own_words == OWN


@pytest.mark.parametrize(
    "closing",
    [
        "Kind regards",
        "Viele Grüße in die Runde",
        "Mit freundlichen Gruessen",
        "Bien cordialement",
        "Un saludo",
        "Porgo distinti saluti",
        "Com os melhores cumprimentos",
        "Met vriendelijke groet",
        "Z powazaniem",
        "祝您工作顺利！",
        "Bonne journée",
        "Schönes Wochenende!",
        "Grazie mille e buona giornata,",
        "Je vous prie d'agréer, Madame, l'expression de mes salutations distinguées.",
    ],
)
def test_a_formula_or_a_wish_closes_a_letter_without_a_name(closing: str) -> None:
    assert split(f"{OWN}\n\n{closing}\n").own_words == OWN


@pytest.mark.parametrize(
    "said",
    [
        "Thanks but no thanks",
        "Thanks for the offer but no",
        "Thanks, but I am staying",
        "Call me Thursday",
        "See you Thursday",
        "Regards to Tom",
        "Please give Tom my regards",
        "Best not to call",
        "Love the idea",
        "Kind of you",
        "Yours is better",
        "Good times ahead",
        "Bon à savoir",
        "Gute Idee",
        "Fijn idee",
        "Buena idea",
        "Buon punto",
        "Dobry pomysł",
        "Hope this helps",
        "Have a great weekend.",
        "谢谢您的电话",
    ],
)
def test_what_only_begins_like_a_closing_stays_own_words(said: str) -> None:
    assert split(f"{OWN}\n\n{said}\nMaren\n", author="Maren Oduya").own_words == f"{OWN}\n\n{said}"


def test_thanks_for_something_close_a_letter_above_the_name_only() -> None:
    assert split(f"{OWN}\n\nThanks for the new plan,\nMaren\n", author="Maren Oduya").own_words == OWN
    assert split(f"{OWN}\n\nThanks for the new plan!\n").own_words == f"{OWN}\n\nThanks for the new plan!"
    assert split("Thanks for the new plan!\n\nMaren\n").own_words == "Thanks for the new plan!"


def test_a_greeting_that_looks_like_a_wish_is_a_greeting() -> None:
    assert split("Boa tarde, Sofia,\n\nQuinta está ótimo.\n\nInês\n", author="Inês Carvalhal").own_words == (
        "Boa tarde, Sofia,\n\nQuinta está ótimo."
    )


def test_letters_without_width_do_not_hide_a_closing() -> None:
    text = "The offer is fine.\n\u200b\nKind re\u200bgards,\n\ufeff\nTomas\u200b\n"

    assert split(text, author="Tomas Reiter").own_words == "The offer is fine.\n\u200b"


def test_a_dash_tells_whose_name_ends_a_closing_where_nobody_knows_the_author() -> None:
    assert split("It is in the archive, as far as I know. Cheers -- Ada\n").own_words == (
        "It is in the archive, as far as I know."
    )
    assert split("It is in the archive. Thanks, Ada\n").own_words == "It is in the archive. Thanks, Ada"


def test_a_closing_within_the_last_line_is_cut_off_above_a_blank_line_and_the_name() -> None:
    zones = split("I will bring the disk to you. Thanks.\n\nTomas Reiter\n", author="Tomas Reiter")

    assert zones.own_words == "I will bring the disk to you."
