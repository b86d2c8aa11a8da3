"""Names, places and phrases to draw from. Persons come of them by chance; none is meant."""

# ruff: noqa: SIM905, RUF005 - names read best as a line of words

LATIN = ("west", "north", "iberia", "italy", "slavic", "turkic", "india", "africa", "asia")

GIVEN_NAMES = {
    "west": (
        "Jane Oliver Charlotte Theodore Imogen Gareth Siobhan Declan Aoife Florian Annegret "
        "Heinz Wiebke Mathieu Solène Élodie Baptiste Corentin Niamh Rhys Fenna Joost Marijke "
        "Anne-Marie Karl-Heinz Jean-Luc Ulrike Ottilie Käthe Jürgen"
    ).split(),
    "north": "Åsa Björn Ingrid Solveig Torsten Øyvind Sigrid Aino Pekka Mette Søren Kirsi".split(),
    "iberia": (
        "Itziar Gonzalo Jimena Íñigo Rocío Xavier Montserrat Begoña Thiago Larissa Joaquim "
        "Conceição Luana Nuno Beatriz Raimundo Fabíola"
    ).split(),
    "italy": "Ginevra Ludovica Calogero Gaetano Ottavia Donatella Ruggero Fiammetta Ivo".split(),
    "slavic": (
        "Zbigniew Małgorzata Wojciech Agnieszka Grzegorz Jadwiga Bohdan Oksana Vesna Zdeněk "
        "Ljubica Radoslav Milica Tihomir Wisława"
    ).split(),
    "turkic": "Ayşe Emre Gülcan Oğuz Serkan Nurhan Tolga Elif Cem Dilara".split(),
    "india": (
        "Lakshmi Venkatesh Priyanka Harpreet Sundar Ananya Gurpreet Shreya Mohandas Ishaan "
        "Padmavathi Raghunath"
    ).split(),
    "africa": "Chinedu Folasade Kwabena Thandiwe Oumar Aminata Tendai Wanjiru Babatunde".split(),
    "asia": "Haruto Yuki Jiho Minh Thuy Siti Budi Rizal Weiming Xiaoling Kenji Somchai".split(),
    "chinese": "伟 秀英 建国 晓明 雨桐 梓涵 志强 丽华 文博 静怡".split(),
    "japanese": "太郎 花子 健一 美咲 陽菜 翔太 由美子 大輔 さくら 直樹".split(),
    "korean": "민수 서연 지훈 하은 영희 철수 도윤 수빈".split(),
    "cyrillic": "Алексей Ирина Дмитрий Светлана Олег Наталья Богдан Людмила Юрий Ксения".split(),
    "greek": "Γιώργος Ελένη Κωνσταντίνος Αικατερίνη Δημήτρης Σοφία Νίκος Μαρία".split(),
    "hebrew": "יעל משה רבקה אורי נועה איתן שירה דוד".split(),
    "arabic": "محمد فاطمة يوسف عائشة خالد مريم عمر ليلى".split(),
    "thai": "สมชาย มาลี สุดา ประเสริฐ กาญจนา วิชัย".split(),
    "devanagari": "राजेश प्रिया सुनीता अमित अनिल कविता".split(),
}
SURNAMES = {
    "west": (
        "O'Neill-Kerr MacDougall Whitcombe Ashdown Pemberton Featherstone Van-Houten "
        "Schmidtbauer Grünwald Weißhaupt Lefèvre Desrosiers Dubreuil D'Arcy O'Sullivan "
        "Hollingsworth Rosenkranz Vandermeer Fitzgerald Habermann Brouwers Terwilliger"
    ).split()
    + ["van den Heuvel", "de la Fontaine", "von Hohenberg", "Mc Donald", "ter Braak", "St. Clair"],
    "north": "Åkesson Bjørnstad Lindqvist Virtanen Sørensen Hallström Koskinen Thorvaldsen".split(),
    "iberia": (
        "Etxeberria Ibáñez Quiñones Zubizarreta Figueiredo Magalhães Nascimento Albuquerque "
        "Peñalver Castellanos"
    ).split()
    + ["de la Cruz", "dos Santos", "García Lorente", "da Silva Prado", "Núñez de Arce"],
    "italy": "Bellucci Quattrocchi D'Agostino Settembrini Iannaccone Tagliaferri".split()
    + ["Di Bernardo", "De Santis"],
    "slavic": (
        "Wiśniewska Kowalczyk Brzęczyszczykiewicz Dvořák Novotný Shevchenko Petrenko Jovanović "
        "Kozłowski Hrubý Zawadzka"
    ).split(),
    "turkic": "Yıldırım Çelikkol Öztürk Karabulut Aydoğan Güneş".split(),
    "india": "Subramaniam Chakraborty Ramachandran Dhillon Iyengar Bhattacharya Kulkarni".split(),
    "africa": "Okonkwo Adeyemi Mensah Dlamini Diallo Mwangi Abebe Nkosi".split(),
    "asia": "Takahashi Watanabe Nguyen Pham Tanaka Wijaya Setiawan Kobayashi Hwang".split(),
    "chinese": "王 李 欧阳 陈 赵 诸葛 林 黄 周".split(),
    "japanese": "佐藤 高橋 渡辺 小林 山本 井上 斎藤".split(),
    "korean": "김 이 박 최 정 강".split(),
    "cyrillic": "Иванова Ковальчук Смирнов Лебедева Шевченко Морозов Соколова".split(),
    "greek": "Παπαδόπουλος Νικολάου Γεωργίου Αντωνίου Οικονόμου".split(),
    "hebrew": "כהן לוי מזרחי פרידמן שפירא".split(),
    "arabic": "الحسيني المنصوري الخطيب القاسم النجار".split(),
    "thai": "สุขสวัสดิ์ จันทร์เพ็ญ วงศ์สุวรรณ แก้วมณี".split(),
    "devanagari": "शर्मा गुप्ता पटेल वर्मा सिंह".split(),
}
WORD_GIVEN = (
    "Grace Hope Mark Faith Will Rose Summer Joy Art Pat Bill Chase Dawn Sandy Olive Ruby "
    "Pearl Angel Victor Max Christian Jordan Austin Paris Chelsea Florence Sydney Carol June "
    "April Frank Earnest Melody Sky Rich Jack Gene Drew Rob Sue Grant Miles Dale Guy"
).split()
WORD_SURNAMES = (
    "Long Baker Young Rich Short Day Winter Page Gates Cook Carpenter Price "
    "Stone Field Church King Bishop Knight Marsh Banks Forest Rivers Brown Black White Green "
    "Love Moody Savage Swift Case Street Lane Holder Kaiser Koch Winter Sommer Freitag "
    "Blanco Rojas Paz Cruz Guerra Leclerc Petit Legrand Roy Rossi Bianchi Fontana Porter Booker"
).split()
SHORT_SURNAMES = "Wu Xu Yu Vu Ho Zhu Oh Ek Ng Ma Bo Ox Qi Du".split()
SHORT_GIVEN = "Jo Al Ty Bo My Yi Bin Xi Jin Quy Uyen Aki Ng".split()

SYLLABLES = (
    "ba bel bro cas cor dal dre du el fa fen fro gal gri hal hes il jo jun ka kel kri la lem "
    "lo mar mir mo na nel nor o pa pel qua ra rel ri ro sa sel sha so ta tal ti tor u val ve "
    "vi wa wen xi ya yel za zel zi zor phe thu bri cle snu vra zhi ndo ngu mba tsi tla"
).split()
ENDINGS = (
    "kov nik dze escu oglu wala mba nen quez ini otti aud eau ard sen sson stad man mann "
    "hoff ley ton wick by shvili yan ian ko uk ak ski wicz ec ic los akis opoulos ez es ra"
).split()
PLACE_ENDINGS = (
    "dorf hausen berg ingen burg wil ton ford ham mouth ville court igny ano ella ola vik "
    "köping sund grad ovo ice iec yama saki pura abad nagar polis stan hove zaal recht"
).split()

ADDRESSES: dict[str, tuple[list[str], list[str], list[str]]] = {
    "NL": (
        ["*straat #", "*laan #-II", "*gracht # hs", "Prins *kade #a", "*weg # bus 4"],
        ["1### @@", "7###@@", "35## @@"],
        ["Doetinchem", "Hoogeveen", "Sneek", "Zutphen"],
    ),
    "IT": (
        ["Via * #", "Viale * # int. #", "Piazza * #/B", "Corso * #", "Vicolo del * #, scala C"],
        ["20###", "00###", "37###"],
        ["Voghera", "Caltagirone", "Sulmona", "Ivrea"],
    ),
    "ES": (
        ["C/ * #, 3º B", "Calle de * #", "Avda. * # 2-1", "Plaza * #", "Pº de * #, esc. izda"],
        ["28###", "08###", "41###"],
        ["Talavera", "Calatayud", "Mérida", "Lorca"],
    ),
    "PT": (
        ["Rua * #", "Av. * # 2º Esq", "Travessa do * #", "Largo de * # r/c"],
        ["1###-###", "4###-###"],
        ["Torres Vedras", "Barcelos", "Tomar"],
    ),
    "PL": (
        ["ul. *a #/#", "al. * # m. #", "os. *ie #", "pl. * #"],
        ["30-###", "00-###", "8#-###"],
        ["Nowy Targ", "Tarnów", "Płock", "Kutno"],
    ),
    "SE": (
        ["*gatan #", "*vägen # B", "Stora *gatan # lgh 1102", "*gränd #"],
        ["1## ##", "4## ##", "SE-7####"],
        ["Skövde", "Falun", "Ystad"],
    ),
    "JP": (
        ["3-#-# *-cho", "*-ku *-machi 2-#", "#-#-# *-dai, Mansion 402"],
        ["1##-####", "〒5##-####"],
        ["Matsumoto", "Kurashiki", "Nara-shi"],
    ),
    "BR": (
        ["Rua * # apto #", "Av. * #", "Alameda * # bloco B", "Travessa * # casa 2", "R. * #"],
        ["0####-###", "2####-###", "30######"],
        ["Sorocaba", "Petrópolis", "Londrina"],
    ),
    "IN": (
        ["Flat #, * Nagar", "#/# * Road, 2nd Cross", "H.No. #-#, * Colony", "Plot #, Sector #"],
        ["5## ###", "11####", "40####"],
        ["Madurai", "Nashik", "Kottayam"],
    ),
    "CH": (
        ["*strasse #", "Rue du * # bis", "*weg # c", "Via * #"],
        ["8###", "12##", "CH-3###"],
        ["Uster", "Yverdon", "Chiasso"],
    ),
    "CA": (
        ["#-# * Cres.", "# Rue *", "# * Blvd W Suite #", "RR # Box #"],
        ["@#@ #@#", "@#@#@#"],
        ["Moose Jaw", "Trois-Rivières", "Kelowna"],
    ),
    "AU": (
        ["# * Pde", "Unit #/# * St", "Lot # * Rd"],
        ["2###", "3###", "4###"],
        ["Wagga Wagga", "Bendigo", "Toowoomba"],
    ),
    "IE": (
        ["# * Close", "The * Lodge, # Main St", "Apt #, * Quay"],
        ["@## @#@#", "D## &&&&"],
        ["Athlone", "Clonmel", "Ballina"],
    ),
    "TR": (
        ["* Mah. * Sok. No:# D:#", "* Cad. No: #/#"],
        ["34###", "06###"],
        ["Eskişehir", "Bandırma"],
    ),
}
STREET_STEMS = {
    "NL": ["Tulpen", "Molen", "Linden", "Keizers"],
    "IT": ["Garibaldi", "Manzoni", "Roma", "Fiori"],
    "ES": ["Olmos", "Cervantes", "Sol", "Molino"],
    "PT": ["Flores", "Liberdade", "Carmo"],
    "PL": ["Lipow", "Polna", "Kwiatow", "Ogrodow"],
    "SE": ["Björk", "Kungs", "Sjö", "Skol"],
    "JP": ["Sakura", "Midori", "Hon", "Minami"],
    "BR": ["Ipê", "Paulista", "Bandeirantes", "Flores"],
    "IN": ["Gandhi", "Anna", "Nehru", "Lake View"],
    "CH": ["Bahnhof", "Seefeld", "Lac", "Linden"],
    "CA": ["Maple", "Saint-Denis", "Elgin"],
    "AU": ["Wattle", "Kangaroo", "Beach"],
    "IE": ["Abbey", "Willow", "Castle"],
    "TR": ["Atatürk", "Bahar", "Gül"],
}
IBAN_FORMS = {
    "GB": "NWBK60##########" + "####",
    "FR": "20041010050500013M026##"[:21] + "##",
    "IT": "X0542811101000000######",
    "CH": "00762############",
    "NL": "ABNA0#########",
    "ES": "2100041845##########",
    "PL": "1090101400000#########" + "##",
    "BE": "5390075470##",
    "PT": "00020123########901##",
    "AT": "1904300#########",
    "SE": "5000000005839825####",
    "TR": "0006100519786457######",
}

CARRIERS = ("ZZ", "XQ", "YY", "QF", "LH", "BA", "IB", "AF", "KL", "TP", "LA", "AZ", "EK", "SQ")
FARE_BASES = (
    "YRTDE",
    "KLXOW7",
    "QNC3MUS",
    "LSPRM14",
    "OEUR0PL",
    "VAPX21D",
    "TLITE",
    "NFLEX2",
    "Y2OWBR",
    "BHRT6M",
    "ZCORP5",
    "WSALEES",
)
LINE_TAGS = ("Text", "Remark", "FreeText", "Line", "RemarkText", "Note", "Info", "Description")

REMARKS = (
    "TKT NOT VALID BEFORE <date>",
    "FARE DIFFERENCE EUR <amount> TO BE COLLECTED",
    "CODESHARE OPERATED BY PARTNER - CHECK IN WITH OPERATING CARRIER",
    "<flight> CANCELLED - PROTECTED ON NEXT AVAILABLE",
    "SURFACE SEGMENT - OWN ARRANGEMENT",
    "BSP CASH - COMMISSION 0 PERCENT",
    "ADM POLICY APPLIES FOR CHURNING AND DUPLICATE SEGMENTS",
    "UNABLE TO SEAT TOGETHER - ADVISE AT GATE",
    "PRICE QUOTED INCLUDES OB FEE",
    "SEAMEN FARE - SHIP LETTER REQUIRED",
    "PASSIVE SEGMENT - DO NOT TICKET",
    "STOPOVER CHARGE USD 100 APPLIES",
    "NO MILEAGE ACCRUAL ON <fare>",
    "HOLD UNTIL <date> THEN RELEASE",
    "EXCHANGE ONLY WITH SAME FARE BRAND",
    "VISA AND TRANSIT RULES TO BE CHECKED",
    "LATE SHOW PENALTY WAIVED",
    "REBOOK IN SAME CABIN AT NO CHARGE",
    "INTERLINE BAGGAGE AGREEMENT IN PLACE",
    "UPGRADE STANDBY LIST CLOSED AT T-60",
    "FARE BASIS <fare> TOTAL EUR <amount> TAX INCLUDED",
    "TICKET BY <date> 2359 OR SEGMENTS WILL BE CANCELLED",
    "NONREF/CHNG BEFORE DEP EUR 60.00",
    "PENALTY APPLIES - CHECK RULES BEFORE REISSUE",
    "MIN CONNECT TIME 45 MIN DOMESTIC 90 MIN INTERNATIONAL",
    "SCHEDULE CHANGE <flight> NOW DEPARTS 0735",
    "WAITLIST CLEARANCE NOT GUARANTEED",
    "VALID ON ZZ ONLY/NOT COMBINABLE/NO STOPOVER",
    "BAG ALLOWANCE 2PC 23KG EACH - EXCESS USD 100",
    "FARE CALCULATION MAD ZZ PAR 112.50NUC112.50END ROE0.918273",
    "OFFER EXPIRES <date> 1800 GMT",
    "MEAL VGML CONFIRMED ON SEGMENT 2",
    "REISSUE FEE EUR <amount> PER DIRECTION",
    "PLEASE ADVISE PASSENGER OF NEW TERMINAL",
    "QUEUE 7 CATEGORY 1 PLACED BY SYSTEM",
    "AUTO EXCHANGE NOT PERMITTED - USE MANUAL REISSUE",
    "ADVISE CONTACT NUMBER IN CASE OF SCHEDULE CHANGE",
    "NAME CHANGE NOT PERMITTED AFTER TICKETING",
    "PASSPORT DATA REQUIRED 72 HOURS BEFORE DEPARTURE",
    "CARD HOLDER MUST PRESENT CREDIT CARD AT CHECK-IN",
)
PHRASES = {
    "en": (
        "Meals may be ordered up to 24 hours before departure",
        "Children under 12 must be accompanied by an adult",
        "Standby is permitted on the day of travel",
        "Your seat will be assigned at check-in",
        "Fast track security is included",
        "Taxes and surcharges are subject to change",
        "One free date change per ticket",
        "Sports equipment must be registered in advance",
        "No-show fees apply per passenger and segment",
        "The return must be flown within twelve months",
        "Miles are credited within five days",
        "Combination with other airlines is not allowed",
        "Aircraft change: seats may differ from those shown",
        "Late check-in is not possible at this airport",
        "Upgrade with points subject to availability",
        "Electronic ticket, no paper documents needed",
        "Infants travel on the lap of an adult",
        "Transfer between terminals takes twenty minutes",
        "Duty free sales on international routes only",
        "Group bookings from ten people on request",
        "Changes are permitted against a fee before departure",
        "The first checked bag may weigh up to 23 kg",
        "Seats in the exit row cannot be reserved by families",
        "Please check in at least 60 minutes before departure",
        "Refunds are made to the original form of payment",
        "The offer could not be priced because the class is closed",
        "Mark your baggage and keep valuables in your hand luggage",
        "Light fare without checked baggage",
        "Will be confirmed within 24 hours",
        "A passport or identity card is required for this route",
        "Passenger name list is closed",
        "Price guaranteed until payment",
        "Operated by a regional partner on behalf of the airline",
        "Date of birth is required for children and infants",
    ),
    "de": (
        "Kinder unter zwei Jahren reisen auf dem Schoß eines Erwachsenen",
        "Die Buchung wurde automatisch storniert",
        "Keine Meilengutschrift in diesem Tarif",
        "Der Flug wird von einer Partnergesellschaft durchgeführt",
        "Namensänderungen sind nicht gestattet",
        "Gültig für Hin- und Rückflug",
        "Zuschlag für Wochenendreisen",
        "Der Schalter schließt 45 Minuten vor Abflug",
        "Sitzplatzreservierung ab 12 EUR",
        "Bordverpflegung gegen Bezahlung",
        "Mindestaufenthalt: Nacht von Samstag auf Sonntag",
        "Gutschein nicht mit anderen Aktionen kombinierbar",
        "Umbuchung vor Abflug gegen Gebühr",
        "Ein Freigepäckstück bis 23 kg ist inbegriffen",
        "Sitzplatz mit mehr Beinfreiheit gegen Aufpreis",
        "Erstattung nur der nicht verbrauchten Steuern",
        "Bitte geben Sie das Geburtsdatum des Kindes an",
        "Der Tarif ist leider nicht mehr verfügbar",
        "Der Anschlussflug in Frankfurt wurde nicht erreicht",
        "Snack und alkoholfreie Getränke an Bord",
        "Anruf beim Servicecenter kostenpflichtig",
        "Verspätung wegen Wetter in München",
    ),
    "fr": (
        "Les enfants de moins de deux ans voyagent sur les genoux d'un adulte",
        "Choix du siège payant",
        "Le comptoir ferme 45 minutes avant le départ",
        "Vol opéré par une compagnie partenaire",
        "Séjour minimum : nuit du samedi au dimanche",
        "Aucun changement de nom n'est autorisé",
        "Supplément carburant inclus",
        "Accès au salon selon disponibilité",
        "Billet valable un an à compter de l'émission",
        "Le paiement a été refusé par la banque",
        "Modification autorisée avec frais avant le départ",
        "Un bagage en soute de 23 kg inclus",
        "Remboursement des taxes uniquement",
        "Correspondance à Lyon trop courte",
        "Merci de vous présenter au comptoir une heure avant le vol",
        "La réservation a été annulée par le système",
        "Tarif non remboursable et non cessible",
        "Repas chaud servi à bord",
        "Le nom du passager doit correspondre au passeport",
    ),
    "es": (
        "Los niños menores de dos años viajan en brazos de un adulto",
        "Selección de asiento con cargo",
        "El mostrador cierra 45 minutos antes de la salida",
        "Vuelo operado por otra compañía",
        "Estancia mínima: noche del sábado al domingo",
        "Se admiten mascotas en cabina bajo petición",
        "Tasas e impuestos incluidos",
        "Acceso a la sala VIP según disponibilidad",
        "El pago ha sido rechazado por el banco",
        "Billete electrónico válido durante un año",
        "Cambios permitidos con penalización antes de la salida",
        "Equipaje facturado de 23 kg incluido",
        "El reembolso se efectuará en la forma de pago original",
        "Tarifa no reembolsable en caso de no presentación",
        "Conexión demasiado corta en Madrid",
        "Asiento con más espacio disponible por un suplemento",
        "Puerta de embarque cerrada 15 minutos antes de la salida",
        "Descuento de residente aplicado al trayecto",
    ),
    "pt": (
        "Crianças menores de dois anos viajam no colo de um adulto",
        "Marcação de lugar paga",
        "O balcão encerra 45 minutos antes da partida",
        "Estadia mínima: noite de sábado para domingo",
        "Taxas e impostos incluídos",
        "Acesso à sala VIP mediante disponibilidade",
        "Reembolso parcial em caso de cancelamento",
        "Bilhete eletrônico válido por um ano",
        "Troca de nome não permitida",
        "Alteração permitida mediante taxa antes da partida",
        "Uma bagagem de porão de 23 kg incluída",
        "Tarifa não reembolsável após a partida",
        "Assento com mais espaço disponível por um valor adicional",
        "Voo operado por companhia parceira",
        "O pagamento não foi autorizado pelo emissor",
    ),
    "it": (
        "I bambini sotto i due anni viaggiano in braccio a un adulto",
        "Scelta del posto a pagamento",
        "Il banco chiude 45 minuti prima della partenza",
        "Volo operato da una compagnia partner",
        "Soggiorno minimo: notte tra sabato e domenica",
        "Tasse e supplementi inclusi",
        "Il pagamento è stato rifiutato dalla banca",
        "Biglietto elettronico valido un anno",
        "Cambio di nome non consentito",
        "Modifiche consentite con penale prima della partenza",
        "Un bagaglio da stiva di 23 kg incluso",
        "Tariffa non rimborsabile dopo la partenza",
        "Coincidenza a Roma troppo breve",
        "Il posto vicino al finestrino è a pagamento",
        "Presentarsi al gate 30 minuti prima dell'imbarco",
    ),
}
