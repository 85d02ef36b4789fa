import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readReport } from '../../mail/dsn.ts';

function report(type: string, parts: [contentType: string, body: string][], headers = ''): Buffer {
  const body = parts.map(([contentType, text]) => `--b1\nContent-Type: ${contentType}\n\n${text}\n`).join('');
  const text = `From: MAILER-DAEMON@mx.test\nTo: ann@one.test\nSubject: report\n${headers}MIME-Version: 1.0\nContent-Type: multipart/report; report-type=${type}; boundary="b1"\n\n${body}--b1--\n`;
  return Buffer.from(text.replaceAll('\n', '\r\n'));
}

const explanation: [string, string] = ['text/plain', 'I am sorry.'];
const returned: [string, string] = [
  'message/rfc822',
  'From: ann@one.test\nTo: bob@corp.test\nMessage-ID: <orig-1@one.test>\nX-Order-Route-Ref: abc\nSubject: hello\n\nbody',
];

const postfix = report('delivery-status', [
  explanation,
  [
    'message/delivery-status',
    `Reporting-MTA: dns; mx.test
X-Postfix-Queue-ID: 123
Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0000

Final-Recipient: rfc822; bob@corp.test
Original-Recipient: rfc822;sales@corp.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.corp.test
Diagnostic-Code: smtp; 550 5.1.1 <bob@corp.test>: Recipient address rejected:
    User unknown`,
  ],
  returned,
]);

test('reads a failure as Postfix reports it', async () => {
  const read = await readReport(postfix);
  expect(read).toMatchObject({
    kind: 'dsn',
    action: 'failed',
    status: '5.1.1',
    code: 550,
    diagnosticCode: '550 5.1.1 <bob@corp.test>: Recipient address rejected:    User unknown',
    finalRecipient: 'bob@corp.test',
    originalRecipient: 'sales@corp.test',
    originalMessageId: '<orig-1@one.test>',
  });
  expect(read?.originalHeaders.get('x-order-route-ref')).toBe('abc');
});

test('does not take a delay for a failure', async () => {
  const delayed = report('delivery-status', [
    explanation,
    [
      'message/delivery-status',
      'Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; bob@corp.test\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: Sun, 22 Nov 2026 10:00:00 +0000',
    ],
    ['text/rfc822-headers', 'Message-ID: <orig-2@one.test>\nSubject: hello'],
  ]);
  expect(await readReport(delayed)).toMatchObject({
    action: 'delayed',
    status: '4.4.1',
    code: null,
    diagnosticCode: null,
    originalMessageId: '<orig-2@one.test>',
  });
});

test('knows the message by what the report answers when nothing was returned', async () => {
  const bare = report(
    'delivery-status',
    [
      explanation,
      [
        'message/delivery-status',
        'Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; b@c.test\nAction: failed\nStatus: 5.0.0',
      ],
    ],
    'In-Reply-To: <orig-3@one.test>\n',
  );
  expect(await readReport(bare)).toMatchObject({ originalMessageId: '<orig-3@one.test>', status: '5.0.0' });
});

test('of several recipients the one that failed counts', async () => {
  const mixed = report('delivery-status', [
    explanation,
    [
      'message/delivery-status',
      'Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; a@c.test\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; b@c.test\nAction: failed (gone)\nStatus: 5.1.1 (no user)',
    ],
  ]);
  expect(await readReport(mixed)).toMatchObject({
    action: 'failed',
    status: '5.1.1',
    finalRecipient: 'b@c.test',
  });
});

test('a report without action or status is judged by the reply that it quotes', async () => {
  const terse = report('delivery-status', [
    explanation,
    [
      'message/delivery-status',
      'Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; b@c.test\nDiagnostic-Code: smtp; 452 4.2.2 mailbox full',
    ],
  ]);
  expect(await readReport(terse)).toMatchObject({ action: 'delayed', status: '4.2.2', code: 452 });
});

test('reads an abuse report', async () => {
  const complaint = report('feedback-report', [
    explanation,
    [
      'message/feedback-report',
      'Feedback-Type: Abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Rcpt-To: <bob@corp.test>\nSource-IP: 192.0.2.1',
    ],
    returned,
  ]);
  expect(await readReport(complaint)).toMatchObject({
    kind: 'arf',
    feedbackType: 'abuse',
    originalRecipient: 'bob@corp.test',
    originalMessageId: '<orig-1@one.test>',
  });
});

test('a read receipt, a plain mail and an empty one are no reports of these kinds', async () => {
  const receipt = report('disposition-notification', [
    explanation,
    [
      'message/disposition-notification',
      'Final-Recipient: rfc822; b@c.test\nDisposition: manual-action/MDN-sent-manually; displayed',
    ],
  ]);
  for (const raw of [receipt, Buffer.from('Subject: hi\r\n\r\nhello\r\n'), Buffer.alloc(0)]) {
    expect(await readReport(raw)).toBeNull();
  }
});

test('garbage is never an error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
      expect(await readReport(Buffer.from(bytes))).toBeNull();
    }),
  );
});

test('a report with damage anywhere is read or left alone, without failing', async () => {
  const damage = fc.array(fc.tuple(fc.nat(postfix.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(postfix.length), async (changes, length) => {
      const damaged = Buffer.from(postfix.subarray(0, length));
      for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
      const read = await readReport(damaged);
      expect(read === null || read.kind === 'dsn').toBe(true);
    }),
    { numRuns: 300 },
  );
});
