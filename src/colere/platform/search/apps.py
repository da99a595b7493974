from colere.platform.rooms import Room


class SearchRoom(Room):
    name = "colere.platform.search"
    label = "search"
