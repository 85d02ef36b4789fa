import { expect, test } from 'vitest';
import type { AnswerMeaning } from '../../mail/answer-rules.ts';
import { classifyAnswer } from '../../mail/server-answers.ts';
import { readReply } from '../../mail/smtp-reply.ts';
import type { RecipientProvider } from '../../policy/recipient-provider.ts';

/** Real answers, with addresses and hosts replaced. */
const answers: [RecipientProvider, AnswerMeaning, string][] = [
  [
    'google',
    'bad-address',
    '550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Please try double-checking the address',
  ],
  [
    'google',
    'bad-address',
    '550-5.2.1 The email account that you tried to reach is disabled.\n550 5.2.1 Learn more at https://support.google.com/mail/?p=DisabledUser',
  ],
  [
    'google',
    'deferral',
    '450-4.2.1 The user you are trying to contact is receiving mail at a rate that\n450 4.2.1 prevents additional messages from being delivered.',
  ],
  [
    'google',
    'deferral',
    '550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents delivery',
  ],
  [
    'google',
    'mailbox-full',
    "452-4.2.2 The recipient's inbox is out of storage space. Please direct the\n452 4.2.2 recipient to https://support.google.com/mail/?p=OverQuotaTemp",
  ],
  [
    'google',
    'mailbox-full',
    '552-5.2.2 The email account that you tried to reach is over quota.\n552 5.2.2 Please direct the recipient to support',
  ],
  [
    'google',
    'sender-fault',
    '550-5.7.26 Your email has been blocked because the sender is unauthenticated.\n550 5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.',
  ],
  [
    'google',
    'sender-fault',
    '550-5.7.25 The IP address sending this message does not have a PTR record setup\n550 5.7.25 in DNS',
  ],
  [
    'google',
    'sender-fault',
    '550-5.7.1 [192.0.2.1] Our system has detected that this message is\n550-5.7.1 likely unsolicited mail.\n550 5.7.1 the message has been blocked.',
  ],
  [
    'google',
    'sender-fault',
    '550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to',
  ],
  [
    'google',
    'deferral',
    '421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating\n421 4.7.28 from your SPF domain. To protect our users from spam, mail has been temporarily rate limited.',
  ],
  [
    'google',
    'login',
    '535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials',
  ],
  ['google', 'login', '534-5.7.9 Application-specific password required.'],
  ['google', 'login', '454 4.7.0 Too many login attempts, please try again later.'],
  [
    'microsoft',
    'bad-address',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@corp.test not found by SMTP address lookup',
  ],
  [
    'microsoft',
    'bad-address',
    '550 5.4.1 Recipient address rejected: Access denied. [DB5EUR01.eop-EUR01.prod.protection.outlook.com]',
  ],
  [
    'microsoft',
    'sender-fault',
    '550 5.7.515 Access denied, sending domain one.test doesn’t meet the required authentication level.',
  ],
  ['microsoft', 'sender-fault', '550 5.1.8 Access denied, bad outbound sender AS(42004)'],
  [
    'microsoft',
    'sender-fault',
    "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
  ],
  ['microsoft', 'sender-fault', '550 5.7.606 Access denied, banned sending IP [192.0.2.1]'],
  ['microsoft', 'login', '550 5.7.30 Basic authentication is not supported for Client Submission.'],
  [
    'microsoft',
    'login',
    '535 5.7.139 Authentication unsuccessful, user is locked by your organization’s security defaults policy',
  ],
  ['microsoft', 'deferral', '451 4.7.500 Server busy. Please try again later from [192.0.2.1].'],
  ['yandex', 'bad-address', '550 5.7.1 No such user!'],
  ['yandex', 'sender-fault', '554 5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc'],
  ['yandex', 'mailbox-full', '552 5.2.2 Mailbox size limit exceeded'],
  ['yandex', 'sender-fault', '553 5.7.1 Sender address rejected: not owned by auth user.'],
  ['yandex', 'deferral', '451 4.7.1 Sorry, the service is currently unavailable. Please come back later.'],
  ['yandex', 'login', '535 5.7.8 Error: authentication failed: Invalid user or password'],
  ['yandex', 'policy-unclear', '550 5.7.1 Policy rejection on the target address'],
  [
    'mailru',
    'bad-address',
    '550 Message was not accepted -- invalid mailbox. Local mailbox bob@mail.test is unavailable: user not found',
  ],
  [
    'mailru',
    'sender-fault',
    '550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id',
  ],
  ['mailru', 'mailbox-full', '552 Requested mail action aborted: mailbox is over quota'],
  [
    'other',
    'bad-address',
    '550 5.1.1 <bob@corp.test>: Recipient address rejected: User unknown in virtual mailbox table',
  ],
  ['other', 'bad-address', '550 No such user here'],
  ['other', 'bad-address', '550 Unrouteable address'],
  [
    'other',
    'deferral',
    '450 4.1.1 <bob@corp.test>: Recipient address rejected: User unknown in local recipient table',
  ],
  [
    'other',
    'deferral',
    '450 4.2.0 <bob@corp.test>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch',
  ],
  [
    'other',
    'sender-fault',
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
  ],
  ['other', 'sender-fault', '550 Sender verify failed'],
  ['other', 'policy-unclear', '550 5.7.1 <bob@corp.test>: Recipient address rejected: Access denied'],
  ['other', 'policy-unclear', '554 5.7.1 Delivery not authorized, message refused'],
  ['other', 'policy-unclear', '554 Transaction failed'],
  ['other', 'service', '421 4.3.2 Service shutting down'],
  ['other', 'service', '503 5.5.1 Bad sequence of commands'],
  ['other', 'deferral', '451 4.3.0 Temporary lookup failure'],
  ['other', 'mailbox-full', '552 5.2.2 <bob@corp.test>: user is over quota'],
];

test.each(answers)('%s: %s <- %s', (provider, meaning, text) => {
  const reply = readReply(text);
  const answer = {
    code: reply?.code ?? null,
    enhancedCode: reply?.enhancedCode ?? null,
    text: reply?.text ?? '',
    provider,
  };
  expect(classifyAnswer(answer)).toEqual({
    meaning,
    permanence: text.startsWith('4') ? 'transient' : 'permanent',
  });
});

test('the same text of another provider is not taken for a bad address: 5.4.1 elsewhere is a routing problem', () => {
  const answer = { code: 550, enhancedCode: '5.4.1', text: 'Recipient address rejected: Access denied' };
  expect(classifyAnswer({ ...answer, provider: 'other' }).meaning).toBe('policy-unclear');
});

test('a report without a reply code is judged by its status', () => {
  const answer = { code: null, text: '', provider: 'other' as const };
  expect(classifyAnswer({ ...answer, enhancedCode: '5.1.1' })).toEqual({
    meaning: 'bad-address',
    permanence: 'permanent',
  });
  expect(classifyAnswer({ ...answer, enhancedCode: '4.4.1' })).toEqual({
    meaning: 'deferral',
    permanence: 'transient',
  });
});

test('an answer without any code condemns nobody', () => {
  const answer = { code: null, enhancedCode: null, text: 'user unknown', provider: 'other' as const };
  expect(classifyAnswer(answer)).toEqual({ meaning: 'deferral', permanence: 'transient' });
});
