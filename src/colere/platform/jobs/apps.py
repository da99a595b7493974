from colere.platform.rooms import Room


class JobsRoom(Room):
    name = "colere.platform.jobs"
    label = "jobs"
