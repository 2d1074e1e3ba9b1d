"""What an address alone tells: a person's, a role's, a robot's, a relay's, private or a firm's."""

from __future__ import annotations

import re
from functools import lru_cache

from contacts.names import fold
from ingest.relays import is_nobodys, relay_of

ROLE_LOCALS = frozenset(
    "jobs job career careers karriere bewerbung bewerbungen recruiting recruitment recruiter"
    " recruiters talent talents talentacquisition hr humanresources people personal personalabteilung"
    " personnel rh recrutement emploi carrieres rrhh empleo empleos seleccion trabajo vagas curriculo"
    " curriculos rekrutacja praca kadry lavoro risorseumane selezione vacatures werk werkenbij ura"
    " stillinger jobb rekrytering applications apply cv resume resumes hiring staffing onboarding info"
    " information informacion informazioni kontakt contact contacts contacto contatti contato hello"
    " hallo hola bonjour ciao ola hi hey welcome willkommen office buero buro bureau sekretariat"
    " secretariat reception empfang accueil admin administration administrator verwaltung support help"
    " helpdesk hilfe aide ayuda service services servicedesk kundenservice kundendienst"
    " customerservice customercare care sales vertrieb verkauf ventes ventas vendite marketing billing"
    " invoice invoices rechnung rechnungen facturation facturas fatturazione accounting accounts"
    " accountspayable buchhaltung finance comptabilite payroll lohn paie nomina legal recht press"
    " presse prensa media pr team all everyone staff alle tous todos events event veranstaltungen"
    " webmaster hostmaster abuse security privacy datenschutz dpo compliance it edv feedback survey"
    " umfrage membership members orders order bestellung bestellungen shop store booking bookings"
    " buchung reservations reservierung travel mail email post postbox inbox office365 unsubscribe"
    " subscribe list lists stellen stellenangebote stellenmarkt ausbildung bewerber kandidaten candidature"
    " candidatures candidats candidaturas candidatos offres recruteur recruteurs curriculum"
    " lavoraconnoi trabalheconosco trabajaconnosotros solliciteren sollicitatie sollicitaties"
    " rekrytointi rekruttering kariera kariery avoimetpaikat biuro recepcion recepcao segreteria"
    " secretaria atendimento atencionalcliente enquiries enquiry inquiries inquiry vacancies vacancy"
    " vacature opportunities internships graduates recruit hiringteam talentteam talentpool peopleops"
    " peopleandculture workwithus joinus postmaster".split()
)
_ROBOT = re.compile(
    r"^(?:(?:.*[._+-])?(?:no|do[._-]?not|dont|never)[._-]?reply(?:[._+-].*|\d*)|noreply.*|.*noreply|donotreply.*|"
    r"nicht[._-]?antworten|keine[._-]?antwort|ne[._-]?pas[._-]?repondre|no[._-]?responder|nao[._-]?responda|"
    r"niet[._-]?beantwoorden|non[._-]?rispondere|nie[._-]?odpowiadaj|mailer[._-]?daemon|postmaster|"
    r"bounces?(?:[._+=-].*)?|notifications?(?:[._+-].*)?|notify|notices?|alerts?|job[._-]?alerts?|reminders?|"
    r"automated|automat(?:ic|isch)|autoreply|auto[._-]?responder|system|robot|bot|daemon|root|nobody|"
    r"newsletters?|news|digest|updates?|mailings?|messages?-noreply)$"
)
_RELAY = re.compile(
    r"^(?:(?:.*-)?hit-reply|inmail.*|member|messages?[._+-].+|reply[._+-].+|r[._+-].{8,}|.+[._+-]reply|"
    r"(?:conversation|candidate|applicant|thread|msg)[._+-].+)$"
)
FREE_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it"
    " hotmail.es live.com live.co.uk live.fr live.nl msn.com outlook.de outlook.fr outlook.es"
    " yahoo.com ymail.com rocketmail.com yahoo.co.uk yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.ca"
    " yahoo.com.br yahoo.co.in yahoo.in yahoo.com.au yahoo.co.jp icloud.com me.com mac.com aol.com"
    " aim.com gmx.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de arcor.de posteo.de"
    " posteo.net mailbox.org proton.me protonmail.com pm.me tutanota.com tuta.io tutamail.com"
    " fastmail.com fastmail.fm hey.com zoho.com yandex.com yandex.ru ya.ru mail.ru bk.ru inbox.ru"
    " list.ru rambler.ru orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr libero.it"
    " virgilio.it tiscali.it alice.it tin.it telefonica.net terra.es terra.com.br uol.com.br"
    " bol.com.br ig.com.br sapo.pt btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com"
    " blueyonder.co.uk comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net"
    " earthlink.net optonline.net roadrunner.com rogers.com shaw.ca sympatico.ca telus.net"
    " videotron.ca bigpond.com bigpond.net.au optusnet.com.au xtra.co.nz ziggo.nl kpnmail.nl planet.nl"
    " home.nl xs4all.nl telenet.be skynet.be bluewin.ch hispeed.ch sunrise.ch telia.com online.no"
    " wp.pl o2.pl onet.pl interia.pl op.pl seznam.cz centrum.cz email.cz azet.sk freemail.hu"
    " citromail.hu abv.bg ukr.net i.ua qq.com 163.com 126.com sina.com sohu.com foxmail.com naver.com"
    " daum.net hanmail.net docomo.ne.jp ezweb.ne.jp softbank.ne.jp rediffmail.com mail.com email.com"
    " usa.com inbox.com duck.com eircom.net webmail.co.za mweb.co.za".split()
)
_PRIVATE_WORDS = re.compile(
    r"(?:mail|post(?:a|fach|e|box)?|inbox|webmail|courrier|correo|correio|brief|email)"
)


def split_address(address: str) -> tuple[str, str]:
    """Local part and domain, lower-case; the domain is empty for anything else."""
    local, _, domain = address.strip().lower().rpartition("@")
    return (local, domain) if local else (domain, "")


def is_robot(address: str) -> bool:
    """Nobody reads what is sent there."""
    return bool(_ROBOT.match(fold(split_address(address)[0])[:120]))


def is_role_address(address: str) -> bool:
    """An office or a team reads it, not a person (jobs@, info@)."""
    local = fold(split_address(address)[0]).partition("+")[0]
    if local.replace("-", "").replace("_", "").replace(".", "") in ROLE_LOCALS:
        return True
    parts = re.split(r"[._-]", local)
    return len(parts) > 1 and all(part in ROLE_LOCALS for part in parts)


@lru_cache(maxsize=4_096)
def is_relay(address: str) -> bool:
    """A platform passes a person's words on; the address is nobody's."""
    if is_robot(address) or is_nobodys(address):
        return True
    # People who work there have plain addresses; relays carry a token or say what they are.
    local = split_address(address)[0]
    is_odd = bool(_RELAY.match(local[:200])) or sum(c.isdigit() for c in local) > 5
    return is_odd and relay_of(address) is not None


@lru_cache(maxsize=4_096)
def is_persons(address: str) -> bool:
    """It may belong to one person."""
    _, domain = split_address(address)
    return bool(domain) and not is_robot(address) and not is_role_address(address) and not is_relay(address)


def is_private_domain(domain: str) -> bool:
    """A provider of private mailboxes: a well-known one, or one whose own name says mail."""
    if domain in FREE_MAIL:
        return True
    registered = domain.split(".")
    return len(registered) >= 2 and bool(
        _PRIVATE_WORDS.search(registered[-3] if _is_second_level(registered) else registered[-2])
    )


def _is_second_level(labels: list[str]) -> bool:
    return len(labels) > 2 and labels[-2] in ("co", "com", "org", "net", "ac", "gov", "ne", "or")


def organisation(domain: str) -> str:
    """The domain an organisation registered: 'mail.eu.acme.co.uk' → 'acme.co.uk'."""
    labels = domain.split(".")
    if len(labels) <= 2:
        return domain
    return (
        ".".join(labels[-3:]) if _is_second_level(labels) and len(labels[-1]) == 2 else ".".join(labels[-2:])
    )


def name_from_address(address: str) -> str:
    """A name to show where none was given: 'priya.raman@…' → 'Priya Raman', 'jsmith7@…' → 'jsmith7'."""
    local = split_address(address)[0].partition("+")[0]
    parts = [part for part in re.split(r"[._-]+", local) if part]
    spoken = [re.sub(r"\d+$", "", part) or part for part in parts]
    if len(spoken) > 1 and all(part.isalpha() for part in spoken):
        return " ".join(part[:1].upper() + part[1:] for part in spoken)
    if len(parts) == 1 and parts[0].isalpha() and len(parts[0]) > 2:
        return parts[0][:1].upper() + parts[0][1:]
    return local


def local_words(address: str) -> frozenset[str]:
    """The words of a local part that may be somebody's name, three letters or more."""
    local = fold(split_address(address)[0].partition("+")[0])
    return frozenset(part for part in re.split(r"[^a-z]+", local) if len(part) > 2)
