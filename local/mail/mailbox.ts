/** One mailbox: its address, credentials and folders. */
import type { MailboxOptions, SpecialUse } from './changes.ts';
import { Folder, type FolderState } from './folder.ts';

export interface Credentials {
  password: string;
  token: string | undefined;
}

export class Mailbox {
  readonly address: string;
  password: string;
  /** Bearer token for XOAUTH2; without one that mechanism refuses. */
  token: string | undefined;
  options: MailboxOptions;
  readonly folders = new Map<string, Folder>();

  constructor(address: string, credentials: Credentials, options: MailboxOptions) {
    this.address = address;
    this.password = credentials.password;
    this.token = credentials.token;
    this.options = options;
  }

  get domain(): string {
    return this.address.slice(this.address.lastIndexOf('@') + 1);
  }

  /** The folder at a path; INBOX in any case (RFC 3501 section 5.1). */
  folder(path: string): Folder | undefined {
    return this.folders.get(canonicalPath(path));
  }

  folderFor(use: SpecialUse): Folder | undefined {
    for (const folder of this.folders.values()) if (folder.specialUse === use) return folder;
    return undefined;
  }

  createFolder(path: string, state: FolderState): void {
    this.folders.set(path, new Folder(path, state));
  }

  hasChildren(path: string): boolean {
    for (const other of this.folders.keys()) if (other.startsWith(`${path}/`)) return true;
    return false;
  }
}

/** The folders that every mailbox starts with (RFC 6154 section 2). */
export const defaultFolders: readonly { path: string; specialUse: SpecialUse | undefined }[] = [
  { path: 'INBOX', specialUse: undefined },
  { path: 'Sent', specialUse: '\\Sent' },
  { path: 'Drafts', specialUse: '\\Drafts' },
  { path: 'Junk', specialUse: '\\Junk' },
  { path: 'Trash', specialUse: '\\Trash' },
  { path: 'Archive', specialUse: '\\Archive' },
];

/** Levels separated by slashes, without wildcards (RFC 3501 section 6.3.8) and control characters. */
export const folderNamePattern = /^[^/*%\p{Cc}]+(\/[^/*%\p{Cc}]+)*$/u;

export function canonicalPath(path: string): string {
  return /^inbox$/i.test(path) ? 'INBOX' : path;
}

/** Addresses are compared in lower case here; the local part too, as every large provider does. */
export function canonicalAddress(address: string): string {
  return address.toLowerCase();
}
