from colere.platform.rooms import Room


class FeedbackRoom(Room):
    name = "colere.care.feedback"
    label = "feedback"
