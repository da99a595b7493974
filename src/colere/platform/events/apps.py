from colere.platform.rooms import Room


class EventsRoom(Room):
    name = "colere.platform.events"
    label = "events"
