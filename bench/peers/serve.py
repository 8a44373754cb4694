"""A peer: the joblib pipelines that train.py wrote, served by FastAPI and uvicorn.

usage: serve.py COUNTRY.joblib VARIETY.joblib PORT

POST /predict {description, price, points, country, variety} answers {country, variety}.
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


@app.post("/predict")
def predict(wine: Wine):
    row = wine.model_dump()
    return {target: str(model.predict(train.columns([row], target))[0]) for target, model in models.items()}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[3]), log_level="warning")
