/** Tagged answers of IMAP commands, and the errors that become one. */
import type { CommandAnswer } from './imap-commands.ts';

export function ok(text = 'done'): CommandAnswer {
  return { status: 'OK', text };
}

export function no(text: string): CommandAnswer {
  return { status: 'NO', text };
}

/** Response codes of RFC 5530. */
export const noSuchFolder = no('[NONEXISTENT] there is no such folder');
export const readOnlyFolder = no('[READ-ONLY] the folder is open for reading only');
