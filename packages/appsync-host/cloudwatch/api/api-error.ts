/** A call that is refused, by CloudWatch's own names. */
export class ApiError extends Error {
  override name = 'ApiError';
  /** Such as InvalidParameterValue. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Of a parameter that is missing, or that cannot be what it is. */
export function invalid(message: string): ApiError {
  return new ApiError('InvalidParameterValue', message);
}
