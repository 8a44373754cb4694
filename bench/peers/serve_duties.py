"""A peer with the duties of Terroir: what train_duties.py wrote, served by FastAPI and uvicorn; every answer explained,
and recorded in SQLite before it is given.

usage: serve_duties.py MODELS.joblib RECORDS.sqlite PORT CLIENT=SHA256...

CLIENT=SHA256 lets a client in by a key of that digest, in hex.

Each request carries a key (Authorization), whose SHA-256 is looked up. POST /predict {description, price, points,
country, variety} answers a prediction: for both targets the five most probable classes with their probabilities, and the
eight strongest terms of the note. POST /predictBatch takes and answers a list of them. GET /history?limit=100 answers
the client's own predictions, newest first, with &country=, &variety= or &before=ID those alone.

MODELS.joblib says in which of two ways. With numbers it is written for speed: it classifies by hand (duties_numbers.py),
and an answer becomes JSON once, and is sent and recorded, and later sent again, as those bytes. With pipelines it goes by
the book: scikit-learn's own classes classify (duties_by_the_book.py), and each answer is checked by FastAPI against its
model, which the API is described by.

All else is one: uvloop and httptools; one connection to SQLite, which keeps its prepared statements; an index for each
filter; handlers are coroutines, because a thread for each would wait for the same interpreter. WAL with
synchronous=NORMAL: a commit is in the file system's hands before it is answered, so that a process that is killed loses
nothing.
"""

import hashlib
import sqlite3
import sys
import time
from datetime import datetime, timezone
from typing import Annotated, Literal

import joblib
import orjson
import sklearn
import uvicorn
from duties_by_the_book import Pipelines
from duties_numbers import Numbers
from fastapi import Depends, FastAPI, Header, HTTPException, Query, Response
from pydantic import BaseModel, Field

SCHEMA = """
CREATE TABLE IF NOT EXISTS clients (key_hash BLOB PRIMARY KEY, client TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS predictions (
  id INTEGER PRIMARY KEY, client TEXT NOT NULL, country TEXT NOT NULL, variety TEXT NOT NULL, answer BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS by_client ON predictions (client, id);
CREATE INDEX IF NOT EXISTS by_country ON predictions (client, country, id);
CREATE INDEX IF NOT EXISTS by_variety ON predictions (client, variety, id);
"""
RECORD = "INSERT INTO predictions (id, client, country, variety, answer) VALUES (?, ?, ?, ?, ?)"


class Wine(BaseModel):
    description: str = Field(min_length=1, max_length=4000)
    price: float | None = Field(None, ge=0.01, le=100_000)
    points: int | None = Field(None, ge=50, le=100)
    country: str | None = Field(None, min_length=1, max_length=100)
    variety: str | None = Field(None, min_length=1, max_length=100)


class ScoredClass(BaseModel):
    name: str
    confidence: float


class Evidence(BaseModel):
    feature: str
    kind: Literal["WORD", "PHRASE"]
    effect: float


class Classification(ScoredClass):
    ranking: list[ScoredClass]
    evidence: list[Evidence]


class Prediction(BaseModel):
    id: str
    wine: Wine
    country: Classification
    variety: Classification
    modelVersion: str
    createdAt: datetime


sklearn.set_config(assume_finite=True, skip_parameter_validation=True)
kept = joblib.load(sys.argv[1])
by_the_book = "pipelines" in kept
classifier = Pipelines(kept) if by_the_book else Numbers(kept)
version = "duties-1"
# One connection, which keeps its prepared statements; autocommit, so that a single insert is a transaction.
records = sqlite3.connect(sys.argv[2], isolation_level=None, check_same_thread=False)
records.execute("PRAGMA journal_mode = WAL")
records.execute("PRAGMA synchronous = NORMAL")
records.executescript(SCHEMA)
for client, key_hash in (argument.split("=") for argument in sys.argv[4:]):
    records.execute("INSERT OR REPLACE INTO clients VALUES (?, ?)", (bytes.fromhex(key_hash), client))
app = FastAPI(openapi_url=None)
last_id = 0


def answer(wines, client):
    """Predicts wines and records the answers; each comes as it is, and as the JSON that is recorded."""
    global last_id
    targets = classifier.classify(wines)
    created = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    predictions, rows = [], []
    for wine, country, variety in zip(wines, targets["country"], targets["variety"]):
        last_id = max(last_id + 1, time.time_ns())
        prediction = {
            "id": str(last_id),
            "wine": wine.__dict__,
            "country": to_classification(*country),
            "variety": to_classification(*variety),
            "modelVersion": version,
            "createdAt": created,
        }
        predictions.append(prediction)
        rows.append((last_id, client, country[0][0]["name"], variety[0][0]["name"], orjson.dumps(prediction)))
    if len(rows) == 1:
        records.execute(RECORD, rows[0])
    else:
        records.execute("BEGIN IMMEDIATE")
        records.executemany(RECORD, rows)
        records.execute("COMMIT")
    return predictions, [row[-1] for row in rows]


def to_classification(ranking, evidence):
    return {**ranking[0], "ranking": ranking, "evidence": evidence}


async def find_client(authorization: Annotated[str, Header()]):
    key_hash = hashlib.sha256(authorization.encode()).digest()
    found = records.execute("SELECT client FROM clients WHERE key_hash = ?", (key_hash,)).fetchone()
    if found is None:
        raise HTTPException(401, "There is no such key.")
    return found[0]


Client = Annotated[str, Depends(find_client)]


def send(content):
    return Response(content, media_type="application/json")


def send_all(answers):
    return send(b"[" + b",".join(answers) + b"]")


# FastAPI checks what is returned against response_model, but not a Response.


@app.post("/predict", response_model=Prediction)
async def predict(wine: Wine, client: Client):
    predictions, answers = answer([wine], client)
    return predictions[0] if by_the_book else send(answers[0])


@app.post("/predictBatch", response_model=list[Prediction])
async def predict_batch(wines: Annotated[list[Wine], Field(min_length=1, max_length=100)], client: Client):
    predictions, answers = answer(wines, client)
    return predictions if by_the_book else send_all(answers)


@app.get("/history", response_model=list[Prediction])
async def history(
    client: Client,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    before: int = 2**63 - 1,
    country: str | None = None,
    variety: str | None = None,
):
    wanted = [(column, value) for column, value in (("country", country), ("variety", variety)) if value is not None]
    conditions = "".join(f" AND {column} = ?" for column, _ in wanted)
    query = f"SELECT answer FROM predictions WHERE client = ? AND id < ?{conditions} ORDER BY id DESC LIMIT ?"
    rows = records.execute(query, (client, before, *(value for _, value in wanted), limit))
    return [orjson.loads(row[0]) for row in rows] if by_the_book else send_all([row[0] for row in rows])


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[3]), log_level="warning", loop="uvloop", http="httptools")
