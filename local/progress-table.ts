import type { MailboxProgress } from './progress.ts';

const columns: readonly {
  readonly title: string;
  readonly cell: (one: MailboxProgress) => string;
  readonly isNumber?: boolean;
}[] = [
  { title: 'mailbox', cell: ({ address }) => address },
  { title: 'stage', cell: ({ stage }) => stage },
  { title: 'phase', cell: ({ phase }) => phase },
  { title: 'health', cell: ({ health }) => health },
  { title: 'day', cell: ({ day }) => String(day), isNumber: true },
  { title: 'today', cell: ({ sentToday, plannedToday }) => `${sentToday}/${plannedToday}`, isNumber: true },
  { title: 'sent', cell: ({ sent }) => String(sent), isNumber: true },
  { title: 'planned', cell: ({ planned }) => String(planned), isNumber: true },
  { title: 'answers', cell: ({ answered }) => String(answered), isNumber: true },
  { title: 'in Junk', cell: ({ foundInJunk }) => String(foundInJunk), isNumber: true },
  { title: 'rescued', cell: ({ rescued }) => String(rescued), isNumber: true },
  { title: 'missing', cell: ({ missing }) => String(missing), isNumber: true },
  { title: 'unknown', cell: ({ unknown }) => String(unknown), isNumber: true },
  { title: 'graduated', cell: ({ graduatedAt }) => graduatedAt?.toISOString().slice(0, 10) ?? '' },
];

/** The mailboxes as a table of plain text, one line each, with the name of the client above its own. */
export function progressTable(progress: readonly MailboxProgress[]): string[] {
  const widths = columns.map(({ title, cell }) =>
    Math.max(title.length, ...progress.map((one) => cell(one).length)),
  );
  const row = (cells: readonly string[]) =>
    cells
      .map((text, index) =>
        columns[index]?.isNumber ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const lines = [row(columns.map(({ title }) => title))];
  let client = '';
  for (const one of progress) {
    if (one.client !== client) lines.push(`${one.client}:`);
    client = one.client;
    lines.push(row(columns.map(({ cell }) => cell(one))));
  }
  return lines;
}
