import { type Setting, SETTINGS } from '../contract/settings.ts';

/** A setting that the template gives. Errors: Error where it is missing, since nothing works without. */
export function readSetting(setting: Setting): string {
  return readVariable(SETTINGS[setting]);
}

/** An environment variable that must be there, such as those that Lambda sets. Errors: Error where it is not. */
export function readVariable(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
