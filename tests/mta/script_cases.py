"""phimilter-postfix itself: what it refuses, and that it leaves no trace."""

import os
import shutil
import socket

import messages
from cases import case, check, check_equal
from delivery_cases import one_delivery
from private_postfix import PrivatePostfix, read_bytes

FILES = ("main.cf", "master.cf")


class Copy:
    """A configuration of its own to try the script on; no Postfix runs with it."""

    def __init__(self, world):
        self.postfix = world.postfix
        self.directory = world.sandbox.path("copy")
        shutil.rmtree(self.directory, ignore_errors=True)
        os.mkdir(self.directory)
        for name, text in self.postfix.files.items():
            world.sandbox.write(os.path.join("copy", name), text)
        self.set("queue_directory=" + world.sandbox.path("copy-queue"))

    def set(self, *settings):
        self.postconf("-e", *settings)

    def service(self, *settings):
        self.postconf("-P", *settings)

    def new_service(self, entry):
        self.postconf("-M", "/".join(entry.split()[:2]) + "=" + entry)

    def get(self, name):
        return self.postconf("-h", name).strip()

    def postconf(self, *arguments):
        self.age()
        return self.postfix.run("postconf", "-c", self.directory, *arguments).stdout

    def age(self):
        """Postfix waits a second or two before it reads a file that was just written."""
        for name in FILES:
            os.utime(os.path.join(self.directory, name), (0, 0))

    def script(self, action, *arguments):
        self.age()
        port = () if action in ("disable", "status") else ("--port", "10099")
        return self.postfix.phimilter(action, "-c", self.directory, *port, *arguments, check=False)

    def enable(self, *arguments):
        result = self.script("enable", *arguments)
        check(result.returncode == 0, "enable: " + result.stderr)

    def disable(self):
        result = self.script("disable")
        check(result.returncode == 0, "disable: " + result.stdout + result.stderr)
        return result.stdout

    def content(self):
        return [read_bytes(os.path.join(self.directory, name)) for name in FILES]


def sorted_lines(contents):
    return [sorted(content.splitlines()) for content in contents]


@case("status: all in place, exit 0")
def status_good(world):
    result = world.postfix.phimilter("status", check=False)
    check_equal([line for line in result.stdout.splitlines() if not line.startswith("ok ")], [], "other lines")
    check_equal(result.returncode, 0, "exit")


@case("enable and disable leave main.cf and master.cf byte for byte as they were")
def no_trace(world):
    copy = Copy(world)
    copy.set("smtpd_milters=inet:localhost:8891", "milter_default_action=accept",
             "smtp_header_checks=regexp:/etc/postfix/nothing", "internal_mail_filter_classes=bounce")
    before = copy.content()
    copy.enable("--internal-nexthop", "clinic.test")
    check_equal(copy.get("smtpd_milters"), "$phimilter_milter, inet:localhost:8891", "smtpd_milters")
    check_equal(copy.get("milter_default_action"), "accept", "milter_default_action, which is the others'")
    once = copy.content()
    copy.enable()
    check_equal(copy.content(), once, "files after a second enable")
    copy.enable("--port", "10098")
    check_equal(copy.script("status").returncode, 0, "exit of status after another port")
    copy.disable()
    check_equal(copy.content(), before, "files after disable")
    check(not os.path.exists(os.path.join(copy.directory, "phimilter")), "the state stayed behind")


@case("check changes nothing and prints what enable does")
def dry_run(world):
    copy = Copy(world)
    before = copy.content()
    plan = copy.script("check").stdout
    check_equal(copy.content(), before, "files after check")
    commands = world.sandbox.write("plan.sh", plan.replace("postfix -c", ": postfix -c"))
    world.postfix.run("sh", "-e", commands)
    by_hand = sorted_lines(copy.content())
    copy = Copy(world)
    copy.enable()
    check_equal(by_hand, sorted_lines(copy.content()), "files after the printed commands")


@case("disable keeps what the admin changed since, and takes out only what is phimilter's")
def changed_by_hand(world):
    copy = Copy(world)
    copy.set("smtpd_milters=inet:localhost:8891", "smtp_tls_loglevel=1")
    copy.service("relay/unix/smtp_tls_security_level=encrypt")
    copy.enable()
    copy.set("smtpd_milters=$phimilter_milter, inet:localhost:8891, inet:localhost:9999",
             "smtp_tls_loglevel=2", "default_filter_nexthop=mine.test")
    status = copy.script("status")
    check_equal(status.returncode, 1, "exit of status")
    check("CHANGED  main default_filter_nexthop (is: mine.test" in status.stdout, "status names no change")
    copy.disable()
    check_equal(copy.get("smtpd_milters"), "inet:localhost:8891, inet:localhost:9999", "smtpd_milters")
    check_equal(copy.get("smtp_tls_loglevel"), "2", "smtp_tls_loglevel")
    check_equal(copy.get("default_filter_nexthop"), "mine.test", "default_filter_nexthop")
    services = copy.postconf("-P")
    check("relay/unix/smtp_tls_security_level = encrypt" in services, "relay lost its own level")
    check("verify" not in services and "phi-" not in services, "something of phimilter stayed: " + services)


@case("status finds an SMTP client added since that would send in the clear")
def client_added_since(world):
    copy = Copy(world)
    copy.enable()
    copy.new_service("other unix - - n - - smtp")
    status = copy.script("status")
    check_equal(status.returncode, 1, "exit of status")
    check("MISSING  override other/unix/smtp_tls_security_level" in status.stdout, "status does not name it")
    copy.enable()
    check_equal(copy.script("status").returncode, 0, "exit of status after another enable")


@case("enable says what would make Postfix answer 451: no socket, or one it may not use")
def socket_is_looked_at(world):
    copy = Copy(world)
    folder = world.sandbox.path("copy-queue", "phimilter")
    os.makedirs(folder, exist_ok=True)
    check("nothing listens at " + folder in copy.script("enable").stdout, "a missing socket is not told")
    path = os.path.join(folder, "phimilter.sock")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        os.chmod(path, 0o660)
        check('may not use %s: until daemon.group is "postfix"' % path in copy.script("enable").stdout,
              "a socket of another group is not told")
        shutil.chown(path, group="postfix")
        check_equal(copy.script("enable").stdout.splitlines()[:1],
                    ["phimilter-postfix: enabled in " + copy.directory], "with a good socket")
    shutil.rmtree(os.path.dirname(folder))


@case("trust anchors that the site names since take the place of phimilter's")
def anchors_named_since(world):
    copy = Copy(world)
    copy.postconf("-X", "smtp_tls_CAfile")
    copy.enable()
    check("relay/unix/smtp_tls_CAfile = /etc/ssl" in copy.postconf("-P"), "no trust anchors")
    copy.set("smtp_tls_CAfile=" + world.authority.certificate)
    status = copy.script("status")
    check_equal(status.returncode, 1, "exit of status")
    check("CHANGED  override smtp/unix/smtp_tls_CAfile (not needed any more: run enable again)" in status.stdout,
          "status says %r" % status.stdout)
    copy.enable()
    check_equal(copy.script("status").returncode, 0, "exit after another enable")
    check("smtp_tls_CAfile" not in copy.postconf("-P"), "the site's authority is still hidden")


@case("status says that copies asked for since need another enable")
def copies_asked_for_since(world):
    copy = Copy(world)
    copy.enable()
    for name in ("always_bcc", "sender_bcc_maps", "recipient_bcc_maps"):
        copy.set(name + "=inline:{x=y}" if name.endswith("maps") else name + "=archive@hospital.test")
        status = copy.script("status")
        check_equal(status.returncode, 1, name + ": exit of status")
        check("verdict_checks (%s was set since: run enable again)" % name in status.stdout,
              "%s: status says %r" % (name, status.stdout))
        copy.enable()
        check_equal(copy.script("status").returncode, 0, name + ": exit after another enable")
        copy.postconf("-X", name)
        status = copy.script("status")
        check_equal(status.returncode, 1, name + " taken out: exit of status")
        check("verdict_checks (no copies are asked for any more: run enable again)" in status.stdout,
              "%s taken out: status says %r" % (name, status.stdout))
        copy.enable()


REFUSALS = (
    ("content_filter", lambda copy: copy.set("content_filter=scan:[127.0.0.1]:10025")),
    ("smtpd_proxy_filter", lambda copy: copy.set("smtpd_proxy_filter=127.0.0.1:10025")),
    ("milter_header_checks", lambda copy: copy.set("milter_header_checks=regexp:/etc/postfix/x")),
    ("smtpd_milter_maps", lambda copy: copy.set("smtpd_milter_maps=inline:{127.0.0.1=DISABLE}")),
    ("transport_maps", lambda copy: copy.set("transport_maps=inline:{plain.test=relay:}")),
    ("sender_dependent_relayhost_maps", lambda copy: copy.set("sender_dependent_relayhost_maps=inline:{a=b}")),
    ("sender_dependent_default_transport_maps",
     lambda copy: copy.set("sender_dependent_default_transport_maps=inline:{a=b}")),
    ("default_transport", lambda copy: copy.set("default_transport=local")),
    ("default_transport names a next hop", lambda copy: copy.set("default_transport=smtp:[127.0.0.1]:2525")),
    ("relay_transport", lambda copy: copy.set("relay_transport=local")),
    ("receive_override_options", lambda copy: copy.set("receive_override_options=no_milters")),
    ("default_filter_nexthop", lambda copy: copy.set("default_filter_nexthop=$myhostname")),
    ("several Postfix instances", lambda copy: copy.set("multi_instance_enable=yes")),
    ("127.0.0.1:25/inet: -o smtpd_milters", lambda copy: copy.service("127.0.0.1:25/inet/smtpd_milters=")),
    ("127.0.0.1:25/inet: -o content_filter", lambda copy: copy.service("127.0.0.1:25/inet/content_filter=scan:")),
    ("pickup/unix: -o receive_override_options",
     lambda copy: copy.service("pickup/unix/receive_override_options=no_milters")),
    ("has a service phi-clear/unix already", lambda copy: copy.new_service("phi-clear unix - - n - - smtp")),
)


@case("what cannot be done safely is refused with one line, and nothing is changed")
def refusals(world):
    for words, prepare in REFUSALS:
        copy = Copy(world)
        prepare(copy)
        before = copy.content()
        result = copy.script("enable")
        check_equal(result.returncode, 1, words + ": exit")
        check_equal(len(result.stderr.splitlines()), 1, words + ": lines")
        check("refused: " in result.stderr and words in result.stderr, "%s: says %r" % (words, result.stderr))
        check_equal(copy.content(), before, words + ": files")


@case("options that cannot work are refused: socket, port, internal next hop")
def bad_options(world):
    copy = Copy(world)
    copy.set("relayhost=[relay.test]")
    for words, arguments in (("runs in a chroot and cannot reach", ("--socket", "unix:/run/phimilter.sock")),
                             ("write unix:PATH or inet:HOST:PORT", ("--socket", "/run/phimilter.sock")),
                             ("is in use", ("--port", "25")),
                             ("is the relayhost", ("--internal-nexthop", "[relay.test]"))):
        result = copy.script("enable", *arguments)
        check_equal(result.returncode, 1, words + ": exit")
        check(words in result.stderr, "%s: says %r" % (words, result.stderr))
    for port in ("65536", "0", "smtp"):
        result = copy.script("enable", "--port", port)
        check_equal(result.returncode, 2, "exit with --port " + port)
        check("--port %s is no port number" % port in result.stderr, "says %r" % result.stderr)
    copy.enable("--socket", "inet:8891@127.0.0.1")
    check("{ inet:127.0.0.1:8891," in copy.get("phimilter_milter"), "libmilter's form of the socket")


@case("split: status shows it; --no-split takes all of it back; disable leaves no trace of either")
def split_leaves_no_trace(world):
    copy = Copy(world)
    copy.set("milter_macro_defaults=v=1, {w}=2", "smtpd_milters=inet:localhost:8891")
    before = copy.content()
    copy.enable("--internal-nexthop", "clinic.test")
    without = copy.content()
    check("split" not in copy.script("status").stdout, "status shows a split that is not there")
    copy.enable("--split", "--split-port", "10097")
    check_equal(copy.get("milter_macro_defaults"), "phi_split=first, v=1, {w}=2", "milter_macro_defaults")
    status = copy.script("status")
    check_equal((status.returncode, "ok       split" in status.stdout), (0, True), "status: " + status.stdout)
    once = copy.content()
    copy.enable()
    check_equal(copy.content(), once, "files after a second enable")
    copy.set("transport_maps=")
    status = copy.script("status")
    check_equal(status.returncode, 1, "exit of status without the copies' transport")
    check("main transport_maps" in status.stdout, "status does not say what is missing")
    copy.enable()
    copy.enable("--no-split")
    check_equal(sorted_lines(copy.content()), sorted_lines(without), "files after --no-split")
    copy.enable("--split")
    copy.disable()
    check_equal(sorted_lines(copy.content()), sorted_lines(before), "files after disable")


@case("split: refused beside a transport_maps of the site, as without it")
def split_is_refused(world):
    copy = Copy(world)
    copy.set("transport_maps=inline:{plain.test=relay:}")
    check_equal(copy.script("enable", "--split").returncode, 1, "exit")
    copy.enable("--split", "--accept-transport-maps")
    check_equal(copy.get("transport_maps"),
                "regexp:$config_directory/phimilter/split_transport, inline:{plain.test=relay:}", "transport_maps")
    copy.enable()
    status = copy.script("status")
    check(status.returncode == 0, "status: " + status.stdout + status.stderr)
    copy.disable()
    check_equal(copy.get("transport_maps"), "inline:{plain.test=relay:}", "transport_maps after disable")


@case("disable refuses while mail is queued; with --hold-queue that mail stays on hold")
def queue_at_disable(world):
    message = messages.phi()
    queue_id = world.send(message, "@selfsigned.test")
    world.settled()
    before = [read_bytes(os.path.join(PrivatePostfix.config, name)) for name in FILES]
    result = world.postfix.phimilter("disable", check=False)
    check(result.returncode == 2 and "1 messages are queued" in result.stderr, "says %r" % result.stderr)
    world.postfix.phimilter("disable", "--hold-queue", "--reload")
    world.postfix.flush()
    world.settled()
    check_equal(world.sink.having(message.tag), [], "deliveries")
    check_equal(len(world.postfix.queued(message.tag)), 1, "messages on hold")
    unprotected = messages.phi()
    world.send(unprotected, "@plain.test")
    check_equal(one_delivery(world, unprotected).tls, "", "TLS of a Postfix without phimilter")
    world.postfix.run("postsuper", "-d", queue_id)
    world.postfix.phimilter("enable", "--internal-nexthop", "clinic.test")
    world.postfix.reload()
    again = [read_bytes(os.path.join(PrivatePostfix.config, name)) for name in FILES]
    check_equal(sorted_lines(again), sorted_lines(before), "enabled again")


@case("copies by always_bcc are local: clean mail is sorted")
def always_bcc(world):
    message = messages.clean()
    try:
        world.postfix.set("always_bcc=nurse@hospital.test")
        world.postfix.phimilter("enable", "--reload")
        world.send(message, "@plain.test")
        one_delivery(world, message)
        check(message.secret.encode() in world.postfix.mailbox("nurse", message.secret), "no copy")
    finally:
        world.postfix.run("postconf", "-X", "always_bcc")
        world.postfix.phimilter("enable", "--reload")


@case("a relayhost gets the clean mail, and mail with PHI over verified TLS")
def relayhost(world):
    clean, phi = messages.clean(), messages.phi()
    try:
        world.postfix.set("relayhost=tls.test")
        world.postfix.reload()
        world.send(clean, "@plain.test")
        world.send(phi, "@refuses.test")
        one_delivery(world, clean, "tls.test")
        check(one_delivery(world, phi, "tls.test").tls, "no TLS")
    finally:
        world.postfix.run("postconf", "-X", "relayhost")
        world.postfix.reload()
