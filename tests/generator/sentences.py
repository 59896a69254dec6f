"""The stock of sentences: of our own writing, about nothing real.

`ABOUT` holds, per indicator of the kader, sentences that a reader would connect with that indicator and with none
of its neighbours: first those that praise, then those that blame. `GENERAL` fits anywhere.
"""

ABOUT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "1.1.1": (
        (
            "Gemeente, politie en woningcorporatie omschrijven de doelgroep in dezelfde bewoordingen.",
            "Voor het begrip GGSR gebruikt ieder de definitie uit het convenant van 2011.",
        ),
        (
            "Iedere partner heeft een eigen definitie van de gezinnen om wie het gaat.",
            "Eén netwerkpartner omschrijft de doelgroep als 'overlastgezinnen', een andere als 'zorgmijders'.",
        ),
    ),
    "1.1.2": (
        (
            "De gemeente weet dat er 140 van deze gezinnen zijn en in welke wijken de populatie woont.",
            "Een jaarlijkse telling geeft de gemeente zicht op de omvang van de groep.",
        ),
        (
            "Hoeveel van deze gezinnen er binnen de gemeentegrenzen leven, is bij de gemeente niet bekend.",
            "De omvang van de populatie is een schatting uit 2008; een nieuwe telling is er niet.",
        ),
    ),
    "1.2.1": (
        (
            "Alle partners noemen hetzelfde loket als de plek waar een gezin kan worden aangemeld.",
            "Op de sociale kaart staat bij welk aanmeldpunt men terechtkan, en de partners weten dat te vinden.",
        ),
        (
            "Twee partners konden niet zeggen waar zij een gezin moeten aanmelden.",
            "Er zijn vier aanmeldpunten en niemand weet welk loket voor wie bedoeld is.",
        ),
    ),
    "1.2.2": (
        (
            "Scholen, huisartsen en de GGD melden deze gezinnen ook werkelijk aan.",
            "Vorig jaar kwamen de meldingen van negen verschillende partijen.",
        ),
        (
            "Van de huisartsen en de GGZ is nog nooit een melding ontvangen.",
            "Alleen de politie meldt; de andere relevante partijen houden gezinnen bij zich.",
        ),
    ),
    "2.1.1": (
        (
            "Wat ouders zelf kunnen, laat de hulpverlener aan hen over: eigen kracht gaat voor.",
            "In elk gesprek wordt nagegaan waar de kracht van het gezin ligt en hoe die wordt versterkt.",
        ),
        (
            "De werkers nemen veel over, zodat de eigen kracht van ouders onbenut blijft.",
            "Het handboek zegt niets over wat het gezin op eigen kracht kan doen.",
        ),
    ),
    "2.1.2": (
        (
            "Familie, buren en vrienden schuiven aan als het sociale netwerk van het gezin.",
            "Met een netwerkcirkel wordt in kaart gebracht wie uit de omgeving kan helpen.",
        ),
        (
            "Naar grootouders, buren of andere steunfiguren wordt niet gevraagd.",
            "Het sociale netwerk om het gezin heen blijft in deze werkwijze buiten beeld.",
        ),
    ),
    "2.1.3": (
        (
            "De vraag en de behoefte van het gezin bepalen welke hulp er komt.",
            "Vertrekpunt is wat ouders en kinderen zelf nodig zeggen te hebben.",
        ),
        (
            "Het aanbod van de instellingen is leidend en niet waar het gezin behoefte aan heeft.",
            "Aan ouders wordt niet gevraagd wat zij nodig hebben.",
        ),
    ),
    "3.1.1": (
        (
            "De raad heeft voor de groep GGSR een beleidsnota vastgesteld.",
            "In het beleidsplan jeugd 2012-2016 is een hoofdstuk aan deze groep gewijd.",
        ),
        (
            "Voor deze groep heeft de gemeente geen eigen beleid; de nota over armoede noemt haar niet.",
            "Het beleidsplan dateert van 2006 en is nooit vernieuwd.",
        ),
    ),
    "3.1.2": (
        (
            "Gemeente en partners delen één visie, vastgelegd in het document 'Samen aan zet'.",
            "Een gezamenlijke visie op de hulp is in drie bijeenkomsten tot stand gekomen.",
        ),
        (
            "Een gedeelde visie op hoe deze gezinnen geholpen moeten worden, ontbreekt.",
            "De gemeente heeft haar visie opgeschreven zonder de partners daarbij te betrekken.",
        ),
    ),
    "3.1.3": (
        (
            "De partners hebben vijf gezamenlijke doelen geformuleerd, elk met een termijn.",
            "Als doelen noemen alle partners: minder uithuisplaatsingen en minder schulden.",
        ),
        (
            "Elke instelling streeft haar eigen doelen na; gezamenlijke zijn er niet geformuleerd.",
            "De doelen zijn zo algemeen geformuleerd dat de partners er niets uit kunnen afleiden.",
        ),
    ),
    "3.1.4": (
        (
            "De uitkomsten per gezin worden bijgehouden in een registratiesysteem.",
            "Wat de hulp oplevert, houdt het team elk kwartaal bij in een overzicht.",
        ),
        (
            "Over het aantal geslaagde trajecten wordt niets bijgehouden.",
            "Niemand registreert wat er met de gezinnen is bereikt.",
        ),
    ),
    "3.1.5": (
        (
            "De netwerkpartners bespreken twee keer per jaar met elkaar wat de resultaten waren en evalueren die.",
            "Er ligt een evaluatie die de partners samen hebben opgesteld.",
        ),
        (
            "Een evaluatie door de partners heeft nog niet plaatsgevonden.",
            "De partners evalueren ieder de eigen inzet, nooit samen.",
        ),
    ),
    "3.1.6": (
        (
            "De gemeente liet de resultaten in 2012 door een bureau evalueren.",
            "Elk voorjaar evalueert de gemeente zelf wat er is bereikt en stuurt dat naar de raad.",
        ),
        (
            "De gemeente heeft nog niet geëvalueerd en heeft daar ook geen datum voor.",
            "Een evaluatie door de gemeente is uitgesteld tot na de verkiezingen.",
        ),
    ),
    "3.1.7": (
        (
            "Naar aanleiding van de evaluatie is het beleid op twee punten bijgesteld.",
            "De uitkomst van de evaluatie was reden om het beleid drie jaar voort te zetten.",
        ),
        (
            "Met de aanbevelingen uit de evaluatie is bij het bijstellen van het beleid niets gedaan.",
            "Of het beleid wordt gecontinueerd, hangt van het geld af en niet van een evaluatie.",
        ),
    ),
    "3.2.1": (
        (
            "Ieder gezin heeft één vaste contactpersoon die alle hulp op elkaar afstemt.",
            "Eén werker is de centrale persoon en zorgt dat hulpverleners niet langs elkaar heen werken.",
        ),
        (
            "Soms zijn er twee regisseurs, soms geen: één centrale persoon is er zelden.",
            "Wie de hulp in een gezin op elkaar afstemt, verschilt van week tot week.",
        ),
    ),
    "3.2.2": (
        (
            "De doorzettingsmacht ligt via een mandaat van de burgemeester bij de regisseur.",
            "Houdt een instelling zich niet aan het besluit, dan kan de regisseur doorzetten.",
        ),
        (
            "De doorzettingsmacht is nergens beschreven.",
            "Als een instelling niet wil, kan de regisseur niets afdwingen: doorzetten kan hij niet.",
        ),
    ),
    "3.2.3": (
        (
            "De regisseurs volgen een scholing en hebben een caseload van ten hoogste twaalf gezinnen.",
            "Aan opleiding en ervaring van de regisseur worden eisen gesteld.",
        ),
        (
            "Met 40 gezinnen per regisseur is de caseload te hoog om het werk goed te doen.",
            "De regisseur krijgt tijd noch scholing voor zijn functie.",
        ),
    ),
    "3.3.1": (
        (
            "Per gezin is er één plan waar alle partners mee werken.",
            "Partners zetten hun acties in een gezamenlijk gezinsplan dat iedereen kan inzien.",
        ),
        (
            "Elke instelling maakt haar eigen hulpplan; een gezamenlijk plan per gezin ontbreekt.",
            "In drie van de acht dossiers lag een plan per gezin, in de rest niet.",
        ),
    ),
    "3.3.2": (
        (
            "Schulden, wonen, opvoeding en gezondheid komen alle aan bod, voor ieder gezinslid.",
            "De vragenlijst loopt alle leefgebieden langs, van inkomen tot veiligheid.",
        ),
        (
            "De hulp richt zich op de kinderen; problemen van de andere gezinsleden blijven liggen.",
            "Van de leefgebieden worden inkomen en gezondheid overgeslagen.",
        ),
    ),
    "3.4.1": (
        (
            "De werkers gaan op huisbezoek en wachten niet tot een gezin zelf komt: zij werken outreachend.",
            "Outreachend werken staat in de functie-eisen.",
        ),
        (
            "Gezinnen moeten zelf naar kantoor komen; erop af gaan hoort niet bij de werkwijze.",
            "Wat met 'outreachend' wordt bedoeld, blijft in de stukken onduidelijk.",
        ),
    ),
    "3.4.2": (
        (
            "Ook als ouders de deur dichthouden, blijft de werker komen: een gezin wordt niet losgelaten.",
            "Loslaten doet men pas als de veiligheid van de kinderen vaststaat.",
        ),
        (
            "Na twee gemiste afspraken laat men het gezin los.",
            "Wil een gezin niet meer meewerken, dan wordt het dossier gesloten en het gezin losgelaten.",
        ),
    ),
    "4.1.1": (
        (
            "De gemeente zit het overleg voor, betaalt en stuurt bij: zij heeft de regie.",
            "De regie ligt bij de wethouder, die de partners elk kwartaal bijeenroept.",
        ),
        (
            "De gemeente laat de regie over aan het maatschappelijk werk.",
            "Partners zeggen dat de gemeente niet stuurt en de regie niet neemt.",
        ),
    ),
    "4.1.2": (
        (
            "Loopt de hulp vast, dan kan worden opgeschaald naar het managersoverleg.",
            "Voor stagnatie is er een escalatieladder met drie treden.",
        ),
        (
            "Bij wie men moet zijn als een zaak stagneert, is niet geregeld.",
            "Opschalen kan niet: een hoger overleg waar vastgelopen zaken heen kunnen, is er niet.",
        ),
    ),
    "4.2.1": (
        (
            "Politie, onderwijs, GGZ, wonen en schuldhulp zijn alle aan de aanpak verbonden.",
            "Geen van de relevante partijen ontbreekt aan tafel.",
        ),
        (
            "De woningcorporatie en de huisartsen zijn niet aangesloten, terwijl zij relevant zijn.",
            "Aan de aanpak zijn maar twee partijen verbonden.",
        ),
    ),
    "4.2.2": (
        (
            "Een convenant met samenwerkingsafspraken is door elf instellingen getekend.",
            "De afspraken over samenwerking zijn op papier gezet en ondertekend.",
        ),
        (
            "Samenwerkingsafspraken zijn er alleen mondeling.",
            "Een convenant is in de maak, maar geen enkele instelling heeft het getekend.",
        ),
    ),
    "4.2.3": (
        (
            "Medewerkers mogen namens hun instelling zelf beslissingen nemen over de inzet van hulp.",
            "Wie aan tafel zit, heeft de bevoegdheid om hulp toe te zeggen.",
        ),
        (
            "Voor elk besluit moeten medewerkers eerst terug naar hun leidinggevende.",
            "De bevoegdheid om te beslissen is bij één instelling niet aan de werkvloer gegeven.",
        ),
    ),
    "4.3.1": (
        (
            "In een protocol is vastgelegd welke informatie de partners met elkaar delen.",
            "Gegevens worden via een beveiligd systeem actief gedeeld; dat is afgesproken.",
        ),
        (
            "Over privacy en het delen van gegevens is niets afgesproken.",
            "Informatie komt pas los als iemand ernaar vraagt; afspraken over delen zijn er niet.",
        ),
    ),
    "5.1.1": (
        (
            "De hulp duurt zo lang als nodig is en stopt als de problemen beheersbaar zijn.",
            "Een einddatum is er niet: de ondersteuning loopt door tot de problemen zijn opgelost.",
        ),
        (
            "Na negen maanden stopt de hulp, ook als de problemen nog niet zijn opgelost.",
            "De duur is gebonden aan een maximum van 60 uur.",
        ),
    ),
    "5.2.1": (
        (
            "Deze gezinnen krijgen voorrang op de wachtlijst, zodat hulp meteen beschikbaar is.",
            "Er zijn plekken vrijgehouden, dus op zorg hoeft een gezin niet te wachten.",
        ),
        (
            "De wachttijd voor de GGZ is vijf maanden en voorrang is niet geregeld.",
            "Hulp is niet altijd beschikbaar: in de zomer ligt alles stil.",
        ),
    ),
    "5.3.1": (
        (
            "Na afloop belt de werker nog een jaar lang om te horen of vervolghulp nodig is.",
            "Nazorg en een warme overdracht naar het vervolg zijn afgesproken.",
        ),
        (
            "Nazorg is er niet: na afsluiting is een vervolg aan het gezin zelf.",
            "Over een vervolg na afloop van de hulp lopen de meningen uiteen.",
        ),
    ),
}

GENERAL = (
    "De wethouder noemt dit 'een goed begin'.",
    "Dat bleek uit alle vragenlijsten.",
    "Twee van de vier ondervraagden bevestigen dit.",
    "Volgens het jaarverslag ging het in 2012 om 35 gezinnen, een jaar later om 48.",
    'De nota "Dichtbij huis" gaat hier uitvoerig op in.',
    "Wie dat betaalt, staat nergens.",
    "Zie ook bladzijde 14 van het handboek.",
    "Er wordt gebruikgemaakt van de zogeheten V-methode.",
    "Men spreekt van een vinkje (V) of een kruisje (X) in het formulier.",
    "Generatie X is daarbij ondervertegenwoordigd.",
    "Het project X-Factor is daarvoor in 2010 stopgezet.",
    "In wijk V en wijk W is dat anders.",
    "Dit staat in bijlage V van het plan.",
    "Scholen zijn er – op één na – tevreden over.",
    "Het college heeft dit op 1 mei 2013 besloten.",
    "In het najaar komt de gemeente hierop terug.",
    "Waarom dat zo is, kon niemand uitleggen.",
    "Bij 7 van de 10 dossiers klopte dat.",
    "Is dat genoeg? De ondervraagden denken van wel.",
    "Het gaat om ouders en/of verzorgers.",
    "Dit geldt voor jeugd- en volwassenenzorg.",
    "De zorg- en adviesteams zijn daar blij mee.",
    'Een medewerker zegt: "Zo werkt het nu eenmaal."',
    "Eén van hen spreekt van ‘hulp zonder loket’.",
    "De cijfers over 2011 zijn nog voorlopig.",
    "Sinds de reorganisatie van 1 januari 2012 is dat zo.",
    "Dat kost ongeveer € 45.000 per jaar.",
    "Voor 40% van de gezinnen geldt dat.",
    "Een enkeling plaatst daar een kanttekening bij.",
    "De proef loopt tot en met 2014.",
    "In de praktijk valt dat mee.",
    "Dat is een vooruitgang vergeleken met 2009.",
    "Op papier is dat zo, in de praktijk niet altijd.",
    "De GGD, het CJG en Bureau Jeugdzorg onderschrijven dit.",
    "Een re-integratiecoach deed eerder hetzelfde voorstel.",
    "Het platteland (de kernen) blijft daarbij achter.",
    "Men wacht op nieuwe wetgeving (de Jeugdwet).",
    "Dit is ook met de ouderraad besproken.",
    "De ondervraagden zijn hierover eensgezind.",
    "De ondervraagden zijn hierover verdeeld.",
    "Daar is in 2013 een begin mee gemaakt.",
    "Hierop wordt niet toegezien.",
    "De documenten geven daar geen uitsluitsel over.",
    "Een en ander is op 12 februari jl. toegelicht.",
    "Dat is ongewijzigd.",
    "Een werkgroep van 6 mensen buigt zich hierover.",
    "Het CJG speelt daarin een rol.",
    "Aan het eind van het jaar volgt een nieuw besluit.",
    "Hier ligt nog werk.",
    "Men noemt als voorbeeld een gezin met zes kinderen.",
    "Van de 24 geplande bijeenkomsten gingen er 19 door.",
    "Dat gebeurt in overleg; soms telefonisch, soms per e-mail.",
    "Er is een A4'tje met tips.",
    "Dat heet daar 'het rondje om de kerk'.",
    "Zo'n afspraak is er in de buurgemeente ook.",
    "De website is daarop nog niet aangepast.",
    "Bij de politie is men er minder over te spreken.",
    "Dat heeft te maken met ziekte en verloop.",
    "Over drie jaar wordt dit opnieuw bekeken.",
    "Een voorbeeld daarvan is gezien in dossier 3.",
    "Het gaat om een proef met 1 team (0,8 fte).",
    "De burgemeester is hiervan op de hoogte.",
)

NOTES = (
    "Niet elke partner houdt zich hieraan.",
    "In de praktijk gaat dit soms mis: brieven blijven liggen.",
    "Geven ouders geen toestemming? Dan stopt het overleg.",
    "Eén partner is hier niet van op de hoogte.",
    "De afspraken lopen eind 2014 af.",
    "Dit geldt niet voor gezinnen zonder vaste woonplaats.",
    "Uit de stukken blijkt dat niet.",
    "Bij 3 van de 12 gezinnen lukte dit niet.",
)

# An indicator's text with its sense changed: it is another statement, which no careful reader takes for the kader's.
OTHER_STATEMENTS = {
    "1.1.2": "De provincie heeft zicht op de wachtlijst GGSR",
    "2.1.2": "Binnen de aanpak wordt het professionele netwerk van de school benut",
    "3.1.1": "De gemeente heeft budget voor de groep GGSR",
    "3.2.2": "De vergoeding voor de regisseur is geregeld",
    "3.2.3": "De school is voldoende toegerust om haar lessen te geven",
    "4.2.2": "Er zijn prijsafspraken gemaakt over de inkoop",
    "4.3.1": "Netwerkpartners hebben afspraken gemaakt over het gezamenlijk delen van gebouwen",
}

# In no kader at all.
FOREIGN = (
    "De gemeente betaalt de huur van het buurthuis",
    "Er is een klachtenregeling voor ouders en kinderen",
    "De schoolbesturen vergoeden het leerlingenvervoer",
    "Het personeel beschikt over een verklaring omtrent het gedrag",
)

CONTEXT = (
    "De gemeente {gemeente} telt ruim {number}.000 inwoners, verdeeld over negen kernen.",
    "Volgens de gemeente {gemeente} wonen er ongeveer {number} gezinnen die aan de definitie voldoen.",
    "In het coalitieakkoord is jeugd een speerpunt genoemd; daarbij hoort een bedrag van € {number}.000.",
    "Het college bereidt zich voor op de komst van de Jeugdwet en heeft daar twee avonden aan gewijd.",
    "Wijkteams bestaan hier nog niet, maar een proef in twee buurten is in voorbereiding.",
    "Kerken, sportclubs en scholen hebben van oudsher veel contact met deze gezinnen.",
)

DESCRIPTION = (
    "Een werker komt thuis, maakt kennis en blijft zolang het nodig is.",
    "Vooraf wordt met het gezin afgesproken wie wat doet; na drie maanden volgt een gesprek over hoe het gaat.",
    "Er zijn drie vormen: licht, middel en zwaar.",
    "In totaal werden in 2012 ongeveer {number} gezinnen geholpen.",
    "De werkwijze komt uit een andere regio en is hier in 2010 ingevoerd.",
    "Elke zes weken is er een overleg waarbij ook ouders kunnen aanschuiven.",
)

PARTNERS = (
    "Stichting De Opvang",
    "Woonservice Midden",
    "MEE",
    "Bureau Jeugdzorg",
    "GGD",
    "Welzijn Totaal",
    "Leger des Heils",
)

CONCLUSIONS = (
    "Het is een pluspunt dat gemeente en instellingen elkaar goed weten te vinden.",
    "Gezinnen die verhuizen, verdwijnen gemakkelijk uit beeld; daar ligt een risico.",
    "Dat ouders meepraten over hun eigen plan, verdient navolging.",
    "Zonder afspraken op papier hangt veel af van de mensen die er nu werken.",
    "De hulp is er snel en blijft lang genoeg.",
    "Het ontbreekt aan cijfers, waardoor niemand weet wat de hulp oplevert.",
)
