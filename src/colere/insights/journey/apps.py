from colere.platform.rooms import Room


class JourneyRoom(Room):
    name = "colere.insights.journey"
    label = "journey"
