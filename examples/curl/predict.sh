#!/bin/sh
# Asks Terroir with one line of curl:
#     ENDPOINT=http://localhost:4000/graphql KEY=trr_… sh examples/curl/predict.sh
# The key goes in by standard input: an argument would be seen by everybody who lists the processes of the machine.
: "${ENDPOINT:?Set ENDPOINT first}" "${KEY:?Set KEY first}"
printf 'Authorization: %s' "$KEY" | curl --silent --show-error -H @- -H 'Content-Type: application/json' --data \
  '{"query":"mutation { predict(wine: { description: \"Tart cherry and forest floor, silky.\", price: 42 }) { country { name confidence } variety { name confidence } } }"}' "$ENDPOINT"
