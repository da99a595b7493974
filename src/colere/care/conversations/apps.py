from colere.platform.rooms import Room


class ConversationsRoom(Room):
    name = "colere.care.conversations"
    label = "conversations"
