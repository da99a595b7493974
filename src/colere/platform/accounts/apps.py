from colere.platform.rooms import Room


class AccountsRoom(Room):
    name = "colere.platform.accounts"
    label = "accounts"
