"""Synthetic mail. Each message has a tag in its Message-ID, which also serves as
its receivers' name, and a secret word in its text, so that both can be looked for."""

import base64
import itertools
import os

_numbers = itertools.count(1)
_run = os.urandom(3).hex()

PHI = """Dear colleague,

patient Alma Testperson {secret}, date of birth 03/14/1961, SSN 536-22-8714,
medical record number MRN 48291-77, was admitted on 02/11/2024.
Diagnosis: type 2 diabetes mellitus (ICD-10 E11.9). Prescribed metformin 500 mg.
"""

CLEAN = """Hello,

the meeting about the parking garage is at ten in the blue room.
.a line that starts with a dot
Bring your own {secret} cup.
"""


class Message:
    def __init__(self, body=CLEAN, subject="A word", headers="", content_type="text/plain; charset=utf-8",
                 encode=False):
        number = next(_numbers)
        self.tag = "m%d.%s" % (number, _run)
        self.secret = "zq%d%szq" % (number, _run)
        body = body.format(secret=self.secret)
        if encode:
            headers += "Content-Transfer-Encoding: base64\n"
            body = base64.encodebytes(body.encode()).decode()
        self.encoded, self.body = encode, body
        self.data = (
            "Message-ID: <%s@hospital.test>\nDate: Mon, 12 Feb 2024 09:00:00 +0000\nFrom: Doctor <doctor@hospital.test>\n"
            "To: Receiver <receiver@example.test>\nSubject: %s\nMIME-Version: 1.0\nContent-Type: %s\n%s\n%s"
            % (self.tag, subject.format(secret=self.secret), content_type, headers, body)).encode()

    def lines(self):
        """What a wiretap would recognise: the secret, and every longer line of the body."""
        return [self.secret] + [line for line in self.body.split("\n") if len(line) >= 24]

    def lines_of_its_own(self):
        """Those of them that no other message has."""
        return self.lines() if self.encoded else [self.secret]


def clean(**options):
    return Message(CLEAN, **options)


def phi(**options):
    return Message(PHI, **options)


def phi_in_base64_html():
    html = "<html><body><p>" + PHI.replace("\n\n", "</p><p>").replace(
        "Testperson", "Test<b>person</b>").replace("diabetes", "dia<i></i>betes") + "</p></body></html>"
    return Message(html, content_type="text/html; charset=utf-8", encode=True)


def unreadable():
    """What no reader of ours can look into, with the secret in it."""
    return Message("%PDF-1.4\n{secret}\n", content_type="application/pdf")


def phi_in_subject():
    return Message(CLEAN.replace("{secret} ", ""),
                   subject="Patient Alma Testperson {secret}, SSN 536-22-8714, diagnosis: diabetes")
