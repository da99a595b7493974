from colere.platform.rooms import Room


class KeptRoom(Room):
    name = "colere.platform.kept"
    label = "kept"
