"""The connections of each process that a supervisor starts, as its environment has them. Nobody else imports this."""

from app.cli.http_connection import Patience, connections
from app.main import VERSION
from app.settings import Settings

PatientConnection = connections(VERSION, Patience(connections=Settings().max_connections))
