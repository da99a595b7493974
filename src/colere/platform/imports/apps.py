from colere.platform.rooms import Room


class ImportsRoom(Room):
    name = "colere.platform.imports"
    label = "imports"
