from colere.platform.rooms import Room


class UiRoom(Room):
    name = "colere.platform.ui"
    label = "ui"
