import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { folderIn } from './data-directory.ts';
import { readJson, writeJson } from './json-file.ts';

/** What a deployment gets from its operator, and the local stack makes for itself at its first start. */
export interface LocalSecrets {
  readonly sealingKeys: string;
  readonly lookupKeys: string;
  /** Credential for /admin/v1. */
  readonly platformKey: string;
  readonly databasePassword: string;
}

/** The secrets of a data directory. Without them what is sealed there can't be opened, so they are never made anew. */
export function localSecrets(dataDir: string): LocalSecrets {
  const file = join(folderIn(dataDir, '.'), 'secrets.json');
  const kept = readJson<LocalSecrets | null>(
    file,
    null,
    'put back a copy of it; without it what is sealed in this directory is lost.',
  );
  if (kept) return kept;
  const secrets: LocalSecrets = {
    sealingKeys: `local1:${randomBytes(32).toString('base64')}`,
    lookupKeys: `local1:${randomBytes(32).toString('base64')}`,
    platformKey: `smv_${randomBytes(32).toString('base64url')}`,
    databasePassword: randomBytes(18).toString('base64url'),
  };
  writeJson(file, secrets, 0o600);
  return secrets;
}
