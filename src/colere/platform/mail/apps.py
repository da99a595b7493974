from colere.platform.rooms import Room


class MailRoom(Room):
    name = "colere.platform.mail"
    label = "mail"
