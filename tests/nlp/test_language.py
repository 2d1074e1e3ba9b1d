"""English or not, on texts as short as mail is."""

from __future__ import annotations

import pytest

from nlp.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vielen Dank, der Termin passt mir gut.", "de"),
        ("Bonjour, je vous remercie pour votre message et je suis très intéressée.", "fr"),
        ("Hola Lucía, muchas gracias por la llamada, te escribo el lunes.", "es"),
        ("Grazie mille!", "it"),
        ("Olá, muito obrigada. Eu tenho interesse na vaga.", "pt"),
        ("Dank je wel voor je mail, ik kom er volgende week op terug.", "nl"),
        ("Dzień dobry, dziękuję za wiadomość, jestem zainteresowany.", "pl"),
        ("Tack för samtalet, jag återkommer i morgon.", "sv"),
        ("Tak for snakken, jeg vender tilbage i morgen.", "da"),
        ("Merhaba, mesajınız için teşekkürler, bu rol çok güzel.", "tr"),
        ("Здравствуйте, спасибо за письмо", "ru"),
        ("Дякую за лист, мені цікаво", "uk"),
        ("ご連絡ありがとうございます。", "ja"),
        ("谢谢您的邮件，我很感兴趣。", "zh"),
        ("연락 주셔서 감사합니다", "ko"),
        ("Ευχαριστώ πολύ για το μήνυμα", "el"),
        ("شكرا جزيلا على رسالتك", "ar"),
    ],
)
def test_clear_evidence_tells_another_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "Bonjour Capucine",
        "Kia ora Aroha,\n\nThe role is still open, would you like a chat?",
        "Lieber Herr Brandner, vielen Dank. I will be there at nine as agreed.",
        "Dear Sr. de la Cruz, when can we talk?",
        "Salary 50-60k, Berlin, Java, Kubernetes",
        "no me too",
        "I am in, on to it",
        "Ciao Marcello, see you on Monday then",
        "12:30?",
        "👍",
        "Muito obrigado! That is the best news of the week, I will sign it today.",
    ],
)
def test_greetings_names_and_scraps_leave_it_english(text: str) -> None:
    assert detect(text) == "en"
