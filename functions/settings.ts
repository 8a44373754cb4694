/** A setting that the template gives. Errors: throws where it is missing, since nothing works without. */
export function readSetting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
