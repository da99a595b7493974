from colere.platform.rooms import Room


class ImprovementRoom(Room):
    name = "colere.culture.improvement"
    label = "improvement"
