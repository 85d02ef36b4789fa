import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SetupProblem } from './problem.ts';

interface AccountIds {
  uid: number;
  gid: number;
}

/** Under which account PostgreSQL's programs run. */
export interface PostgresAccount {
  /** Must own the data directory. Undefined: whoever this process runs as. */
  owner?: AccountIds;
  /** The command line and account to spawn in order to run a program as this account. */
  command(program: string, args: string[]): { command: string; args: string[]; account?: AccountIds };
}

/**
 * The account under which PostgreSQL can run here: this one, or for root (as whom it refuses) `postgres` or else
 * `nobody`. Nothing on the system is changed for it. Where that account can't reach one of the `folders` (a checkout
 * in /root), the programs keep one of root's rights, to look past file permissions, and none of the others.
 */
export function postgresAccount(folders: string[]): PostgresAccount {
  if (process.getuid?.() !== 0) return { command: (command, args) => ({ command, args }) };
  const owner = ['postgres', '_postgres', 'nobody'].map(accountIds).find((ids) => ids !== undefined);
  if (!owner) {
    throw new SetupProblem(
      'PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody` to run it as.',
      'start as another user, or set DATABASE_URL to a PostgreSQL >= 15 of your own.',
    );
  }
  const closed = folders.map((folder) => closedFolder(folder, owner)).find((folder) => folder !== undefined);
  if (closed === undefined) return { owner, command: (command, args) => ({ command, args, account: owner }) };

  // setpriv(1) of util-linux, which the Linux distributions bring along.
  const identity = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const rights = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  if (spawnSync('setpriv', [...identity, ...rights, 'true']).status === 0) {
    const wrap = (program: string, args: string[]) => [...identity, ...rights, program, ...args];
    return { owner, command: (program, args) => ({ command: 'setpriv', args: wrap(program, args) }) };
  }
  throw new SetupProblem(
    `PostgreSQL refuses to run as root, and the account it would run as (uid ${owner.uid}) can't enter ${closed}.`,
    `start as another user, or move the checkout and SAMOVAR_DATA_DIR out of ${closed}.`,
  );
}

function accountIds(name: string): AccountIds | undefined {
  // passwd(5): name:password:uid:gid:...
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((candidate) => candidate.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':').map(Number) ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** The first folder on the way to `path` which the account may not pass through. */
function closedFolder(path: string, account: AccountIds): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : closedFolder(parent, account);
  if (above !== undefined) return above;
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isDirectory()) return undefined;
  const passBit = status.uid === account.uid ? 0o100 : status.gid === account.gid ? 0o010 : 0o001;
  return status.mode & passBit ? undefined : path;
}
