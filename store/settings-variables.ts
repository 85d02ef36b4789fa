import { isIP } from 'node:net';
import { z } from 'zod';
import { parseKeyList } from './key-list.ts';
import type { SettingProblem, Variable, Environment } from './environment.ts';

/** Each setting's form. What it is for stands in `.env.example`. */

function variable<Schema extends z.ZodType>(schema: Schema, fix: string): Variable<Schema> {
  return { schema, fix };
}

function secret<Schema extends z.ZodType>(schema: Schema, fix: string): Variable<Schema> {
  return { schema, fix, isSecret: true };
}

const postgresUrl = z.string().refine(isPostgresUrl, 'is not the URL of a PostgreSQL database');
const postgresUrlFix = 'Give postgresql://user:password@host:5432/database.';

export const databaseUrl = secret(postgresUrl, postgresUrlFix);
export const optionalDatabaseUrl = secret(postgresUrl.optional(), postgresUrlFix);

/** A list of keys as `parseKeyList` reads it, which names what is wrong and never a key. */
export function keyList(setting: string): Variable<z.ZodString> {
  const schema = z.string().superRefine((text, context) => {
    try {
      parseKeyList(setting, text);
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: error instanceof Error ? error.message : 'is not a key list',
      });
    }
  });
  return secret(schema, 'Make a first one with: echo "k1:$(openssl rand -base64 32)".');
}

export const clockSpeed = variable(
  z.coerce.number('is not a number').min(1, 'is below 1').max(100_000, 'is above 100000').default(1),
  'Give 1, or in a local stack how many times faster than life business time runs.',
);

/** A clock that runs faster than life would burn real mailboxes: never in production. */
export function productionClock(environment: Environment): SettingProblem[] {
  const speed = environment['SAMOVAR_CLOCK_SPEED'] || '1';
  if (environment['NODE_ENV'] !== 'production' || Number(speed) === 1) return [];
  return [{ name: 'SAMOVAR_CLOCK_SPEED', message: 'must be 1 in production', fix: 'Remove it.' }];
}

export const logLevel = variable(
  z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'is not a level').default('info'),
  'Give trace, debug, info, warn, error, fatal or silent.',
);

export const temporalAddress = variable(
  z
    .string()
    .regex(/^[^\s:/]+:\d{1,5}$/, 'is not host:port')
    .optional(),
  'Give host:port, such as 127.0.0.1:7233.',
);

export const temporalApiKey = secret(z.string().optional(), 'Give the key that Temporal Cloud showed.');

export const apiHost = variable(z.string().default('127.0.0.1'), 'Give the address to listen on.');

export const apiPort = variable(
  z.coerce
    .number('is not a number')
    .int('is not a whole number')
    .min(0, 'is no port')
    .max(65535, 'is no port')
    .default(8080),
  'Give a port from 1 to 65535, or 0 for any free one.',
);

export const optionalUrl = variable(
  z
    .string()
    .refine(isWebUrl, 'is not a web address')
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  'Give http://... or https://....',
);

export const platformKey = secret(
  z
    .string()
    .regex(/^smv_[\w-]{43}$/, 'is not a platform key')
    .optional(),
  'Make one with: echo "smv_$(openssl rand -base64 32 | tr +/ -_ | tr -d =)".',
);

export const nameServers = variable(
  z
    .string()
    .default('')
    .transform(items)
    .refine(
      (servers) => servers.every(isNameServer),
      'is not a list of IP addresses, each with or without a port',
    ),
  'Give 9.9.9.9 or 127.0.0.1:5353, several with commas, or nothing for the system’s.',
);

export const optionalPath = variable(z.string().optional(), 'Give the path of a PEM file.');

/** Some of `known`, separated by commas; all of them when it isn't set. */
export function someOf<Item extends string>(known: readonly Item[]) {
  const isKnown = (item: string): item is Item => known.some((one) => one === item);
  return variable(
    z
      .string()
      .default(known.join(','))
      .transform(items)
      .refine(
        (given): given is Item[] => given.length > 0 && given.every(isKnown),
        'names a queue that there is not',
      ),
    `Give some of ${known.join(', ')}, separated by commas.`,
  );
}

function items(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isNameServer(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(text) ?? [];
  return host !== undefined && isIP(host) !== 0 && Number(port) >= 1 && Number(port) <= 65535;
}
