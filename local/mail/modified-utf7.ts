/** Folder names on an IMAP connection: modified UTF-7 (RFC 3501 section 5.1.3). */

/** `Entwürfe` -> `Entw&APw-rfe` */
export function encodeFolderName(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-';
    const utf16 = Buffer.from(run, 'utf16le').swap16();
    return `&${utf16.toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`;
  });
}

/** `Entw&APw-rfe` -> `Entwürfe`. What isn't modified UTF-7 is left as it is. */
export function decodeFolderName(name: string): string {
  return name.replace(/&([A-Za-z0-9+,]*)-/g, (_run, base64: string) => {
    if (base64 === '') return '&';
    const utf16 = Buffer.from(base64.replaceAll(',', '/'), 'base64');
    return utf16.length % 2 === 0 ? utf16.swap16().toString('utf16le') : _run;
  });
}
