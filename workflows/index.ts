/** Every workflow type that a worker runs. */
export { mailboxWarmup } from './mailbox-warmup.ts';
