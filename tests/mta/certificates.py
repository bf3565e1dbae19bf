"""Throw-away certificates, made by openssl when a test starts."""

import subprocess


def openssl(*arguments, **options):
    return subprocess.run(("openssl",) + arguments, check=True, capture_output=True, **options).stdout


class Authority:
    """A certificate authority in a directory of the sandbox."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.certificate = sandbox.path("ca.pem")
        self.key = sandbox.path("ca.key")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", "/CN=Test authority", "-keyout", self.key, "-out", self.certificate)

    def server(self, name):
        """Certificate and key, in one PEM file, of a host called `name`."""
        pem, request = self.sandbox.path(name + ".pem"), self.sandbox.path(name + ".csr")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-subj", "/CN=" + name, "-keyout", pem, "-out", request)
        extensions = self.sandbox.write(name + ".ext", "subjectAltName=DNS:%s\n" % name)
        signed = openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key,
                         "-CAcreateserial", "-days", "2", "-extfile", extensions)
        with open(pem, "ab") as f:
            f.write(signed)
        return pem

    def self_signed(self, name):
        pem, certificate = self.sandbox.path(name + ".pem"), self.sandbox.path(name + ".crt")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:" + name, "-keyout", pem,
                "-out", certificate)
        with open(pem, "ab") as f, open(certificate, "rb") as c:
            f.write(c.read())
        return pem

    def officer(self, name):
        """(certificate file, key file) of one who may open the escrow."""
        certificate, key = self.sandbox.path(name + ".pem"), self.sandbox.path(name + ".key")
        openssl("req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "2", "-subj", "/CN=" + name,
                "-keyout", key, "-out", certificate)
        return certificate, key
