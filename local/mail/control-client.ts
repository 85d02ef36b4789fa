/** The control API of a running mail server, typed, for tests and the local stack. */
import type {
  ControlProblem,
  DeliveredMessage,
  FaultInfo,
  FolderMessages,
  MailboxChange,
  MailboxInfo,
  MessageInfo,
  NewMailbox,
  ServerStatus,
} from './control-schema.ts';
import type { LogEntry, LogPage } from './event-log.ts';
import type { EventName } from './mail-event.ts';
import type { FaultRuleInput } from './fault-rules.ts';

/** The server refused: `status` is its HTTP status, `problems` names the fields. */
export class ControlRequestError extends Error {
  readonly status: number;
  readonly problems: { field: string; problem: string }[];

  constructor(status: number, problem: ControlProblem) {
    super(problem.error);
    this.status = status;
    this.problems = problem.problems ?? [];
  }
}

/** A message as read back: `raw` in bytes. */
export type ReadMessage = Omit<MessageInfo, 'raw'> & { raw: Buffer };

export interface LogFilter {
  event?: EventName | undefined;
  messageId?: string | undefined;
  /** Entries that have this address as user, mailbox, sender or recipient. */
  address?: string | undefined;
  /** Position to read from: `next` of an earlier answer. */
  after?: number | undefined;
}

/** The entry of one kind of event. */
export type EntryOf<Event extends EventName> = Extract<LogEntry, { event: Event }>;

export type MailControl = ReturnType<typeof connectMailControl>;

/** Connects to the control port of a server on the loopback. Nothing is sent before the first call. */
export function connectMailControl(port: number, host = '127.0.0.1') {
  const call = <Answer>(method: string, path: string, body?: unknown) =>
    request<Answer>(`http://${host}:${port}${path}`, method, body);
  const mailboxPath = (address: string) => `/mailboxes/${encodeURIComponent(address)}`;

  return {
    status: () => call<ServerStatus>('GET', '/status'),

    addMailbox: (mailbox: NewMailbox) => call<MailboxInfo>('POST', '/mailboxes', mailbox),
    listMailboxes: () => call<MailboxInfo[]>('GET', '/mailboxes'),
    readMailbox: (address: string) => call<MailboxInfo>('GET', mailboxPath(address)),
    changeMailbox: (address: string, change: MailboxChange) =>
      call<MailboxInfo>('PATCH', mailboxPath(address), change),
    removeMailbox: (address: string) => call<void>('DELETE', mailboxPath(address)),

    /** Puts a message into a folder (INBOX by default). Text gets CRLF line ends; bytes are taken as they are. */
    deliver: (address: string, raw: string | Buffer, options: { folder?: string; flags?: string[] } = {}) => {
      const bytes = typeof raw === 'string' ? Buffer.from(raw.replace(/\r?\n/g, '\r\n')) : raw;
      const body = { ...options, raw: bytes.toString('base64') };
      return call<DeliveredMessage>('POST', `${mailboxPath(address)}/messages`, body);
    },
    /** The messages of a folder, in the order of their UIDs, those after a UID if asked for. */
    readMessages: async (address: string, folder = 'INBOX', after = 0): Promise<ReadMessage[]> => {
      const query = queryString({ folder, after });
      const page = await call<FolderMessages>('GET', `${mailboxPath(address)}/messages?${query}`);
      return page.messages.map((message) => ({ ...message, raw: Buffer.from(message.raw, 'base64') }));
    },
    changeUidValidity: (address: string, folder = 'INBOX') =>
      call<{ uidValidity: number }>('POST', `${mailboxPath(address)}/uid-validity`, { folder }),
    /** Cuts the open IMAP connections of a mailbox. */
    dropImap: (address: string) => call<{ dropped: number }>('POST', `${mailboxPath(address)}/drop-imap`),

    /** Adds a fault rule; one with the same id is replaced. */
    addFault: (rule: FaultRuleInput) => call<FaultInfo>('POST', '/faults', rule),
    listFaults: () => call<FaultInfo[]>('GET', '/faults'),
    removeFault: (id: string) => call<void>('DELETE', `/faults/${encodeURIComponent(id)}`),
    removeAllFaults: () => call<void>('DELETE', '/faults'),

    /** A page of log entries, oldest first, with the position from which the next call can go on. */
    readLog: (filter: LogFilter = {}) => call<LogPage>('GET', `/log?${queryString({ ...filter })}`),
    /** All entries of one event, oldest first. */
    entries: async <Event extends EventName>(
      event: Event,
      filter: Omit<LogFilter, 'event'> = {},
    ): Promise<EntryOf<Event>[]> => {
      const entries: LogEntry[] = [];
      for (let page: LogPage | undefined; !page?.isComplete;) {
        const after = page?.next ?? filter.after;
        page = await call<LogPage>('GET', `/log?${queryString({ ...filter, event, after })}`);
        entries.push(...page.entries);
      }
      return entries as EntryOf<Event>[];
    },
    /**
     * Waits until there are this many entries of an event, past ones included, and gives all that there are then.
     * Throws when they didn't come in time (10 s unless told otherwise).
     */
    waitForEntries: async <Event extends EventName>(
      event: Event,
      count: number,
      filter: Omit<LogFilter, 'event'> = {},
      timeoutMs = 10_000,
    ): Promise<EntryOf<Event>[]> => {
      const deadline = Date.now() + timeoutMs;
      const entries: LogEntry[] = [];
      let { after } = filter;
      do {
        const waitMs = Math.max(0, deadline - Date.now());
        const page = await call<LogPage>('GET', `/log?${queryString({ ...filter, event, after, waitMs })}`);
        entries.push(...page.entries);
        after = page.next;
      } while (entries.length < count && Date.now() < deadline);
      if (entries.length >= count) return entries as EntryOf<Event>[];
      const times = `${entries.length} times within ${timeoutMs} ms, not ${count}`;
      throw new Error(`The mail server logged "${event}" ${times}.`);
    },
  };
}

function queryString(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.toString();
}

async function request<Answer>(url: string, method: string, body: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new ControlRequestError(response.status, JSON.parse(text) as ControlProblem);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}
