from colere.platform.rooms import Room


class FoundationRoom(Room):
    name = "colere.foundation"
    label = "foundation"
