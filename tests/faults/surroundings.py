# SPDX-License-Identifier: Apache-2.0
"""What only root can arrange: a network between broker and agents that can be cut, and a disk that can be full."""

import os
import subprocess


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class Link:
    """Agents and their target live in a network of their own; the only way to the broker is a link."""

    def __init__(self):
        number = os.getpid() % 60000
        self.space, self.outer, self.inner = f"loads-{number}", f"lo{number}", f"li{number}"
        network = f"10.213.{number % 250}"
        self.broker_address = f"{network}.1"
        run("ip", "netns", "add", self.space)
        run("ip", "link", "add", self.outer, "type", "veth", "peer", "name", self.inner, "netns", self.space)
        run("ip", "address", "add", f"{self.broker_address}/24", "dev", self.outer)
        run("ip", "link", "set", self.outer, "up")
        run(*self.inside("ip", "address", "add", f"{network}.2/24", "dev", self.inner))
        run(*self.inside("ip", "link", "set", self.inner, "up"))
        run(*self.inside("ip", "link", "set", "lo", "up"))

    def inside(self, *command):
        """The command as one that runs there."""
        return ["ip", "netns", "exec", self.space, *command]

    def cut(self):
        run("ip", "link", "set", self.outer, "down")

    def mend(self):
        run("ip", "link", "set", self.outer, "up")

    def mute_broker(self):
        """What the broker says is lost; what agents say arrives."""
        run("tc", "qdisc", "add", "dev", self.outer, "root", "tbf", "rate", "8bit", "burst", "1b", "limit", "1b")

    def unmute_broker(self):
        run("tc", "qdisc", "delete", "dev", self.outer, "root")

    def close(self):
        run("ip", "netns", "delete", self.space)  # the link goes with it


class SmallDisk:
    """A disk of 64 MiB at a folder."""

    def __init__(self, folder):
        self.folder, self.ballast = folder, folder / "ballast"
        folder.mkdir(mode=0o700)
        run("mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "loads-faults", folder)

    def fill(self):
        with open(self.ballast, "wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:  # full
                pass

    def free(self):
        self.ballast.unlink()

    def close(self):
        run("umount", "--lazy", self.folder)
