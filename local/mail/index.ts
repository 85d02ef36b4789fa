/**
 * Samovar's local mail server: a stand-in for mail providers in development and tests, never for production.
 *
 * It takes mail by SMTP submission (npm `smtp-server`), delivers between its own mailboxes, and serves them by IMAP4rev1 written in
 * plain Node. Everything that real providers do to a sender can be asked for while it runs: refusals at each phase, answers lost
 * after acceptance, mail sorted into Junk, reports that come days later, connections that drop, changed UIDVALIDITY. Its log says
 * what was really accepted and delivered, and so judges whether anything was sent twice or lost.
 *
 * It runs as its own process (`main.ts`), since tests kill it and expect it to go on with all that it ever answered 250 for; tests
 * of one module start it inside theirs (`startMailServer`). Both are steered through the control API (`connectMailControl`).
 *
 * - `store.ts`, `journal.ts`, `event-log.ts`: what is kept, and how it survives a SIGKILL
 * - `submission.ts`, `delivery.ts`, `dsn.ts`: SMTP and where messages go
 * - `imap-*.ts`, `mime*.ts`: IMAP and the structure of messages
 * - `fault-rules.ts`, `faults.ts`: what goes wrong on request
 * - `control-*.ts`: steering it from outside
 */
export {
  connectMailControl,
  ControlRequestError,
  type MailControl,
  type ReadMessage,
} from './control-client.ts';
export type { MailboxInfo, NewMailbox } from './control-schema.ts';
export type { LogEntry } from './event-log.ts';
export type { MailEvent } from './mail-event.ts';
export type { FaultRule, FaultRuleInput } from './fault-rules.ts';
export { inShare } from './faults.ts';
export type { Ports } from './ports.ts';
export { type MailServer, type MailServerOptions, startMailServer } from './server.ts';
