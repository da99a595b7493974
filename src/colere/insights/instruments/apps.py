from colere.platform.rooms import Room


class InstrumentsRoom(Room):
    name = "colere.insights.instruments"
    label = "instruments"
