from colere.platform.rooms import Room


class LiveRoom(Room):
    name = "colere.platform.live"
    label = "live"
