declare module 'asl-validator' {
  /** Holds a definition against the Amazon States Language. */
  function validate(definition: object): { isValid: boolean; errorsText: () => string };
  export = validate;
}
