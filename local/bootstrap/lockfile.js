import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether node_modules holds what package-lock.json asks for. npm notes what it has installed in
 * node_modules/.package-lock.json, as the last thing it does, so that an installation that was cut short has none.
 *
 * @param {string} root the repository
 */
export function isInstalled(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(installedFile);
  return Object.entries(wanted)
    .filter(([path, entry]) => path.startsWith('node_modules/') && isForThisMachine(entry))
    .every(([path, entry]) => path in installed && installed[path].version === entry.version);
}

/**
 * The version of a package in package-lock.json.
 *
 * @param {string} root
 * @param {string} name
 * @returns {string | undefined}
 */
export function lockedVersion(root, name) {
  return readPackages(join(root, 'package-lock.json'))[`node_modules/${name}`]?.version;
}

/**
 * @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockEntry
 * @param {string} file
 * @returns {Record<string, LockEntry>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/**
 * npm leaves optional packages out where they don't fit. One that names a C library is not asked for: which one this
 * machine has is npm's to find out.
 *
 * @param {LockEntry} entry
 */
function isForThisMachine({ optional, os, cpu, libc }) {
  if (!optional) return true;
  return !libc && Boolean(os?.includes(process.platform) && cpu?.includes(process.arch));
}
