/** All IMAP commands that the server knows, and what a command is. */
import type { ImapSession } from './imap-session.ts';
import type { Arguments } from './imap-values.ts';
import { connectionCommands } from './imap-connection-commands.ts';
import { folderCommands } from './imap-folder-commands.ts';
import { loginCommands } from './imap-login-commands.ts';
import { messageCommands } from './imap-message-commands.ts';

/** The tagged response. */
export interface CommandAnswer {
  status: 'OK' | 'NO';
  /** With its response code, if any: `[TRYCREATE] no such folder`. */
  text: string;
  /** False where sequence numbers must stay as they are until the answer: FETCH, STORE, SEARCH (RFC 3501 section 7.4.1). */
  expungesAllowed?: boolean;
}

export interface CommandCall {
  session: ImapSession;
  tag: string;
  name: string;
  args: Arguments;
  /** The command came with UID before its name (RFC 3501 section 6.4.8). */
  byUid: boolean;
}

export interface ImapCommand {
  /** When it may be given (RFC 3501 section 3). */
  state: 'any' | 'not-authenticated' | 'authenticated' | 'selected';
  /** It looks for its fault rule itself, once it knows who logs in. */
  meetsFaultItself?: boolean;
  /** It has a UID form. */
  byUid?: boolean;
  /** Nothing is given back when the command has answered itself, or has closed the connection. */
  run(call: CommandCall): Promise<CommandAnswer | undefined> | CommandAnswer | undefined;
}

const commands = new Map<string, ImapCommand>([
  ...Object.entries(connectionCommands),
  ...Object.entries(loginCommands),
  ...Object.entries(folderCommands),
  ...Object.entries(messageCommands),
]);

/** The command of this name (in upper case), in its UID form if asked for. */
export function findCommand(name: string, byUid: boolean): ImapCommand | undefined {
  const command = commands.get(name);
  return byUid && !command?.byUid ? undefined : command;
}
