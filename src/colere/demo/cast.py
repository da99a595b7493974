"""The forty people of Marrowfield, their teams and their departments. All invented."""

from __future__ import annotations

from dataclasses import dataclass

COMPANY = "Marrowfield"
MAIL_DOMAIN = "marrowfield.example"


@dataclass(frozen=True)
class Team:
    """A team of the care department, with its opening hours: (weekdays, intervals in hours of the day)."""

    name: str
    hours: tuple[tuple[tuple[int, ...], tuple[tuple[float, float], ...]], ...]


WEEK = (0, 1, 2, 3, 4)
TEAMS = (
    Team("Parcels", ((WEEK, ((8, 20),)), ((5,), ((9, 17),)))),
    Team("Billing", ((WEEK, ((8.5, 12.5), (13, 17.5))),)),
    Team("Plant Advice", ((WEEK, ((9, 18),)), ((5,), ((9, 16),)))),
    Team("Workshop", ((WEEK, ((8, 12), (12.5, 16.5))), ((5,), ((9, 12),)))),
    Team("Trade", ((WEEK, ((7, 17),)),)),
)
TEAM_NUMBER = {team.name: number for number, team in enumerate(TEAMS)}

DEPARTMENTS = ("Management", "Customer Care", "Nursery", "Warehouse", "Web Shop", "Finance", "People", "Technology")


@dataclass(frozen=True)
class Person:
    """A member of staff."""

    id: str
    name: str
    role: str
    title: str
    department: str
    team: str
    manager: str
    hired_days_ago: int
    birthday: str
    language: str = "en"

    @property
    def email(self) -> str:
        """The address at work, which is also how others name this person in files."""
        return f"{self.name.lower().replace(' ', '.')}@{MAIL_DOMAIN}"

    @property
    def first_name(self) -> str:
        """What colleagues and customers call this person."""
        return self.name.split()[0]


def _person(line: str) -> Person:
    number, name, role, title, department, team, manager, hired, birthday, language = (
        part.strip() for part in line.split("|")
    )
    return Person(
        f"p-{number}",
        name,
        role,
        title,
        department,
        team,
        f"p-{manager}" if manager else "",
        int(hired),
        birthday,
        language,
    )


PEOPLE = tuple(
    _person(line)
    for line in """
01|Imogen Marlow|executive|Managing director|Management||| 5480|1971-03-09|en
02|Henrik Aldous|executive|Director of finance and operations|Finance||01|3310|1968-11-23|en
03|Ruth Adeyemi|head_of_care|Head of care|Customer Care||01|2890|1977-06-14|en
04|Celia Brandt|people_partner|People partner|People||01|1720|1983-02-01|de
05|Tomasz Wrona|operator|Systems engineer|Technology||02|1490|1990-08-30|en
06|Ben Okafor|lead|Lead, Parcels|Customer Care|Parcels|03|2210|1984-05-19|en
07|Margit Lowe|lead|Lead, Billing|Customer Care|Billing|03|3650|1975-12-02|de
08|Samira Haddad|lead|Lead, Plant Advice|Customer Care|Plant Advice|03|2030|1986-09-27|fr
09|Colm Deverell|lead|Lead, Workshop|Customer Care|Workshop|03|4120|1969-04-05|en
10|Ines Carvalho|lead|Lead, Trade|Customer Care|Trade|03|1180|1988-07-11|en
11|Priya Nair|agent|Care agent|Customer Care|Parcels|06|1340|1992-01-17|en
12|Jonas Feld|agent|Care agent|Customer Care|Parcels|06|910|1995-10-08|de
13|Orla Keane|agent|Care agent|Customer Care|Parcels|06|1980|1989-03-22|en
14|Dele Akande|agent|Care agent|Customer Care|Parcels|06|760|1997-06-29|en
15|Hattie Moss|agent|Care agent|Customer Care|Parcels|06|540|1999-11-04|en
16|Luca Ferri|agent|Care agent|Customer Care|Parcels|06|210|2000-02-25|fr
17|Yusuf Demir|agent|Care agent|Customer Care|Billing|07|1610|1987-08-13|de
18|Agnes Thorne|agent|Care agent|Customer Care|Billing|07|2770|1972-05-31|en
19|Petra Novak|agent|Care agent|Customer Care|Billing|07|1120|1991-12-19|de
20|Gareth Penn|agent|Care agent|Customer Care|Billing|07|830|1994-04-07|en
21|Wren Halliday|agent|Plant adviser|Customer Care|Plant Advice|08|1450|1990-09-15|en
22|Mateo Ruiz|agent|Plant adviser|Customer Care|Plant Advice|08|690|1996-02-11|fr
23|Sunniva Berg|agent|Plant adviser|Customer Care|Plant Advice|08|2340|1981-07-24|de
24|Tilda Crane|agent|Plant adviser|Customer Care|Plant Advice|08|1010|1993-11-30|en
25|Kofi Mensah|agent|Plant adviser|Customer Care|Plant Advice|08|480|1998-01-06|en
26|Nell Hargreave|agent|Workshop desk|Customer Care|Workshop|09|1870|1985-10-18|en
27|Arjun Rao|agent|Workshop desk|Customer Care|Workshop|09|1230|1992-06-02|en
28|Bea Sorensen|agent|Workshop desk|Customer Care|Workshop|09|640|1997-03-14|de
29|Stan Kowal|agent|Workshop desk|Customer Care|Workshop|09|3020|1974-08-21|en
30|Lydia Frost|agent|Trade desk|Customer Care|Trade|10|1560|1988-12-09|en
31|Marcus Bell|agent|Trade desk|Customer Care|Trade|10|880|1993-05-26|en
32|Anouk Visser|agent|Trade desk|Customer Care|Trade|10|570|1996-09-03|fr
33|Edith Larkin|colleague|Head grower|Nursery||01|4710|1966-04-28|en
34|Paul Osei|colleague|Warehouse manager|Warehouse||02|2480|1979-01-12|en
35|Farid Aziz|colleague|Packing|Warehouse||34|1050|1991-07-07|en
36|Greta Lind|colleague|Buyer|Nursery||33|1790|1986-10-25|de
37|Sam Whitlock|colleague|Product owner, web shop|Web Shop||02|970|1992-03-30|en
38|Molly Trent|colleague|Newsletter and catalogue|Web Shop||37|620|1995-08-16|en
39|Joan Pryor|colleague|Bookkeeper|Finance||02|3890|1967-02-20|en
40|Viktor Hale|colleague|Bench mechanic|Warehouse||34|1380|1982-11-11|en
""".strip().splitlines()
)

AGENTS = tuple(person for person in PEOPLE if person.role == "agent")
AGENT_EMAILS = tuple(person.email for person in AGENTS)
AGENT_NAMES = tuple(person.first_name for person in AGENTS)
AGENT_TEAM = tuple(TEAM_NUMBER[person.team] for person in AGENTS)
