"""The answers to the page, as an ASGI application."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vae_music.app.bodies import Bodies
from vae_music.app.errors import Refusal
from vae_music.app.exports import KINDS, file_name
from vae_music.app.guard import Guard
from vae_music.app.jobs import Job, Jobs
from vae_music.app.notes import notes_json
from vae_music.app.pages import PAGE, file_of_the_page, files_of_the_page, soundfont
from vae_music.app.songs import song_name
from vae_music.app.studio import Studio

ANSWERED_AT_ONCE_SECONDS = 0.6
"""A version that is made within this time is told of in the answer to the wish for it."""

BANDS_SECONDS = 2.0
"""The description of the model waits so long for its bands to be heard; the first time ever, that takes longer."""

_LOOKED_AT_SECONDS = 0.02


def application(studio: Studio, port: int) -> Starlette:
    """The application for a page at a port of the loopback address."""
    answers = Answers(studio)
    routes = [
        Route("/", answers.page),
        Route("/web/{name}", answers.page),
        Route("/api/model", answers.model),
        Route("/api/soundfont", answers.soundfont),
        Route("/api/song", answers.open, methods=["POST"]),
        Route("/api/work", answers.work),
        Route("/api/work", answers.save, methods=["PUT"]),
        Route("/api/versions", answers.make, methods=["POST"]),
        Route("/api/versions/{version}", answers.forget, methods=["DELETE"]),
        Route("/api/versions/{version}/notes", answers.notes),
        Route("/api/versions/{version}.{suffix}", answers.file),
        Route("/api/source/notes", answers.notes),
        Route("/api/source.{suffix}", answers.file),
        Route("/api/jobs/{job}", answers.job),
        Route("/api/jobs/{job}", answers.cancel, methods=["DELETE"]),
    ]
    handlers = {Refusal: _refused, HTTPException: _no_route, OSError: _not_kept, Exception: _failed}
    return Starlette(routes=routes, middleware=[Middleware(Guard, port=port)], exception_handlers=handlers)  # type: ignore[arg-type]


class Answers:
    """One method for each thing that the page can ask."""

    def __init__(self, studio: Studio):
        self.studio, self.store = studio, studio.store
        self.bodies, self.files = Bodies(), files_of_the_page()
        self._reader = CapacityLimiter(1)  # one song is read at a time, for it may take all the memory it is given

    def page(self, request: Request) -> Response:
        """The page, or one of its files."""
        path = self.files.get(request.path_params.get("name", PAGE))
        if path is None:
            raise Refusal(404, "The page has no such file.")
        return file_of_the_page(request, path)

    def soundfont(self, request: Request) -> Response:
        """The soundfont that the page plays."""
        return soundfont(request, self.studio.soundfont)

    async def model(self, request: Request) -> Response:
        """The styles, their bands, and the songs that come along."""
        if self.studio.bands:
            await _finished(self.studio.bands, BANDS_SECONDS)
        return JSONResponse(self.studio.describe_model())

    async def open(self, request: Request) -> Response:
        """Begin to work on a song: the one that is sent, or one that comes along."""
        embedded = request.query_params.get("embedded")
        if embedded is not None:
            work = await to_thread.run_sync(self.studio.open_embedded, embedded, limiter=self._reader)
        else:
            data, name = await self.bodies.song(request), song_name(request.query_params.get("name", ""))
            work = await to_thread.run_sync(self.studio.open, data, name, limiter=self._reader)
        return JSONResponse(work.to_json())

    def work(self, request: Request) -> Response:
        """The work, or null."""
        work = self.store.work
        return JSONResponse(work and work.to_json())

    async def save(self, request: Request) -> Response:
        """Keep the plan and what the page wants to find again."""
        told = await self.bodies.json(request)
        work = await to_thread.run_sync(self.store.save, told.get("plan"), told.get("page"))
        return JSONResponse(work.to_json())

    async def make(self, request: Request) -> Response:
        """Wish for a version."""
        job = self.studio.make(await self.bodies.json(request))
        if not self.studio.making.ahead(job):
            await _finished(job, ANSWERED_AT_ONCE_SECONDS)
        return JSONResponse(_job(self.studio.making, job))

    def forget(self, request: Request) -> Response:
        """Remove a version."""
        self.store.forget(self.store.needed(), request.path_params["version"])
        return JSONResponse(self.store.needed().to_json())

    def notes(self, request: Request) -> Response:
        """The notes of a version, or of the source."""
        song = self.store.song(self.store.needed(), request.path_params.get("version"))
        return JSONResponse(notes_json(song))

    async def file(self, request: Request) -> Response:
        """A file of a version, or of the source, as soon as it is made; if the page goes, it is not made."""
        suffix, letter = request.path_params["suffix"], request.query_params.get("letter", "")
        job = self.studio.render(request.path_params.get("version"), suffix, letter)
        while not await _finished(job, 0.25):
            if await request.is_disconnected():
                self.studio.rendering.cancel(job)
        if job.state != "done":
            raise Refusal(409, job.message or "This file is not wanted any more.")
        made, job.result = job.result, None
        headers = {"Content-Disposition": _attachment(file_name(made.asked, suffix))}
        return Response(made.data, media_type=KINDS[suffix].media_type, headers=headers)

    def job(self, request: Request) -> Response:
        """The state of the making of a version."""
        return JSONResponse(_job(self.studio.making, self.studio.making.get(request.path_params["job"])))

    def cancel(self, request: Request) -> Response:
        """Cancel the making of a version."""
        job = self.studio.making.get(request.path_params["job"])
        self.studio.making.cancel(job)
        return JSONResponse(_job(self.studio.making, job))


async def _finished(job: Job, seconds: float) -> bool:
    """Wait for a job, at most so long; True if it is finished."""
    ends = asyncio.get_running_loop().time() + seconds
    while not job.finished and asyncio.get_running_loop().time() < ends:
        await asyncio.sleep(_LOOKED_AT_SECONDS)
    return job.finished


def _job(jobs: Jobs, job: Job) -> dict[str, Any]:
    told = {"job": job.id, "state": job.state, "ahead": jobs.ahead(job), "queue": len(jobs)}
    return told | {"progress": round(job.progress, 3), "message": job.message, "version": job.result}


def _attachment(name: str) -> str:
    plain = "".join(char if char.isascii() and char.isprintable() and char not in '"\\/%' else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=utf-8''{quote(name, safe='')}"


def _refused(request: Request, refusal: Refusal) -> Response:
    return JSONResponse({"error": refusal.sentence}, refusal.status)


def _no_route(request: Request, error: HTTPException) -> Response:
    return JSONResponse({"error": "There is nothing at this address."}, error.status_code, error.headers)


def _not_kept(request: Request, error: OSError) -> Response:
    return JSONResponse({"error": f"The work cannot be kept: {(error.strerror or 'unknown').lower()}."}, 503)


def _failed(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": "That went wrong; the terminal says more."}, 500)
