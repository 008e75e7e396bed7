"""The connections of each process that a supervisor starts."""

from app.cli.http_connection import Patience, connections
from app.main import VERSION

PatientConnection = connections(VERSION, Patience())
