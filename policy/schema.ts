import { z } from 'zod';

/**
 * The shape of a policy: every number behind a decision. What each number is for, and where it comes from, stands
 * beside its value in `defaults.ts`; here stands what may never be true of it, whoever set it.
 */

const count = z.int().min(0);
const days = z.int().min(1);
const ratio = z.number().min(0).max(1);
const positive = z.number().positive();

/** No policy can pass these: they are checked against every plan and every cap below. Mails a mailbox and day. */
export const hardLimits = { coldPerDay: 40, outgoingPerDay: 50 } as const;

const phaseSchema = z
  .strictObject({
    days,
    warmupFrom: count,
    warmupTo: count,
    coldFrom: count.max(hardLimits.coldPerDay),
    coldTo: count.max(hardLimits.coldPerDay),
  })
  .refine((phase) => Math.max(phase.warmupFrom, phase.warmupTo) + phase.coldTo <= hardLimits.outgoingPerDay, {
    message: `warm-up and cold mail together stay within ${hardLimits.outgoingPerDay} a day`,
    path: ['warmupTo'],
  })
  .readonly();

/** A plan is its phases, in this order. */
export const planSchema = z
  .strictObject({
    rising: phaseSchema,
    steady: phaseSchema,
    'first-cold': phaseSchema,
    'second-cold': phaseSchema,
    matured: phaseSchema,
  })
  .refine((plan) => plan.rising.coldTo === 0 && plan.steady.coldTo === 0, {
    message: 'no cold mail before graduation',
    path: ['steady', 'coldTo'],
  })
  .readonly();

const presetsSchema = z
  .strictObject({ default: planSchema, careful: planSchema, fast: planSchema })
  .readonly();

const volumeSchema = z
  .strictObject({
    raisePerDay: z.int().min(1),
    spreadRatio: ratio.max(0.5),
    weekendRatio: ratio,
    cooldownLevel: count,
    stepBackAfterIdleDays: days,
    stepBackRatio: ratio,
    restartAfterIdleDays: days,
    restartRatio: ratio,
    workedRatio: ratio,
    extraDaysBeforePerson: count,
  })
  .refine((volume) => volume.stepBackAfterIdleDays < volume.restartAfterIdleDays, {
    message: 'a restart comes after a longer pause than a step back',
    path: ['restartAfterIdleDays'],
  })
  .readonly();

const loginSchema = z
  .strictObject({
    retryMinutesFirst: z.int().min(1),
    retryMinutesAtMost: z.int().min(1),
    faultsToIsolate: z.int().min(1),
  })
  .readonly();

const reconciliationSchema = z
  .strictObject({ firstAfterMinutes: z.int().min(1), laterHours: z.array(positive).readonly() })
  .readonly();

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 07:30');

const roundsSchema = z
  .strictObject({
    perDayAtLeast: z.int().min(1),
    perDayAtMost: z.int().min(1),
    mailsPerRound: z.int().min(1),
    wakingFrom: timeOfDay,
    wakingUntil: timeOfDay,
    wakingSpreadMinutes: count,
    gapMinutes: z.int().min(1),
    lateMinutesAtMost: z.int().min(1),
    planningSpreadMinutes: count,
  })
  .refine((rounds) => rounds.perDayAtLeast <= rounds.perDayAtMost, {
    message: 'at least as many as perDayAtLeast',
    path: ['perDayAtMost'],
  })
  .refine((rounds) => shortestWakingMinutes(rounds) >= rounds.perDayAtMost * rounds.gapMinutes, {
    message: 'the waking hours must have room for all rounds and their gaps',
    path: ['wakingUntil'],
  })
  .readonly();

const tendingSchema = z
  .strictObject({
    rescueMinutesAtLeast: positive,
    rescueMinutesAtMost: positive,
    answerRatio: ratio,
    answerSpreadRatio: ratio,
    answerMinutesAtLeast: positive,
    answerMinutesMedian: positive,
    answerMinutesAtMost: positive,
    answerSigma: positive,
    threadDepthAtMost: z.int().min(1).max(5),
    flaggedRatio: ratio,
  })
  .refine((tending) => tending.rescueMinutesAtLeast <= tending.rescueMinutesAtMost, {
    message: 'at least rescueMinutesAtLeast',
    path: ['rescueMinutesAtMost'],
  })
  .refine((tending) => tending.answerMinutesAtLeast <= tending.answerMinutesAtMost, {
    message: 'at least answerMinutesAtLeast',
    path: ['answerMinutesAtMost'],
  })
  .readonly();

const pairingSchema = z
  .strictObject({
    restDays: days,
    widenedPairPerDay: z.int().min(1),
    widenFactor: positive,
    widestPairPerDay: z.int().min(1),
    cliqueDensity: ratio,
    cliqueReciprocity: ratio,
    cliqueMailboxesAtLeast: z.int().min(2),
  })
  .readonly();

const placementSchema = z
  .strictObject({
    windowDays: days,
    observedAtLeast: z.int().min(1),
    missingAfterHours: positive,
    inboxAtLeast: ratio,
    certainty: ratio,
    priorInbox: positive,
    priorNotInbox: positive,
    watchJunkRatio: ratio,
    cooldownJunkRatio: ratio,
    retiredJunkRatio: ratio,
    steadyJunkBelow: ratio,
  })
  .refine((placement) => placement.watchJunkRatio <= placement.cooldownJunkRatio, {
    message: 'at least watchJunkRatio',
    path: ['cooldownJunkRatio'],
  })
  .refine((placement) => placement.cooldownJunkRatio <= placement.retiredJunkRatio, {
    message: 'at least cooldownJunkRatio',
    path: ['retiredJunkRatio'],
  })
  .readonly();

const graduationSchema = z
  .strictObject({
    dayAtLeast: days,
    loginFaultFreeDays: days,
    planDays: days,
    planDeviationRatio: ratio,
  })
  .readonly();

const authenticationSchema = z
  .strictObject({ hoursApart: positive, failuresToStop: z.int().min(1), recheckMinutes: z.int().min(1) })
  .readonly();

const capsSchema = z
  .strictObject({
    mailboxPerDay: z.int().min(1).max(hardLimits.outgoingPerDay),
    mailboxColdPerDay: count.max(hardLimits.coldPerDay),
    domainWarmupPerDay: count,
  })
  .readonly();

export const policySchema = z
  .strictObject({
    /** Stored with every decision. */
    version: z.string().min(1),
    plans: presetsSchema,
    volume: volumeSchema,
    rounds: roundsSchema,
    tending: tendingSchema,
    pairing: pairingSchema,
    placement: placementSchema,
    graduation: graduationSchema,
    authentication: authenticationSchema,
    login: loginSchema,
    reconciliation: reconciliationSchema,
    caps: capsSchema,
  })
  .readonly();

export type Policy = z.infer<typeof policySchema>;
export type Plan = z.infer<typeof planSchema>;
export type Phase = z.infer<typeof phaseSchema>;
export type PhaseName = keyof Plan;
export type PlanPreset = keyof Policy['plans'];

/** The shortest day that a mailbox's own hours can leave, in minutes: both ends move inwards by the spread. */
function shortestWakingMinutes(rounds: {
  wakingFrom: string;
  wakingUntil: string;
  wakingSpreadMinutes: number;
}): number {
  return minutesOf(rounds.wakingUntil) - minutesOf(rounds.wakingFrom) - 2 * rounds.wakingSpreadMinutes;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
