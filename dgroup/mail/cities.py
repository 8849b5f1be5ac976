"""Time zones as people call them: by a city, in the languages of the letters.

Most cities of the tz database are called the same everywhere. Here are those that are not, and
countries and big cities after which no zone is called, though people would say them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

# "|" between names; the first of a language is the one that its letters use.
CITIES: Final[Mapping[str, Mapping[str, str]]] = {
    "": {
        "UTC": "GMT",
        "Europe/Brussels": "Belgium|België|Belgique|Bélgica|Antwerpen|Gent|Liège",
        "Europe/Amsterdam": "Netherlands|the Netherlands|Holland|Nederland|Pays-Bas|Países Bajos"
        "|Utrecht|Rotterdam|Wageningen",
        "Europe/Paris": "France|Frankrijk|Francia|Lyon|Montpellier|Marseille",
        "Europe/Madrid": "Spain|Spanje|Espagne|España|Barcelona",
        "Europe/Berlin": "Germany|Duitsland|Allemagne|Alemania",
        "Europe/Rome": "Italy|Italië|Italie|Italia",
        "Europe/London": "UK|United Kingdom|England|Edinburgh",
        "Europe/Zurich": "Switzerland|Zwitserland|Suisse|Suiza|Geneva|Genève|Ginebra|Bern|Zürich",
        "Africa/Nairobi": "Kenya|Kenia|Mombasa|Kisumu",
        "Africa/Kampala": "Uganda|Ouganda|Oeganda",
        "Africa/Dar_es_Salaam": "Tanzania|Tanzanie|Arusha",
        "Africa/Kigali": "Rwanda|Ruanda",
        "Africa/Addis_Ababa": "Ethiopia|Ethiopië|Éthiopie|Etiopía|Addis",
        "Africa/Lagos": "Nigeria|Abuja|Ibadan",
        "Africa/Accra": "Ghana|Kumasi",
        "Africa/Dakar": "Senegal|Sénégal",
        "Africa/Bamako": "Mali",
        "Africa/Ouagadougou": "Burkina Faso|Burkina",
        "Africa/Abidjan": "Ivory Coast|Ivoorkust|Côte d'Ivoire|Costa de Marfil",
        "Africa/Porto-Novo": "Benin|Bénin|Cotonou",
        "Africa/Douala": "Cameroon|Kameroen|Cameroun|Camerún|Yaoundé",
        "Africa/Blantyre": "Malawi|Lilongwe",
        "Africa/Lusaka": "Zambia|Zambie",
        "Africa/Harare": "Zimbabwe",
        "Africa/Johannesburg": "South Africa|Zuid-Afrika|Afrique du Sud|Sudáfrica|Cape Town"
        "|Kaapstad|Le Cap|Ciudad del Cabo|Pretoria|Durban",
        "Asia/Kolkata": "India|Inde|Delhi|New Delhi|Mumbai|Bombay|Bangalore|Bengaluru|Chennai"
        "|Hyderabad|Pune",
        "Asia/Dhaka": "Bangladesh",
        "Asia/Kathmandu": "Nepal|Népal",
        "Asia/Manila": "Philippines|Filipijnen|Filipinas",
        "Asia/Ho_Chi_Minh": "Vietnam|Viêt Nam|Hanoi|Hanoï|Saigon",
        "Asia/Bangkok": "Thailand|Thaïlande|Tailandia|Chiang Mai",
        "Asia/Shanghai": "China|Chine|Beijing|Peking|Pékin|Pekín",
        "Asia/Tokyo": "Japan|Japon|Japón",
        "America/Lima": "Peru|Pérou|Perú|Cusco|Arequipa",
        "America/La_Paz": "Bolivia|Bolivie|Cochabamba|Santa Cruz",
        "America/Bogota": "Colombia|Colombie|Medellín|Cali",
        "America/Guayaquil": "Ecuador|Équateur|Quito",
        "America/Guatemala": "Ciudad de Guatemala",
        "America/Tegucigalpa": "Honduras",
        "America/Managua": "Nicaragua",
        "America/Mexico_City": "CDMX|Guadalajara|Puebla",
        "America/Argentina/Buenos_Aires": "Buenos Aires|Argentina|Argentinië|Argentine",
        "America/New_York": "Washington|Boston|Philadelphia|Miami",
        "America/Los_Angeles": "San Francisco|Seattle",
        "Australia/Sydney": "Canberra",
    },
    "en": {
        "Asia/Ho_Chi_Minh": "Ho Chi Minh City",
        "America/Sao_Paulo": "São Paulo",
    },
    "nl": {
        "Europe/Brussels": "Brussel",
        "Europe/Paris": "Parijs",
        "Europe/London": "Londen",
        "Europe/Berlin": "Berlijn",
        "Europe/Lisbon": "Lissabon",
        "Europe/Athens": "Athene",
        "Europe/Warsaw": "Warschau",
        "Europe/Vienna": "Wenen",
        "Europe/Copenhagen": "Kopenhagen",
        "Africa/Cairo": "Caïro",
        "Africa/Addis_Ababa": "Addis Abeba",
        "America/Mexico_City": "Mexico-Stad",
        "America/Havana": "Havana",
        "Asia/Tokyo": "Tokio",
        "Asia/Kathmandu": "Kathmandu",
    },
    "fr": {
        "Europe/Brussels": "Bruxelles",
        "Europe/London": "Londres",
        "Europe/Lisbon": "Lisbonne",
        "Europe/Athens": "Athènes",
        "Europe/Warsaw": "Varsovie",
        "Europe/Vienna": "Vienne",
        "Europe/Copenhagen": "Copenhague",
        "Africa/Cairo": "Le Caire",
        "Africa/Algiers": "Alger",
        "Africa/Addis_Ababa": "Addis-Abeba",
        "Africa/Kinshasa": "Kinshasa",
        "America/Mexico_City": "Mexico",
        "America/Havana": "La Havane",
        "America/Bogota": "Bogota",
        "America/Montreal": "Montréal",
        "Asia/Manila": "Manille",
        "Asia/Kathmandu": "Katmandou",
    },
    "es": {
        "Europe/Brussels": "Bruselas",
        "Europe/Paris": "París",
        "Europe/London": "Londres",
        "Europe/Berlin": "Berlín",
        "Europe/Rome": "Roma",
        "Europe/Lisbon": "Lisboa",
        "Europe/Athens": "Atenas",
        "Europe/Amsterdam": "Ámsterdam",
        "Africa/Cairo": "El Cairo",
        "Africa/Addis_Ababa": "Adís Abeba",
        "America/Mexico_City": "Ciudad de México",
        "America/Havana": "La Habana",
        "America/Bogota": "Bogotá",
        "America/New_York": "Nueva York",
        "Asia/Tokyo": "Tokio",
        "Asia/Kathmandu": "Katmandú",
    },
}


def city_text(timezone: str, language: str) -> str:
    """Write the city after which a time zone is called: "Africa/Addis_Ababa" as "Addis Ababa"."""
    known = _shown(language[:2]).get(timezone)
    return known or timezone.rpartition("/")[2].replace("_", " ")


@cache
def _shown(language: str) -> Mapping[str, str]:
    return {zone: names.partition("|")[0] for zone, names in CITIES.get(language, {}).items()}
