import { BootstrapProblem } from './problem.js';

/** What npm's error codes mean here. Codes: npm's own, Node's system errors and OpenSSL's. */
const causes = [
  {
    codes:
      /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|EIDLETIMEOUT)\b/,
    problem: 'The package registry can’t be reached',
    fix:
      'check the network, and where there is a proxy or a mirror, `npm config get proxy` and `npm config get registry`; ' +
      'then run the same command again.',
  },
  {
    codes:
      /\b(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT)\b/,
    problem: 'The package registry’s certificate is not trusted by npm',
    fix: 'tell npm of your organisation’s authority with `npm config set cafile <file>`, then run the same command again.',
  },
  {
    codes: /\b(E401|E403|ENEEDAUTH)\b/,
    problem: 'The package registry refuses access',
    fix: 'log in with `npm login`, or look at `npm config get registry`, then run the same command again.',
  },
  {
    codes: /\b(ENOSPC|EDQUOT)\b/,
    problem: 'The disk is full',
    fix: 'free about 1.5 GB (dependencies and npm’s cache), then run the same command again.',
  },
  {
    codes: /\b(EACCES|EPERM|EROFS)\b/,
    problem: 'npm may not write here',
    fix:
      'make the folder and npm’s cache (`npm config get cache`) belong to you, ' +
      'for instance with `sudo chown -R "$(id -u)" .`, then run the same command again.',
  },
  {
    codes: /\b(EINTEGRITY)\b/,
    problem: 'A package is not the one that package-lock.json names',
    fix: 'clear what may be damaged with `npm cache clean --force`, then run the same command again.',
  },
];

/**
 * What to say of an npm run that failed.
 *
 * @param {string} doing what npm was to do, as in "installing dependencies"
 * @param {string} output all that npm printed
 */
export function npmProblem(doing, output) {
  const cause = causes.find(({ codes }) => codes.test(output));
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('npm warn'));
  if (!cause) {
    return new BootstrapProblem(
      `npm failed while ${doing}:\n${lines.slice(-15).join('\n')}`,
      'see the message above; `npm run doctor` checks this machine once dependencies are installed.',
    );
  }
  const [code] = cause.codes.exec(output) ?? [];
  return new BootstrapProblem(`${cause.problem} (${code}, while ${doing}).`, cause.fix);
}
