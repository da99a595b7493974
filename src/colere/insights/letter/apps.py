from colere.platform.rooms import Room


class LetterRoom(Room):
    name = "colere.insights.letter"
    label = "letter"
