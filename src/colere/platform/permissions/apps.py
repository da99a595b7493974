from colere.platform.rooms import Room


class PermissionsRoom(Room):
    name = "colere.platform.permissions"
    label = "permissions"
