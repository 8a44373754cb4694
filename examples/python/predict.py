"""Asks Terroir for a wine's country and variety, with nothing but Python's standard library:

    ENDPOINT=http://localhost:4000/graphql KEY=trr_... python3 examples/python/predict.py "Tart cherry, silky." --price 42

The key is read from the environment: an argument would be seen by everybody who lists the processes of the machine.
"""

import argparse
import json
import os
import sys
import urllib.error
import urllib.request

PREDICT = """
mutation Predict($wine: WineInput!) {
  predict(wine: $wine) {
    country { ...Answer }
    variety { ...Answer }
    warnings
  }
}
fragment Answer on Classification { name confidence evidence { feature effect } }
"""
TIMEOUT_SECONDS = 30


def predict(endpoint: str, key: str, wine: dict) -> dict:
    """The prediction as the API gives it; SystemExit with a sentence where there is none."""
    request = urllib.request.Request(
        endpoint,
        data=json.dumps({"query": PREDICT, "variables": {"wine": wine}}).encode(),
        headers={"content-type": "application/json", "authorization": key},
    )
    try:
        try:
            response = urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)
        except urllib.error.HTTPError as error:
            response = error  # a key that is not known, for one: its errors are told as any others
        answer = json.load(response)
    except urllib.error.URLError as error:
        sys.exit(f"Nothing answers at {endpoint}: {error.reason}")
    except ValueError:
        sys.exit(f"{endpoint} answers, but not as Terroir does.")
    if errors := answer.get("errors"):
        sys.exit("\n".join(f"{error['errorType']}: {error['message']}" for error in errors))
    return answer["data"]["predict"]


def describe(target: str, answer: dict) -> str:
    """An answer in two lines."""
    words = [each["feature"] for each in answer["evidence"] if each["effect"] > 0]
    return f"{target}: {answer['name']}, {answer['confidence']:.0%}\n  for it spoke: {', '.join(words) or 'no word'}"


def main() -> None:
    """Reads the command line, asks, and prints."""
    parser = argparse.ArgumentParser(description="Asks Terroir for a wine's country and variety.")
    parser.add_argument("note", help="the tasting note")
    parser.add_argument("--price", type=float, help="US dollars a bottle")
    arguments = parser.parse_args()
    try:
        endpoint, key = os.environ["ENDPOINT"], os.environ["KEY"]
    except KeyError as missing:
        sys.exit(f"Set {missing.args[0]} first: ENDPOINT and KEY are in .local/host.json once npm start has run.")
    prediction = predict(endpoint, key, {"description": arguments.note, "price": arguments.price})
    print(describe("Country", prediction["country"]))
    print(describe("Variety", prediction["variety"]))
    for warning in prediction["warnings"]:
        print(f"Mind: {warning}")


if __name__ == "__main__":
    main()
