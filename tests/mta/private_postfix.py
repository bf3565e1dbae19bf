"""A Postfix of the sandbox's own, put together from nothing as a plain
installation would be; phimilter is added to it by phimilter-postfix alone."""

import os
import re
import subprocess
import time

MAIN_CF = """\
# The Postfix of the tests, before phimilter.
compatibility_level = 3.6
maillog_file_prefixes = {root}
maillog_file = {root}/maillog
myhostname = mx.hospital.test
mydestination = hospital.test
relay_domains = clinic.test
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps = texthash:$config_directory/aliases
alias_database =
local_recipient_maps = $alias_maps
virtual_alias_domains = lists.hospital.test
virtual_alias_maps = texthash:$config_directory/virtual
smtpd_peername_lookup = no
smtp_host_lookup = native
smtp_dns_support_level = disabled
smtp_tls_security_level = may
smtp_tls_loglevel = 1
smtp_tls_CAfile = {root}/ca.pem
smtp_connect_timeout = 5s
queue_run_delay = 1h
minimal_backoff_time = 1h
maximal_backoff_time = 2h
# A table of the site that says "none" must not open a way.
smtp_tls_policy_maps =
    inline:{{refuses.test=none, selfsigned.test=none}}
"""

# smtpd and cleanup run in a chroot, as on Debian; what looks up names does not,
# so that the sandbox's /etc/hosts is found.
MASTER_CF = """\
# The services of the tests, before phimilter.
127.0.0.1:25 inet n - y - - smtpd
pickup    unix n - y 60 1 pickup
cleanup   unix n - y - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - y - 0 bounce
defer     unix - - y - 0 bounce
trace     unix - - y - 0 bounce
verify    unix - - y - 1 verify
proxymap  unix - - n - - proxymap
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
        -o syslog_name=postfix/relay
showq     unix n - y - - showq
flush     unix n - y 1000? 0 flush
error     unix - - y - - error
retry     unix - - y - - error
discard   unix - - y - - discard
local     unix - n n - - local
anvil     unix - - y - 1 anvil
scache    unix - - y - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""

ALIASES = """\
doctor "{mail}/doctor"
nurse "{mail}/nurse"
postmaster "{mail}/postmaster"
forward-plain someone@plain.test
forward-tls someone@tls.test
"""

VIRTUAL = """\
team@lists.hospital.test doctor@hospital.test, partner@plain.test
"""

QUEUES = ("maildrop", "incoming", "active", "deferred", "hold")


class PrivatePostfix:
    config = "/etc/postfix"  # the sandbox's

    def __init__(self, sandbox, script, share):
        self.sandbox = sandbox
        self.script, self.share = script, share
        self.mail = sandbox.path("mail")
        os.mkdir(self.mail)
        os.chmod(self.mail, 0o777)  # local(8) writes as nobody
        values = {"root": sandbox.root, "mail": self.mail}
        self.files = {"main.cf": MAIN_CF.format(**values), "master.cf": MASTER_CF}  # before phimilter
        for name, text in self.files.items():
            sandbox.write("etc/" + name, text)
        sandbox.write("etc/aliases", ALIASES.format(**values))
        sandbox.write("etc/virtual", VIRTUAL)

    def run(self, *arguments, check=True):
        result = subprocess.run(arguments, capture_output=True, text=True, errors="replace")
        if check and result.returncode != 0:
            raise AssertionError("%s: exit %d: %s%s" % (" ".join(arguments), result.returncode,
                                                         result.stdout, result.stderr))
        return result

    def phimilter(self, *arguments, check=True):
        """phimilter-postfix, as an admin would call it."""
        os.environ["PHIMILTER_POSTFIX_SHARE"] = self.share
        return self.run(self.script, *arguments, check=check)

    def start(self):
        self.run("postfix", "start")

    def stop(self):
        self.run("postfix", "stop", check=False)

    def reload(self):
        self.run("postfix", "reload")
        time.sleep(0.5)

    def set(self, *settings):
        self.run("postconf", "-e", *settings)

    def log(self):
        try:
            with open(self.sandbox.path("maillog"), encoding="utf-8", errors="replace") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    def logged(self, pattern, seconds=15, since=0):
        """The first match of `pattern` in the log from byte `since` on, once it is there, or None."""
        end = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.log()[since:])
            if found or time.monotonic() > end:
                return found
            time.sleep(0.1)

    def queued(self, marker=None):
        """Files of the queue, or those of them that contain `marker`."""
        found = []
        for queue in QUEUES:
            for directory, _, names in os.walk(os.path.join("/var/spool/postfix", queue)):
                found += [os.path.join(directory, name) for name in names]
        if marker is None:
            return found
        return [path for path in found if marker.encode() in read_bytes(path)]

    def queue_ids(self, marker):
        return [os.path.basename(path) for path in self.queued(marker)]

    def flush(self):
        self.run("postqueue", "-f")

    def empty_queue(self):
        self.run("postsuper", "-d", "ALL", check=False)

    def mailbox(self, name, marker, seconds=15):
        """The local mailbox once it contains `marker`, or what it has in the end."""
        end = time.monotonic() + seconds
        while True:
            content = read_bytes(os.path.join(self.mail, name))
            if marker.encode() in content or time.monotonic() > end:
                return content
            time.sleep(0.05)


def read_bytes(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except FileNotFoundError:
        return b""
