/** A reply of an SMTP server, read apart. */
export interface SmtpReply {
  /** Reply code, RFC 5321 section 4.2. */
  code: number;
  /** Enhanced status code such as `5.1.1` (RFC 3463), where the server gives one. */
  enhancedCode: string | null;
  /** The text of all lines without their codes. May quote addresses. */
  text: string;
}

/** RFC 5321 section 4.2: each line is a code, then a hyphen (more follows) or a space, then text. */
const replyLine = /^(\d{3})(?:[ -]|$)(.*)$/;
/** RFC 3463 section 2: class 2, 4 or 5, subject and detail of up to three digits; RFC 2034 puts it before the text. */
const enhancedStatus = /^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)/;

/**
 * Reads a reply, of one line or several. Null when the text doesn't begin with a reply code.
 * Each line may repeat the enhanced code (RFC 2034 section 4); the first one counts.
 */
export function readReply(reply: string): SmtpReply | null {
  const lines = reply.split(/\r?\n/).filter((line) => line.trim() !== '');
  const code = replyLine.exec(lines[0] ?? '')?.[1];
  if (code === undefined) return null;
  let enhancedCode: string | null = null;
  const texts = lines.map((line) => {
    const text = (replyLine.exec(line)?.[2] ?? line).trim();
    const status = enhancedStatus.exec(text);
    if (!status) return text;
    enhancedCode ??= status[1] ?? null;
    return text.slice(status[0].length);
  });
  return { code: Number(code), enhancedCode, text: texts.join(' ').trim() };
}

/** Whether a reply refuses: 4yz is transient, 5yz permanent (RFC 5321 section 4.2.1); null for any other reply. */
export function permanenceOf(code: number): 'permanent' | 'transient' | null {
  if (code >= 500 && code <= 599) return 'permanent';
  if (code >= 400 && code <= 499) return 'transient';
  return null;
}
