from colere.platform.rooms import Room


class ProblemsRoom(Room):
    name = "colere.insights.problems"
    label = "problems"
