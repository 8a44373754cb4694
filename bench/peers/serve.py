"""A peer: the joblib pipelines that train.py wrote, served by FastAPI and uvicorn.

usage: serve.py COUNTRY.joblib VARIETY.joblib PORT

POST /predict {description, price, points, country, variety} answers {country, variety}; POST /predictBatch takes and
answers a list of them.
"""

import sys

import joblib
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

import train  # the pipelines name its functions

sys.modules["__main__"].numbers = train.numbers


class Wine(BaseModel):
    description: str
    price: float | None = None
    points: int | None = None
    country: str | None = None
    variety: str | None = None


app = FastAPI()
models = {"country": joblib.load(sys.argv[1]), "variety": joblib.load(sys.argv[2])}


def answer(rows: list[dict]) -> list[dict]:
    answers = [model.predict(train.columns(rows, target)) for target, model in models.items()]
    return [dict(zip(models, map(str, names))) for names in zip(*answers)]


@app.post("/predict")
def predict(wine: Wine):
    return answer([wine.model_dump()])[0]


@app.post("/predictBatch")
def predict_batch(wines: list[Wine]):
    return answer([wine.model_dump() for wine in wines])


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[3]), log_level="warning")
