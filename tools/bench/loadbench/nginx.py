# SPDX-License-Identifier: Apache-2.0
"""The server: nginx with one worker on a CPU of its own, on loopback, counting requests itself."""

import os
import pathlib
import resource
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

from .processes import children_of, start, stop

ADDRESSES = 4  # 127.0.0.1 and on: each has 28,000 ports for clients; bench_suite.cpp knows the number
BODY = "x" * 100
START_SECONDS = 10

CONFIG = """
{user}
worker_processes 1;
worker_rlimit_nofile {descriptors};
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections {connections}; use epoll; multi_accept on; }}
http {{
  log_format path "$request_uri"; access_log {log}; tcp_nodelay on; server_tokens off;
  keepalive_requests 1000000000; keepalive_timeout 3600s; reset_timedout_connection off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
  ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:sessions:2m;
  server {{
    {listen}
    location / {{ default_type text/plain; return 200 "{body}"; }}
  }}
  server {{ listen 127.0.0.1:{status_port}; access_log off; location / {{ stub_status; }} }}
}}
"""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def raise_descriptor_limit():
    """Up to a million where that is allowed. Returns the limit; children inherit it."""
    wanted = 1_000_000
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard == resource.RLIM_INFINITY or hard < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
            return wanted
        except (ValueError, OSError):
            pass
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Nginx:
    """Runs from the start to the end of a `with` block. With `logs` it writes down the path of each request."""

    def __init__(self, client_cpu, server_cpu, niceness=0, logs=False):
        self.client_cpu, self.server_cpu, self.niceness = client_cpu, server_cpu, niceness
        self.logs = logs
        self.http_port, self.https_port, self.status_port = free_ports(3)
        self.http_url = f"http://127.0.0.1:{self.http_port}"
        self.https_url = f"https://127.0.0.1:{self.https_port}"
        self.descriptors = raise_descriptor_limit()

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="loadbench."))
        self.folder.chmod(0o755)
        try:
            self._make_certificate()
            self._start()
        except BaseException:
            shutil.rmtree(self.folder)
            raise
        return self

    def __exit__(self, *_):
        stop(self.master)
        shutil.rmtree(self.folder)

    def _make_certificate(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", self.folder / "key.pem", "-out", self.folder / "cert.pem"],
            check=True, capture_output=True)

    def _start(self):
        listen = [f"listen 127.0.0.{1 + number}:{port}{kind} backlog=4096;" for number in range(ADDRESSES)
                  for port, kind in ((self.http_port, ""), (self.https_port, " ssl"))]
        (self.folder / "nginx.conf").write_text(CONFIG.format(
            user="user root;" if os.geteuid() == 0 else "", folder=self.folder, descriptors=self.descriptors,
            connections=2 * self.descriptors,  # with few of these left, nginx closes kept connections
            log=f"{self.folder}/access.log path" if self.logs else "off", listen="\n    ".join(listen), body=BODY,
            status_port=self.status_port))
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.master = start(
            [program, "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", self.folder / "error.log",
             "-g", "daemon off;"], self.server_cpu, self.niceness, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.master.poll() is None:
            try:
                self.counters()
                self.worker_pid = children_of(self.master.pid)[0]
                return
            except (OSError, IndexError):
                time.sleep(0.05)
        stop(self.master)
        raise RuntimeError("nginx does not start:\n" + (self.folder / "error.log").read_text())

    def requested(self):
        """The path of each request that was answered, with `logs`."""
        return (self.folder / "access.log").read_text(encoding="utf-8").splitlines()

    def counters(self):
        """(requests so far with this one, open connections without this one)."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.status_port}/", timeout=10) as answer:
            words = answer.read().split()
        return int(words[9]), int(words[2]) - 1
