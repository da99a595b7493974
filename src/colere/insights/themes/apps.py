from colere.platform.rooms import Room


class ThemesRoom(Room):
    name = "colere.insights.themes"
    label = "themes"
