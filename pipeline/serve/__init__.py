"""The live preview: `open_server` makes a `Server` on the loopback interface, where translators work on the catalogs.

The project is read through a `Workspace`, again as soon as a file of it changes; the only thing that is ever written is
one message of one catalog at a time.
"""

from pipeline.serve.desk import Desk
from pipeline.serve.server import Server, open_server
from pipeline.serve.workspace import Workspace

__all__ = ["Desk", "Server", "Workspace", "open_server"]
