import { expect, test } from 'vitest';
import { fingerprintText } from '../../../classifier/text/fingerprint.ts';

test('case, punctuation, spaces and the way an accent is composed make no other text', () => {
  const fingerprint = fingerprintText('Rosé, d’été: crisp');
  expect(fingerprintText("ROSÉ d'été   crisp!".normalize('NFD'))).toBe(fingerprint);
  expect(fingerprintText('  Rosé — d’été… (crisp)\n')).toBe(fingerprint);
});

test.each([
  ['an elision and two words', "Nero d'Avola, ripe.", 'Nero d Avola, ripe.'],
  ['a ligature and its letters', 'ﬁne', 'fine'],
  ['a power and a number', '10² vines', '102 vines'],
  ['a letter with an accent and one without', 'rosé', 'rose'],
  ['words in another order', 'crisp rosé', 'rosé crisp'],
  ['words written apart and together', 'black berry', 'blackberry'],
])('%s are different texts', (_name, one, other) => {
  expect(fingerprintText(one)).not.toBe(fingerprintText(other));
});

test('texts without any word or number are the same only where their characters are', () => {
  const fingerprints = ['🍷🍷', '🥂', '🍷', '!', '!?', ''].map(fingerprintText);
  expect(new Set(fingerprints).size).toBe(fingerprints.length);
  expect(fingerprintText(' 🍷🍷\n')).toBe(fingerprintText('🍷🍷'));
  expect(fingerprintText('🍷\ud800')).toBe(fingerprintText('🍷\ufffd'));
});

test('a fingerprint is 16 hexadecimal digits, and stays what it was: the split of stored examples goes by it', () => {
  expect(["Nero d'Avola, ripe.", 'Rosé, d’été: crisp', 'a'].map(fingerprintText)).toEqual([
    'fa93aba56e2c6205',
    '276204bcb2f4874d',
    '0aa7959ffc1ee461',
  ]);
  for (const text of ['', '🍷', 'a']) expect(fingerprintText(text)).toMatch(/^[0-9a-f]{16}$/);
});
