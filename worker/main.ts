import { runWorker } from './run.ts';

/** `npm run worker`: the process that runs workflows and activities. Settings by the environment, see .env.example. */
await runWorker(process.env);
