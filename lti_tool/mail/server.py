"""One connection to the institution's mail server (SMTP, standard library)."""

from __future__ import annotations

import re
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Protocol

from lti_tool.clock import now
from lti_tool.settings import Settings
from regulation.refusal import N_

TIMEOUT = 20  # seconds
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


class Unreachable(Exception):
    """The mail server does not answer or will not talk to us: everything waits. The message is for the log."""


class Refused(Exception):
    """The mail server will never take this letter: a bad address. The message is a Russian sentence."""


class Post(Protocol):
    """What sends letters."""

    def send(self, address: str, subject: str, text: str) -> None:
        """Send one. Raises Refused, Unreachable."""

    def close(self) -> None:
        """Say good-bye."""


class MailServer:
    """A connection opened at the first letter."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.connection: smtplib.SMTP | None = None

    def send(self, address: str, subject: str, text: str) -> None:
        """Send one letter. Raises Refused, Unreachable."""
        message = self._message(address, subject, text)
        try:
            self._connected().send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()), (550, b""))[0]
            if code < 500:
                raise Unreachable(f"the recipient is put off: {code}") from error
            raise Refused(N_("почтовый сервер не принял адрес: %(code)s") % {"code": code}) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unreachable(type(error).__name__) from error

    def close(self) -> None:
        """Say good-bye; a server that is gone already does not matter."""
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()

    def _message(self, address: str, subject: str, text: str) -> EmailMessage:
        if not _ADDRESS.fullmatch(address):
            raise Refused(N_("такого адреса не бывает"))
        message = EmailMessage()
        name, _at, domain = address.rpartition("@")
        message["To"] = Address(username=name, domain=domain)
        message["From"] = self.settings.smtp_from
        message["Subject"] = subject
        message["Date"] = format_datetime(now())
        message["Message-ID"] = make_msgid(domain=self.settings.smtp_from.rpartition("@")[2].strip(" >"))
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    def _connected(self) -> smtplib.SMTP:
        if self.connection is not None:
            return self.connection
        settings, context = self.settings, ssl.create_default_context()
        if settings.smtp_security == "tls":
            made: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.smtp_host, settings.smtp_port, timeout=TIMEOUT, context=context
            )
        else:
            made = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT)
        self.connection = made
        if settings.smtp_security == "starttls":
            made.starttls(context=context)
        if settings.smtp_user:
            made.login(settings.smtp_user, settings.smtp_password)
        return made
