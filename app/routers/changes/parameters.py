"""Parameters that the resources of changes share."""

from typing import Annotated

from fastapi import Path

from app.routers.http.types import Id

ChangeId = Annotated[Id, Path(alias="changeId")]
BallotId = Annotated[Id, Path(alias="ballotId")]
ModelId = Annotated[Id, Path(alias="modelId")]
BoardId = Annotated[Id, Path(alias="boardId")]
FreezeId = Annotated[Id, Path(alias="freezeId")]
