import { SamovarError } from '../policy/errors.ts';

/** What isn't there, or is another tenant's: which of the two stays untold. */
export function noSuch(thing: 'tenant' | 'domain' | 'mailbox' | 'API key'): SamovarError {
  return new SamovarError('not-found', `There is no such ${thing}.`);
}
