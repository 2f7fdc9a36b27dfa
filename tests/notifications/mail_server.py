"""A mail server that remembers what it was given, for real workers in their own processes."""

import socketserver
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail


@dataclass
class Taken:
    """What arrived, in order, and how the server behaves."""

    mails: list[Mail] = field(default_factory=list)
    seconds_a_mail: float = 0.0
    refuse: str = ""  # a reply such as "550 no such person", given to every recipient

    def by_recipient(self) -> dict[str, set[str]]:
        """Message-IDs for each recipient: the provider shows a person one mail for each."""
        found: dict[str, set[str]] = {}
        for mail in self.mails:
            found.setdefault(mail["To"], set()).add(mail["Message-ID"])
        return found


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken = Taken()
        self.port = self.server_address[1]

    def __enter__(self) -> "MailServer":
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.shutdown()
        self.server_close()


class Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a mail needs."""

    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                self.say("354 go on")
                self.take()
            elif command == b"QUIT":
                return self.say("221 bye")
            elif command == b"RCPT" and self.server.taken.refuse:
                self.say(self.server.taken.refuse)
            else:
                self.say("250 ok")
        return None

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return  # who was killed half way has not handed the mail over (RFC 5321, 4.1.1.4)
            lines.append(line)
        time.sleep(self.server.taken.seconds_a_mail)
        self.server.taken.mails.append(message_from_bytes(b"".join(lines)))
        self.say("250 taken")

    def say(self, reply: str) -> None:
        self.wfile.write(reply.encode() + b"\r\n")
