/** What util.error and util.unauthorized throw: the field is aborted and answered with this error. */
export class FieldFault extends Error {
  override readonly name = 'FieldFault';
  readonly errorType: string | null;
  readonly data: unknown;
  readonly errorInfo: unknown;

  constructor(message: string, errorType: string | null = null, data: unknown = null, errorInfo: unknown = null) {
    super(message);
    this.errorType = errorType;
    this.data = data;
    this.errorInfo = errorInfo;
  }
}

/** What runtime.earlyReturn throws; never seen by a client. Its value stays in the realm: see Realm.lastEarly. */
export class EarlyReturn extends Error {
  override readonly name = 'EarlyReturn';
  readonly skipTo: 'END' | 'NEXT';

  constructor(skipTo: 'END' | 'NEXT') {
    super('runtime.earlyReturn');
    this.skipTo = skipTo;
  }
}

/** AppSync has it, this host does not: an error by name, so that nothing passes here silently and differs on AWS. */
export class UnsupportedByHost extends Error {
  override readonly name = 'UnsupportedByHost';

  constructor(what: string) {
    super(`${what} is part of AppSync, but this local host does not support it.`);
  }
}
