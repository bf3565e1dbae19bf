"""A mount and network namespace of our own, so that port 25, /etc/hosts,
/etc/postfix and Postfix's directories can be what a test needs while the
system's stay untouched."""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

MARK = "PHIMILTER_SANDBOX"
SPOOL_SIZE = "192m"  # a disk of its own, that a test can fill
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1


def enter():
    """Runs this program again inside the sandbox; returns only there."""
    if os.environ.get(MARK) == str(os.getpid()):
        return
    if os.geteuid() != 0:
        sys.exit("the Postfix tests need root: sudo %s" % " ".join(sys.argv))
    unshare = ["unshare", "--mount", "--net", "--propagation", "private"]
    if subprocess.run(unshare + ["true"], stderr=subprocess.DEVNULL).returncode != 0:
        sys.exit("unshare(1) cannot make a mount and network namespace here;"
                 " in a container, run it with CAP_SYS_ADMIN (--privileged)")
    os.environ[MARK] = str(os.getpid())  # exec keeps the process, so its id
    os.execvp(unshare[0], unshare + [sys.executable] + sys.argv)


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(s, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def bind(source, target):
    subprocess.run(["mount", "--bind", source, target], check=True)


def tmpfs(target, size):
    """A small disk of its own, for what happens when it is full."""
    os.makedirs(target, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%s,mode=755" % size, "none", target], check=True)


class Sandbox:
    """Directories that stand in for Postfix's own, and a hosts file."""

    STANDINS = {"etc": "/etc/postfix", "spool": "/var/spool/postfix", "lib": "/var/lib/postfix"}
    NEEDED = ("postfix-files", "dynamicmaps.cf")  # of the package; they say what goes where

    def __init__(self, hosts):
        self.root = tempfile.mkdtemp(prefix="phimilter-mta.")
        os.chmod(self.root, 0o755)  # Postfix's users look into it
        loopback_up()
        for name, target in self.STANDINS.items():
            os.mkdir(self.path(name), 0o755)
            if name == "spool":
                tmpfs(self.path(name), SPOOL_SIZE)
            for needed in self.NEEDED:
                if os.path.exists(os.path.join(target, needed)):
                    shutil.copy(os.path.join(target, needed), self.path(name))
            bind(self.path(name), target)
        shutil.chown(self.path("lib"), "postfix", "postfix")
        self.write("hosts", "127.0.0.1 localhost\n" + "".join(
            "%s %s\n" % (address, name) for name, address in hosts.items()))
        bind(self.path("hosts"), "/etc/hosts")
        bind(self.write("resolv.conf", ""), os.path.realpath("/etc/resolv.conf"))

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(path, mode)
        return path

    def disks(self):
        """What is mounted below the root, the innermost first."""
        with open("/proc/self/mounts", encoding="utf-8") as mounts:
            targets = [line.split()[1] for line in mounts]
        return [target for target in reversed(targets) if target.startswith(self.root + "/")]

    def remove(self):
        for target in ("/etc/hosts", os.path.realpath("/etc/resolv.conf"), *self.STANDINS.values(), *self.disks()):
            subprocess.run(["umount", "-l", target], check=False)
        shutil.rmtree(self.root, ignore_errors=True)
