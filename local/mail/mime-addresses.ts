/** Address lists of header fields (RFC 5322 section 3.4), as far as ENVELOPE shows them. */

/** An address, or one end of a group: IMAP marks its start by a name without domain, its end by neither (RFC 3501 section 7.4.2). */
export interface ListedAddress {
  name: string | undefined;
  local: string | undefined;
  domain: string | undefined;
}

export function parseAddresses(value: string): ListedAddress[] {
  const addresses: ListedAddress[] = [];
  for (const { text, end } of splitList(value)) {
    if (end === ':') addresses.push({ name: undefined, local: unquote(text), domain: undefined });
    else if (text !== '') addresses.push(parseAddress(text));
    if (end === ';') addresses.push({ name: undefined, local: undefined, domain: undefined });
  }
  return addresses;
}

/** Cuts a list at its commas, and at the colon and semicolon of a group, outside of quotes, comments and angle brackets. */
function* splitList(value: string): Generator<{ text: string; end: string }> {
  let text = '';
  let comments = 0;
  let bracketed = false;
  for (let position = 0; position < value.length; position++) {
    const character = value[position] ?? '';
    if (character === '"' && comments === 0) {
      const quoted = /^"(?:[^"\\]|\\.)*"?/.exec(value.slice(position))?.[0] ?? '"';
      text += quoted;
      position += quoted.length - 1;
    } else if (character === '(') {
      comments += 1;
    } else if (character === ')' && comments > 0) {
      comments -= 1;
    } else if (comments > 0) {
      continue;
    } else if (!bracketed && /[,:;]/.test(character)) {
      yield { text: text.trim(), end: character };
      text = '';
    } else {
      if (character === '<') bracketed = true;
      if (character === '>') bracketed = false;
      text += character;
    }
  }
  yield { text: text.trim(), end: '' };
}

function parseAddress(text: string): ListedAddress {
  const angle = /^(.*?)<([^>]*)>/s.exec(text);
  const address = (angle?.[2] ?? text).trim();
  const name = unquote(angle?.[1]?.trim() ?? '');
  const at = address.lastIndexOf('@');
  return {
    name: name === '' ? undefined : name,
    local: at < 0 ? address : address.slice(0, at),
    domain: at < 0 ? '' : address.slice(at + 1),
  };
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}
