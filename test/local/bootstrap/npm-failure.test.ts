import { expect, test } from 'vitest';

// Plain JavaScript, because it runs before there is a Node that reads TypeScript.
const file: string = '../../../local/bootstrap/npm-failure.js';
const { npmProblem } = (await import(file)) as {
  npmProblem: (doing: string, output: string) => Error;
};

/** As npm 10 and 11 printed it. */
const outputs = {
  'offline machine':
    'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request to http://r/zod failed',
  'closed port':
    'npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED\nnpm error FetchError: request failed',
  'nothing in the cache': 'npm error code ENOTCACHED\nnpm error request failed: cache mode is only-if-cached',
  'company proxy': 'npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error errno SELF_SIGNED_CERT_IN_CHAIN',
  'private mirror': 'npm error code E401\nnpm error Incorrect or missing password.',
  'full disk': 'npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write',
  'foreign folder':
    'npm error code EACCES\nnpm error syscall mkdir\nnpm error path /opt/samovar/node_modules',
  'damaged cache': 'npm error code EINTEGRITY\nnpm error sha512-x integrity checksum failed',
};

test.each([
  ['offline machine', 'The package registry can’t be reached (ENOTFOUND', 'check the network'],
  ['closed port', 'The package registry can’t be reached (ECONNREFUSED', 'check the network'],
  ['nothing in the cache', 'The package registry can’t be reached (ENOTCACHED', 'check the network'],
  ['company proxy', 'certificate is not trusted by npm (SELF_SIGNED_CERT_IN_CHAIN', 'cafile'],
  ['private mirror', 'The package registry refuses access (E401', 'npm login'],
  ['full disk', 'The disk is full (ENOSPC', 'free about 1.5 GB'],
  ['foreign folder', 'npm may not write here (EACCES', 'chown'],
  ['damaged cache', 'A package is not the one that package-lock.json names (EINTEGRITY', 'npm cache clean'],
] as const)('names the cause and the fix: %s', (cause, problem, fix) => {
  const { message } = npmProblem('installing dependencies', outputs[cause]);
  expect(message).toContain(problem);
  expect(message.split('\nFix: ')[1]).toContain(fix);
});

test('shows the end of what npm printed where the cause is not known', () => {
  const { message } = npmProblem(
    'installing dependencies',
    'npm warn EBADENGINE noise\nnpm error something new',
  );
  expect(message).toContain('npm error something new');
  expect(message).not.toContain('noise');
});
