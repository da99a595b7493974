from colere.platform.rooms import Room


class MetricsRoom(Room):
    name = "colere.platform.metrics"
    label = "metrics"
