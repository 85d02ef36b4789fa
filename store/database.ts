import type { ColumnType } from "kysely";
export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export type ApiKey = {
    id: string;
    tenantId: string | null;
    name: string;
    prefix: string;
    hash: string;
    scopes: string[];
    createdAt: Timestamp;
    lastUsedAt: Timestamp | null;
    revokedAt: Timestamp | null;
};
export type BudgetHour = {
    tenantId: string;
    /**
     * @kyselyType('mailbox' | 'warmup-domain' | 'people')
     */
    scope: 'mailbox' | 'warmup-domain' | 'people';
    scopeId: string;
    hour: Timestamp;
    reserved: Generated<number>;
    used: Generated<number>;
};
export type ChangeLog = {
    id: string;
    tenantId: string;
    at: Timestamp;
    actor: string;
    subject: string;
    subjectId: string;
    change: string;
    reason: string | null;
    /**
     * @kyselyType(ColumnType<unknown, string, string>)
     */
    detail: ColumnType<unknown, string, string>;
};
export type Clock = {
    id: number;
    businessAnchor: Timestamp;
    realAnchor: Timestamp;
    speed: number;
};
export type Decision = {
    id: string;
    tenantId: string;
    sendId: string;
    at: Timestamp;
    allowed: boolean;
    binding: string | null;
    until: Timestamp | null;
    sentence: string;
    /**
     * @kyselyType(ColumnType<unknown, string, string>)
     */
    verdicts: ColumnType<unknown, string, string>;
    policyVersion: string;
};
export type DnsCheck = {
    id: string;
    tenantId: string;
    domainId: string;
    checkedAt: Timestamp;
    /**
     * @kyselyType('spf' | 'dkim' | 'dmarc' | 'mx')
     */
    record: 'spf' | 'dkim' | 'dmarc' | 'mx';
    /**
     * @kyselyType('pass' | 'fail' | 'unknown')
     */
    state: 'pass' | 'fail' | 'unknown';
    sentence: string;
    /**
     * @kyselyType(ColumnType<unknown, string, string>)
     */
    evidence: ColumnType<unknown, string, string>;
};
export type InboxCursor = {
    tenantId: string;
    mailboxId: string;
    folder: string;
    /**
     * @kyselyType(number)
     */
    uidValidity: number;
    /**
     * @kyselyType(number)
     */
    uid: number;
    readAt: Timestamp;
};
export type Mailbox = {
    id: string;
    tenantId: string;
    domainId: string;
    address: string;
    addressLookup: string;
    senderName: string;
    /**
     * @kyselyType('en' | 'de' | 'es' | 'ru')
     */
    language: 'en' | 'de' | 'es' | 'ru';
    timeZone: string;
    preset: string;
    smtpHost: string;
    smtpPort: number;
    /**
     * @kyselyType('tls' | 'starttls' | 'none')
     */
    smtpSecurity: 'tls' | 'starttls' | 'none';
    imapHost: string;
    imapPort: number;
    /**
     * @kyselyType('tls' | 'starttls' | 'none')
     */
    imapSecurity: 'tls' | 'starttls' | 'none';
    username: string;
    /**
     * @kyselyType('password' | 'xoauth2')
     */
    authKind: 'password' | 'xoauth2';
    sealedSecret: string;
    pausedAt: Timestamp | null;
    pausedReason: string | null;
    retiredAt: Timestamp | null;
    /**
     * @kyselyType('good' | 'watch' | 'cooldown' | 'retired')
     */
    health: Generated<'good' | 'watch' | 'cooldown' | 'retired'>;
    /**
     * @kyselyType(ColumnType<unknown, string, string>)
     */
    healthEvidence: ColumnType<unknown, string, string> | null;
    healthChangedAt: Timestamp | null;
    loginFaults: Generated<number>;
    loginFaultAt: Timestamp | null;
    loginFaultCode: string | null;
    loginRetryAt: Timestamp | null;
    tendedAt: Timestamp | null;
    createdAt: Timestamp;
};
export type MailboxDay = {
    tenantId: string;
    mailboxId: string;
    /**
     * @kyselyType(string)
     */
    date: string;
    day: number;
    /**
     * @kyselyType('rising' | 'steady' | 'first-cold' | 'second-cold' | 'matured')
     */
    phase: 'rising' | 'steady' | 'first-cold' | 'second-cold' | 'matured';
    phaseDay: number;
    level: number;
    coldLevel: number;
    wanted: number;
    planned: number;
    pairLimit: number;
    coldAllowed: number;
    /**
     * @kyselyType('good' | 'watch' | 'cooldown' | 'retired')
     */
    band: 'good' | 'watch' | 'cooldown' | 'retired';
    sentences: string[];
    sent: Generated<number>;
    answered: Generated<number>;
    foundInJunk: Generated<number>;
    rescued: Generated<number>;
    missing: Generated<number>;
    worked: boolean | null;
    settledAt: Timestamp | null;
    endsAt: Timestamp;
};
export type Outbox = {
    id: string;
    tenantId: string;
    /**
     * @kyselyType('start' | 'signal')
     */
    kind: 'start' | 'signal';
    workflowType: string;
    workflowId: string;
    signal: string | null;
    /**
     * @kyselyType(ColumnType<unknown, string, string>)
     */
    input: ColumnType<unknown, string, string>;
    createdAt: Timestamp;
    attempts: Generated<number>;
    nextAttemptAt: Timestamp | null;
    dispatchedAt: Timestamp | null;
    failureCode: string | null;
};
export type Send = {
    id: string;
    tenantId: string;
    /**
     * @kyselyType('warmup' | 'warmup-answer')
     */
    kind: 'warmup' | 'warmup-answer';
    mailboxId: string;
    domainId: string;
    partnerMailboxId: string;
    roundId: string | null;
    roundIndex: number | null;
    answeredSendId: string | null;
    threadId: string;
    depth: number;
    plot: string;
    /**
     * @kyselyType('google' | 'microsoft' | 'yandex' | 'mailru' | 'other')
     */
    recipientProvider: 'google' | 'microsoft' | 'yandex' | 'mailru' | 'other';
    /**
     * @kyselyType('reserved' | 'submitting' | 'handing-over' | 'accepted' | 'rejected' | 'unknown' | 'delivered' | 'bounced' | 'complained' | 'cancelled')
     */
    state: 'reserved' | 'submitting' | 'handing-over' | 'accepted' | 'rejected' | 'unknown' | 'delivered' | 'bounced' | 'complained' | 'cancelled';
    attempt: Generated<number>;
    leaseUntil: Timestamp | null;
    slotAt: Timestamp;
    budgetHour: Timestamp | null;
    messageId: string;
    wireMessageId: string | null;
    phase: string | null;
    replyCode: number | null;
    enhancedCode: string | null;
    failureCode: string | null;
    submittedAt: Timestamp | null;
    outcomeAt: Timestamp | null;
    /**
     * @kyselyType('partner-mailbox' | 'sent-folder' | 'report' | 'person')
     */
    outcomeEvidence: 'partner-mailbox' | 'sent-folder' | 'report' | 'person' | null;
    reconciliations: Generated<number>;
    reconcileAt: Timestamp | null;
    createdAt: Timestamp;
    /**
     * @kyselyType('inbox' | 'junk' | 'missing')
     */
    placement: 'inbox' | 'junk' | 'missing' | null;
    placedAt: Timestamp | null;
    receivedFolder: string | null;
    /**
     * @kyselyType(number)
     */
    receivedUidValidity: number | null;
    /**
     * @kyselyType(number)
     */
    receivedUid: number | null;
    rescueDueAt: Timestamp | null;
    rescuedAt: Timestamp | null;
    filedAt: Timestamp | null;
    answerDueAt: Timestamp | null;
};
export type SendEvent = {
    id: string;
    tenantId: string;
    sendId: string;
    at: Timestamp;
    kind: string;
    key: string;
    /**
     * @kyselyType(ColumnType<unknown, string, string>)
     */
    detail: ColumnType<unknown, string, string>;
};
export type SendingDomain = {
    id: string;
    tenantId: string;
    name: string;
    dkimSelector: string;
    /**
     * @kyselyType('google' | 'microsoft' | 'yandex' | 'mailru' | 'other')
     */
    provider: Generated<'google' | 'microsoft' | 'yandex' | 'mailru' | 'other'>;
    /**
     * @kyselyType('pass' | 'fail' | 'unknown')
     */
    authentication: Generated<'pass' | 'fail' | 'unknown'>;
    authenticatedSince: Timestamp | null;
    authenticatedAt: Timestamp | null;
    authenticationFails: Generated<number>;
    checkedAt: Timestamp | null;
    pausedAt: Timestamp | null;
    pausedReason: string | null;
    retiredAt: Timestamp | null;
    createdAt: Timestamp;
};
export type Tenant = {
    id: string;
    name: string;
    timeZone: string;
    /**
     * @kyselyType('en' | 'de' | 'es' | 'ru')
     */
    language: 'en' | 'de' | 'es' | 'ru';
    allowSameDomainWarmup: Generated<boolean>;
    pausedAt: Timestamp | null;
    pausedReason: string | null;
    createdAt: Timestamp;
};
export type Warmup = {
    mailboxId: string;
    tenantId: string;
    /**
     * @kyselyType('default' | 'careful' | 'fast')
     */
    preset: 'default' | 'careful' | 'fast';
    /**
     * @kyselyType(ColumnType<unknown, string, string>)
     */
    overrides: ColumnType<unknown, string, string>;
    /**
     * @kyselyType(ColumnType<unknown, string, string>)
     */
    riskAccepted: ColumnType<unknown, string, string> | null;
    /**
     * @kyselyType('checking' | 'warming' | 'ready' | 'waiting' | 'stopped')
     */
    stage: 'checking' | 'warming' | 'ready' | 'waiting' | 'stopped';
    /**
     * @kyselyType('rising' | 'steady' | 'first-cold' | 'second-cold' | 'matured')
     */
    phase: 'rising' | 'steady' | 'first-cold' | 'second-cold' | 'matured' | null;
    day: Generated<number>;
    extendedByDays: Generated<number>;
    graduatedAt: Timestamp | null;
    /**
     * @kyselyType(ColumnType<unknown, string, string>)
     */
    graduation: ColumnType<unknown, string, string> | null;
    sentence: Generated<string>;
    nextActionAt: Timestamp | null;
    startedAt: Timestamp;
};
export type WarmupRound = {
    id: string;
    tenantId: string;
    mailboxId: string;
    /**
     * @kyselyType(string)
     */
    date: string;
    index: number;
    dueAt: Timestamp;
    share: number;
    /**
     * @kyselyType('planned' | 'done' | 'missed')
     */
    state: 'planned' | 'done' | 'missed';
    startedAt: Timestamp | null;
    finishedAt: Timestamp | null;
    note: string | null;
};
export type DB = {
    apiKey: ApiKey;
    budgetHour: BudgetHour;
    changeLog: ChangeLog;
    clock: Clock;
    decision: Decision;
    dnsCheck: DnsCheck;
    inboxCursor: InboxCursor;
    mailbox: Mailbox;
    mailboxDay: MailboxDay;
    outbox: Outbox;
    send: Send;
    sendEvent: SendEvent;
    sendingDomain: SendingDomain;
    tenant: Tenant;
    warmup: Warmup;
    warmupRound: WarmupRound;
};
