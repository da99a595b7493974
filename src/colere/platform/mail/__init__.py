"""Mail that leaves the house: written down with the change that wants it, sent by a worker, tried again until it went.

Nouns: Mail (one letter to one address, with its state), MailFile (what is attached), MailServer (where mail is handed
over, from `COLERE_MAIL_URL`). A domain above calls `actions.queue_mail` inside its own transaction. Nothing connects to
anywhere unless a server is set.
"""
