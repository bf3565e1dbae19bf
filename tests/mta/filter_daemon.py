"""The daemon under test and phictl, with keys and a configuration of their own."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time

SOCKET = "/var/spool/postfix/phimilter/phimilter.sock"  # in the sandbox

# What an admin changes in the sample configuration. Each must be there, once.
CHANGES = (
    (r'internal_domains = .*', 'internal_domains = ( "hospital.test", ".hospital.test", "clinic.test" );'),
    (r'internal_networks = .*', 'internal_networks = ( "127.0.0.1/32" );'),
    (r'#tls_domains_file = .*', 'tls_domains_file = "{root}/tls_domains";'),
    (r'#authserv = .*', 'authserv = "mx.hospital.test";'),
    (r'officers = .*', 'officers = ( "{officer}" );'),
    (r'portal_url = .*', 'portal_url = "{portal}";'),
    (r'#directory = ".*/escrow";', 'directory = "{state}/escrow";'),
    (r'#directory = ".*/store";', 'directory = "{state}/store";'),
    (r'#map_bytes = .*', 'map_bytes = 67108864;'),
    (r'#key_file = .*', 'key_file = "{root}/store.key";'),
    (r'#user = .*', 'user = "nobody";'),
    (r'#group = .*', 'group = "postfix";'),
    (r'#log = .*', 'log = "stderr";'),
    (r'rules = \(', 'rules = ({rule}'),
)

RULE = """
	{
		name = "no-mail-to-the-forbidden";
		when = { recipient_domain = "forbidden.test"; };
		action = "reject";
		text = "%s";
	},
	{
		name = "wait-for-a-person";
		when = { sender = "waiting@hospital.test"; };
		action = "hold";
	},
	{
		name = "no-tables";
		when = { sender = "billing@hospital.test"; };
		action = "pass";
		strip_attachments = { file_name = "*.csv"; };
	},
	{
		name = "quiet-subject";
		when = { sender = "quiet@hospital.test"; };
		action = "pass";
		move_subject = "Message from the hospital";
	},
	{
		name = "outside-less";
		when = { sender = "partly@hospital.test"; recipient = "outside"; };
		action = "pass";
		strip_attachments = { file_name = "*.csv"; };
		move_subject = "Message from the hospital";
	},
	{
		name = "told";
		when = { sender = "@clinic.test"; };
		action = "pass";
		notify = ( "sender", "officers" );
	},
"""

# Beside the rules, behind the sample.
MORE = """
overrides = ( {
	rule = "phi-outside";
	name = "case-conference";
	when = { sender = "study@hospital.test"; };
	action = "pass";
	redact = true;
} );
officers = "privacy@clinic.test";
"""

TLS_DOMAINS = "tls.test\nselfsigned.test\nrefuses.test\n"

REJECT_TEXT = "Mail to this receiver needs the privacy office's consent: extension 100"

PORTAL = "https://portal.hospital.test/open/"


def configuration_make(sample, **values):
    """The sample configuration with an admin's changes."""
    values["rule"] = RULE % REJECT_TEXT
    for pattern, replacement in CHANGES:
        replacement = replacement.format(**values)
        sample, count = re.subn(r"^(\t*)" + pattern, lambda found: found[1] + replacement, sample, flags=re.MULTILINE)
        if count != 1:
            raise AssertionError("the sample configuration has %d lines like %r" % (count, pattern))
    return sample + MORE


class FilterDaemon:
    """From the build folder `binaries` and the sources; `state` is for store and escrow."""

    def __init__(self, sandbox, authority, binaries, source, state):
        self.phimilter = os.path.join(binaries, "phimilter")
        self.phictl_path = os.path.join(binaries, "phictl")
        self.sandbox, self.state = sandbox, state
        self.officer, self.officer_key = authority.officer("officer")
        self.process = None
        self.log_path = sandbox.path("phimilter.log")
        directory = os.path.dirname(SOCKET)
        os.makedirs(directory, exist_ok=True)
        shutil.chown(directory, "nobody", "postfix")
        os.chmod(directory, 0o750)
        shutil.chown(state, "nobody", "postfix")
        sandbox.write("tls_domains", TLS_DOMAINS)
        subprocess.run([self.phictl_path, "key", "create", sandbox.path("store.key")], check=True)
        with open(os.path.join(source, "contrib/phimilter.conf"), encoding="utf-8") as sample:
            self.configuration = sandbox.write("phimilter.conf", configuration_make(
                sample.read(), root=sandbox.root, state=state, officer=self.officer, portal=PORTAL))

    def start(self, seconds=30):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([self.phimilter, "-f", "-c", self.configuration], stderr=log)
        end = time.monotonic() + seconds
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError("phimilter did not start; its log:\n" + self.log())
            time.sleep(0.05)

    def answers(self):
        with socket.socket(socket.AF_UNIX) as s:
            try:
                s.connect(SOCKET)
                return True
            except OSError:
                return False

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()

    def phictl(self, *arguments, check=True, configuration=None):
        result = subprocess.run([self.phictl_path, "-c", configuration or self.configuration, *arguments],
                                capture_output=True)
        if check and result.returncode != 0:
            raise AssertionError("phictl %s: exit %d: %s" % (" ".join(arguments), result.returncode,
                                                              result.stderr.decode(errors="replace")))
        return result

    def records(self):
        """Listed and not exported: an export is itself an act on record, and a suite looks often."""
        lines = self.phictl("audit", "list", "--json").stdout.decode().splitlines()
        return [json.loads(line) for line in lines]

    def record_of(self, queue_id):
        for record in self.records():
            if record.get("queue_id") == queue_id:
                return record
        return None
