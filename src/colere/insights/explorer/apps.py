from colere.platform.rooms import Room


class ExplorerRoom(Room):
    name = "colere.insights.explorer"
    label = "explorer"
