import { policySchema, type Policy } from './schema.ts';

/**
 * The numbers behind every decision, each with its reason. "Choice" marks a number that no source gives: it is picked to
 * be careful, and is here so that it can be argued with. A tenant may change some of them, in one direction
 * (`overrides.ts`).
 *
 * Change a number, change `version`: it is stored with every decision, and says which numbers made it.
 */
export const defaults: Policy = policySchema.parse({
  version: '1',

  /**
   * Mails a working day. No provider publishes a warm-up curve; Google only asks to raise volume slowly, starting with
   * low volume to engaged recipients (support.google.com/a/answer/81126). The slope of one mail a day is the
   * field's usual advice for a new mailbox.
   */
  plans: {
    /** 56 days, four phases of two weeks. */
    default: {
      rising: { days: 14, warmupFrom: 2, warmupTo: 15, coldFrom: 0, coldTo: 0 },
      steady: { days: 14, warmupFrom: 15, warmupTo: 20, coldFrom: 0, coldTo: 0 },
      // Warm-up gives way as cold mail comes, so that the total goes on rising slowly: 18 to 30, then to 35.
      'first-cold': { days: 14, warmupFrom: 15, warmupTo: 15, coldFrom: 3, coldTo: 15 },
      'second-cold': { days: 14, warmupFrom: 10, warmupTo: 10, coldFrom: 15, coldTo: 25 },
      matured: { days: 14, warmupFrom: 5, warmupTo: 5, coldFrom: 25, coldTo: 30 },
    },
    /** 70 days, and it ends at 25 cold mails a day. */
    careful: {
      rising: { days: 18, warmupFrom: 2, warmupTo: 15, coldFrom: 0, coldTo: 0 },
      steady: { days: 18, warmupFrom: 15, warmupTo: 20, coldFrom: 0, coldTo: 0 },
      'first-cold': { days: 17, warmupFrom: 15, warmupTo: 15, coldFrom: 3, coldTo: 12 },
      'second-cold': { days: 17, warmupFrom: 10, warmupTo: 10, coldFrom: 12, coldTo: 20 },
      matured: { days: 14, warmupFrom: 5, warmupTo: 5, coldFrom: 20, coldTo: 25 },
    },
    /** 28 days to 30 warm-up mails a day, then cold mail takes their place. Only a platform admin chooses it. */
    fast: {
      rising: { days: 14, warmupFrom: 3, warmupTo: 16, coldFrom: 0, coldTo: 0 },
      steady: { days: 14, warmupFrom: 17, warmupTo: 30, coldFrom: 0, coldTo: 0 },
      'first-cold': { days: 7, warmupFrom: 20, warmupTo: 20, coldFrom: 4, coldTo: 10 },
      'second-cold': { days: 7, warmupFrom: 10, warmupTo: 10, coldFrom: 11, coldTo: 17 },
      matured: { days: 13, warmupFrom: 5, warmupTo: 5, coldFrom: 18, coldTo: 30 },
    },
  },

  volume: {
    // The slope of the plan, and the slope at which a mailbox climbs back after a pause or a cooldown.
    raisePerDay: 1,
    // People don't write the same number of mails every day (choice: wide enough to be seen, too narrow to matter).
    spreadRatio: 0.15,
    // Offices write less at weekends; cold mail stops altogether.
    weekendRatio: 0.25,
    // Low enough to do no harm, high enough to go on being seen: five days give 20 observed mails or so.
    cooldownLevel: 5,
    // A long weekend is no pause; after more, the providers' memory of the mailbox has begun to fade (choice).
    stepBackAfterIdleDays: 3,
    stepBackRatio: 0.2,
    restartAfterIdleDays: 14,
    restartRatio: 0.5,
    // A day counts as worked when half of what it planned was sent: fewer says little about the mailbox (choice).
    workedRatio: 0.5,
    // How long a mailbox that doesn't graduate goes on by itself after its plan's end.
    extraDaysBeforePerson: 28,
  },

  rounds: {
    // Two visits rescue mail from Junk within the day even when nothing is to be sent.
    perDayAtLeast: 2,
    perDayAtMost: 6,
    // 20 mails are five rounds: small enough that a round lasts a minute or two.
    mailsPerRound: 4,
    // Office hours and some evening; each mailbox keeps its own, up to `wakingSpreadMinutes` later and earlier.
    wakingFrom: '07:30',
    wakingUntil: '21:30',
    wakingSpreadMinutes: 120,
    gapMinutes: 45,
    // A visit that comes later than this is left out: a person who was away doesn't do the morning's mail at night (choice).
    lateMinutesAtMost: 120,
    // Mailboxes of one time zone plan their day within the hour after midnight, not all in the same second.
    planningSpreadMinutes: 60,
  },

  tending: {
    // A person who looks for a missing mail in Junk does it after minutes or an hour, not at once.
    rescueMinutesAtLeast: 5,
    rescueMinutesAtMost: 90,
    // About a third of colleagues' mail asks for an answer; each mailbox and day has its own share, 25 to 35 %.
    answerRatio: 0.3,
    answerSpreadRatio: 0.05,
    // Delays of answers are log-normal. Kooti et al., "Evolution of Conversations in the Age of Email Overload" (2015):
    // half of all answers come within an hour, a long tail takes days. Ours is slower, since it is never urgent.
    answerMinutesAtLeast: 45,
    answerMinutesMedian: 240,
    answerMinutesAtMost: 2_880,
    answerSigma: 1.1,
    // Longer threads are rare among people, and would make the exchange stand out.
    threadDepthAtMost: 5,
    flaggedRatio: 0.08,
  },

  pairing: {
    // Two mailboxes meet at most once in two weeks while there are partners enough.
    restDays: 14,
    // With few partners a pair may meet more often: max(5, 2 x wanted / partners) a day ...
    widenedPairPerDay: 5,
    widenFactor: 2,
    // ... but a thread of more than ten a day between the same two people looks like a machine (choice).
    widestPairPerDay: 10,
    // Above these an outsider who sees all of the exchange sees a closed circle (choice; random graphs of colleagues
    // have densities far below a half).
    cliqueDensity: 0.5,
    cliqueReciprocity: 0.8,
    cliqueMailboxesAtLeast: 3,
  },

  placement: {
    // A week holds every weekday once, and forgets what a provider thought of the mailbox a month ago.
    windowDays: 7,
    // Below 20, one mail more or less in Junk moves the share by more than 5 points.
    observedAtLeast: 20,
    // Grey-listing delays mail for minutes to hours (RFC 6647 section 2), so a day without it means that it is lost.
    missingAfterHours: 24,
    // "Placement >= 90 %" means: the probability that it is at least this is above `certainty` (see placement.ts).
    inboxAtLeast: 0.9,
    certainty: 0.7,
    // As much as five observed mails, 90 % of them in the inbox: soon outweighed by what is seen.
    priorInbox: 4.5,
    priorNotInbox: 0.5,
    // Shares in Junk that make a band.
    watchJunkRatio: 0.1,
    cooldownJunkRatio: 0.2,
    retiredJunkRatio: 0.4,
    // To go on from the rising phase.
    steadyJunkBelow: 0.1,
  },

  graduation: {
    // The two phases without cold mail, two weeks each. Google and Microsoft ask for weeks of slow growth, and give no number.
    dayAtLeast: 28,
    // A mailbox whose login fails doesn't tend its mail, and is about to be locked or has been.
    loginFaultFreeDays: 7,
    // The last week must have gone as planned, within the spread of a day: else the volume was not what was tested.
    planDays: 7,
    planDeviationRatio: 0.1,
  },

  authentication: {
    // Two passes this far apart start a plan: a record that only one name server has, or by mistake, shows.
    hoursApart: 24,
    // One failure may be a resolver's; two in a row stop the mail.
    failuresToStop: 2,
    // How soon a domain that doesn't pass yet is looked at again: somebody is waiting for it.
    recheckMinutes: 60,
  },

  login: {
    // Doubled with every fault in a row: 15, 30, 60 minutes ... a day. Providers lock accounts that try faster.
    retryMinutesFirst: 15,
    retryMinutesAtMost: 1_440,
    // One failed connection may be the server's, three in a row are the mailbox's: its partners stop writing to it, since
    // nobody would tend what they send.
    faultsToIsolate: 3,
  },

  reconciliation: {
    // A mail of unknown outcome is looked for after 10 minutes (real time: a server takes its own), an hour and a day.
    // By then it has been delivered, or a report has come (RFC 5321 section 4.5.4.1: give up after 4-5 days at the latest).
    firstAfterMinutes: 10,
    laterHours: [1, 24],
  },

  caps: {
    // All mail of a mailbox: warm-up, its answers, cold mail, what people send by hand. Below the hard limit of 50.
    mailboxPerDay: 40,
    mailboxColdPerDay: 40,
    // Ten mailboxes at the steady level: 10 x 20 mails x 1.15 (spread) x 1.3 (answers) = 299.
    domainWarmupPerDay: 300,
  },
});
