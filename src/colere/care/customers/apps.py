from colere.platform.rooms import Room


class CustomersRoom(Room):
    name = "colere.care.customers"
    label = "customers"
