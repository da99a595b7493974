from colere.platform.rooms import Room


class HealthRoom(Room):
    name = "colere.platform.health"
    label = "health"
