/** What every key begins with, so that people and secret scanners know one when they see it. */
export const KEY_PREFIX = 'trr_';

/** How many letters and digits follow the prefix: 238 random bits. */
export const KEY_LETTERS = 40;

/** The form of every key as a regular expression. */
export const KEY_PATTERN = '^trr_[A-Za-z0-9]{40}$';

/** How many of the first hex digits of a key's SHA-256 name the key for people. */
export const KEY_ID_DIGITS = 12;

/** What every token of a user begins with. */
export const USER_TOKEN_PREFIX = 'tru_';

/**
 * The form of a user's token as a regular expression. After the prefix come five parts in base64url without padding,
 * joined by dots: SHA-256 of the key that signs (32 bytes), the user's name, scopes joined by commas, the expiry in
 * epoch seconds (ten digits), and the signature: Ed25519 (64 bytes) over USER_TOKEN_DOMAIN and all before the last dot.
 */
export const USER_TOKEN_PATTERN =
  '^tru_[A-Za-z0-9_-]{43}\\.[A-Za-z0-9_-]{2,86}\\.[A-Za-z0-9_-]{7,28}\\.[A-Za-z0-9_-]{14}\\.[A-Za-z0-9_-]{86}$';

/**
 * The form of whatever a request may carry as Authorization, a key or a token; what has another is refused by AppSync
 * before anything is invoked.
 */
export const CREDENTIAL_PATTERN = `${KEY_PATTERN}|${USER_TOKEN_PATTERN}`;

/** What is signed begins with this, so that no signature of another protocol, or of a later form, is one of a token. */
export const USER_TOKEN_DOMAIN = 'terroir user token 1\n';

/** By which HKDF-SHA256 (without salt) makes the 32 bytes of an Ed25519 private key from the text of a client's key. */
export const USER_KEY_DERIVATION = 'terroir user tokens';

/** What comes before those 32 bytes in PKCS #8 (RFC 8410). */
export const ED25519_PKCS8_PREFIX = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32] as const;

/** How a user is named: whatever the application calls it by. */
export const USER_PATTERN = '^[A-Za-z0-9._@-]{1,64}$';

/** What a token may allow at most, as far as the key that signs it has it too. */
export const USER_SCOPES = ['predict', 'history', 'label'] as const;

/** One thing that a token may allow. */
export type UserScope = (typeof USER_SCOPES)[number];

/** How far ahead the end of a token may lie: a day. */
export const USER_TOKEN_SECONDS_MAX = 86_400;

/** By how much the clock of an application may be ahead. */
export const USER_TOKEN_SKEW_SECONDS = 60;

/**
 * For how many days a key lasts that is made through the API, unless told and at most; never longer than its maker. The
 * command line makes others.
 */
export const MADE_KEY_DAYS_MAX = 90;

/** How many living keys may be of one maker at a time: more than a person keeps in mind, and few to suspend again. */
export const MADE_KEYS_MAX = 200;

/** For how many hours a rotated key goes on beside the new one: unless told, and at most. */
export const OVERLAP_HOURS_DEFAULT = 7 * 24;
export const OVERLAP_HOURS_MAX = 30 * 24;

/** How many reads of 1 MB a request may make of the table of clients, which it reads whole: some 40,000 keys. */
export const CLIENTS_READS_MAX = 20;

/** A quota may not allow more wines than that. */
export const QUOTA_WINES_MAX = 1_000_000_000;

/** For how many seconds AppSync goes by what the authorizer answered: a revoked key is dead after that. */
export const KEY_CACHE_SECONDS = 30;
