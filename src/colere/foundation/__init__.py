"""What everything stands on: the organisation and its people, what it is for, what it promises, who may decide what.

Nouns: Organisation, Department, Team, Person, WorkingCalendar, MissionStatement, Value, Behaviour,
LeadershipPrinciple, Promise,
CharterRule. Neighbours: `platform.accounts` below (a person may have an account); every domain above reads from here.
"""
