from colere.platform.rooms import Room


class ListeningRoom(Room):
    name = "colere.care.listening"
    label = "listening"
