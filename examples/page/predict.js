'use strict';

/*
 * Asks Terroir from a plain page: one fetch, no build, no package. What the API answers is put into the page as text only,
 * never as HTML: words of a note come back as evidence, and a note is whatever somebody typed.
 */

const PREDICT = `
  mutation Predict($wine: WineInput!) {
    predict(wine: $wine) {
      country { ...Answer }
      variety { ...Answer }
      warnings
    }
  }
  fragment Answer on Classification { name confidence evidence { feature effect } }`;

const form = document.getElementById('ask');
const section = document.getElementById('answer');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  section.replaceChildren(element('p', 'Asking …'));
  try {
    section.replaceChildren(...showPrediction(await predict(readWine())));
  } catch (error) {
    section.replaceChildren(element('p', error.message));
  } finally {
    button.disabled = false;
  }
});

function valueOf(id) {
  return document.getElementById(id).value.trim();
}

function readWine() {
  const price = valueOf('price');
  return { description: valueOf('note'), price: price === '' ? null : Number(price) };
}

/** The prediction; an Error with a sentence to show where there is none. */
async function predict(wine) {
  const endpoint = valueOf('endpoint');
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: valueOf('key') },
    body: JSON.stringify({ query: PREDICT, variables: { wine } }),
  }).catch(() => {
    throw new Error(`Nothing answers at ${endpoint}.`);
  });
  const { data, errors } = await response.json().catch(() => {
    throw new Error(`${endpoint} answers, but not as Terroir does (HTTP ${response.status}).`);
  });
  // What was answered stands beside what went wrong; here one without the other is no use.
  if (errors) throw new Error(errors.map(({ errorType, message }) => `${errorType}: ${message}`).join(' '));
  return data.predict;
}

function showPrediction({ country, variety, warnings }) {
  return [
    ...showAnswer('Country', country),
    ...showAnswer('Variety', variety),
    ...warnings.map((warning) => element('p', `Mind: ${warning}`)),
  ];
}

function showAnswer(target, { name, confidence, evidence }) {
  const meter = document.createElement('meter');
  meter.value = confidence;
  meter.title = 'Confidence';
  const words = evidence.filter(({ effect }) => effect > 0).map(({ feature }) => feature);
  return [
    element('h2', `${target}: ${name}, ${Math.round(100 * confidence)} %`),
    meter,
    element('p', words.length > 0 ? `For it spoke: ${words.join(', ')}.` : 'No word spoke for it.'),
  ];
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
