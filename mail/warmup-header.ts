import { createHmac } from 'node:crypto';
import { openId, sealId } from './opaque-id.ts';

/** The words that a header's name is made of: those that companies' own systems put into their mail. */
const subjects = ['Batch', 'Desk', 'Entity', 'Flow', 'Item', 'Job', 'Node', 'Order'] as const;
const qualifiers = ['Line', 'Link', 'Local', 'Main', 'Origin', 'Part', 'Route', 'Unit'] as const;
const nouns = ['Code', 'Id', 'Key', 'Mark', 'Ref', 'Stamp', 'Tag', 'Token'] as const;

/**
 * The name of the installation's warm-up header, such as `X-Order-Route-Ref`: one of 512 that look like any company's
 * own. A name of ours that all installations share would let a filter know every warm-up mail by it.
 */
export function warmupHeaderName(key: Buffer): string {
  const [first = 0, second = 0, third = 0] = createHmac('sha256', key).update('warm-up header name').digest();
  const words = [subjects[first % 8], qualifiers[second % 8], nouns[third % 8]];
  return `X-${words.join('-')}`;
}

/** The header that marks a send as warm-up mail, for the partner's tending. Nothing in it can be read without the key. */
export function warmupHeader(sendId: string, key: Buffer): { name: string; value: string } {
  return { name: warmupHeaderName(key), value: sealId(sendId, key, 'warmup-header') };
}

/** The send that a warm-up header's value names; null when it isn't one of ours. */
export function sendIdFromWarmupHeader(value: string, key: Buffer): string | null {
  return openId(value.trim(), key, 'warmup-header');
}
