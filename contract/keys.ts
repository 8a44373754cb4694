/** What every key begins with, so that people and secret scanners know one when they see it. */
export const KEY_PREFIX = 'trr_';

/** How many letters and digits follow the prefix: 238 random bits. */
export const KEY_LETTERS = 40;

/** The form of every key as a regular expression; whatever has another is refused by AppSync before anything is invoked. */
export const KEY_PATTERN = '^trr_[A-Za-z0-9]{40}$';

/** For how many seconds AppSync goes by what the authorizer answered: a revoked key is dead after that. */
export const KEY_CACHE_SECONDS = 30;
