from colere.platform.rooms import Room


class AuditRoom(Room):
    name = "colere.platform.audit"
    label = "audit"
