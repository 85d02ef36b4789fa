import { SamovarError } from '../policy/errors.ts';
import { ensurePlatformKey } from '../store/api-keys.ts';
import { readApiSettings } from '../store/settings.ts';
import { createApp } from './app.ts';
import { openContext } from './dependencies.ts';
import { createLog } from './log.ts';
import { listen } from './serve.ts';

/** `npm run api`: the process that serves the HTTP API. Settings by the environment, see .env.example. */

/** How long requests may go on after the signal to stop, real time. */
const graceMs = 8_000;

async function main(): Promise<void> {
  const settings = readApiSettings(process.env);
  const log = createLog(settings.logLevel);
  const context = await openContext(settings, log);
  try {
    const { platformKey } = settings;
    if (platformKey) await context.store.forPlatform((tx) => ensurePlatformKey(tx, platformKey, new Date()));
    const server = await listen(createApp(context), settings);
    log.info({ host: settings.host, port: server.port }, 'api ready');
    await signalled('SIGTERM', 'SIGINT');
    log.info('api stops');
    await server.close(graceMs);
  } finally {
    await context.close();
  }
}

function signalled(...signals: NodeJS.Signals[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of signals) process.once(signal, () => resolve());
  return promise;
}

/** Problems of settings and port say themselves what to do. */
function sentenceFor(error: unknown): unknown {
  if (error instanceof SamovarError && error.code === 'database-unavailable') {
    return `${error.message} Start it, or correct DATABASE_URL and PLATFORM_DATABASE_URL.`;
  }
  return error instanceof Error ? error.message : error;
}

try {
  await main();
} catch (error) {
  console.error(sentenceFor(error));
  process.exit(1);
}
