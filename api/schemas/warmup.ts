import { z } from 'zod';
import { SamovarError } from '../../policy/errors.ts';
import { effectivePolicy, type PolicyOverrides } from '../../policy/overrides.ts';
import { date, healthBand, id, line, reason, time, workflowReference } from './common.ts';

export const stage = z
  .enum(['checking', 'warming', 'ready', 'waiting', 'stopped'])
  .meta({ description: '`waiting` waits for a person; `ready` has graduated.' });

const phase = z.enum(['rising', 'steady', 'first-cold', 'second-cold', 'matured']);

const presetName = z.enum(['default', 'careful', 'fast']).meta({
  description: '`default` takes 56 days, `careful` 70; `fast` is for platform admins to choose.',
});

/** The policy's own judgement of overrides, as zod issues: beyond a limit, or less careful than the default. */
const overrides = z
  .record(z.string(), z.unknown())
  .superRefine((given, context) => {
    try {
      effectivePolicy(given as PolicyOverrides);
    } catch (error) {
      if (!(error instanceof SamovarError)) throw error;
      for (const [path, messages] of Object.entries(error.details.fieldErrors ?? {})) {
        for (const message of messages) context.addIssue(overrideIssue(path, message));
      }
    }
  })
  .transform((given) => given as PolicyOverrides)
  .meta({
    type: 'object',
    description: 'Numbers of the policy made more careful, in the policy’s own tree.',
    example: { caps: { mailboxPerDay: 25 } },
  });

function overrideIssue(path: string, message: string) {
  const fix = 'Give a number within that limit, or leave the field out to keep the policy’s.';
  return { code: 'custom' as const, path: path.split('.'), message, params: { fix } };
}

export const riskAcceptance = z
  .strictObject({
    acceptedBy: line(200).meta({ description: 'The person who takes the risk.' }),
    statement: line(1000).meta({ description: 'In that person’s own words.' }),
  })
  .meta({
    id: 'RiskAcceptance',
    description:
      'Warm-up mail between own mailboxes is against some providers’ terms (Google’s API policy among them). Their mailboxes are warmed up only when a person confirms in writing to take that risk.',
  });

const plan = {
  preset: presetName.default('default'),
  overrides: overrides.default({}),
  riskAccepted: riskAcceptance.optional(),
};

export const optIn = z.strictObject({ optIn: z.boolean(), ...plan }).meta({ id: 'WarmupOptIn' });

export type OptIn = z.infer<typeof optIn>;

export const changePlanRequest = z.strictObject(plan).meta({
  id: 'WarmupPlan',
  description: 'The whole plan: what is left out goes back to its default. A consent that was given stays.',
});

export type ChangePlanRequest = z.infer<typeof changePlanRequest>;

export const extendRequest = z
  .strictObject({ days: z.int().min(1).max(90), reason })
  .meta({ id: 'ExtendWarmupRequest' });

export const graduateRequest = z
  .strictObject({ decidedBy: line(200).meta({ description: 'The person who decides.' }), reason })
  .meta({ id: 'GraduateAnywayRequest' });

export const warmupSummary = z.strictObject({
  stage,
  phase: phase.nullable(),
  day: z.int().meta({ description: 'Worked days of the plan.' }),
  nextActionAt: time.nullable(),
  graduatedAt: time.nullable(),
});

const round = z.strictObject({
  dueAt: time,
  share: z.int(),
  state: z.enum(['planned', 'done', 'missed']),
  note: z.string().nullable(),
});

export const warmupDay = z
  .strictObject({
    date,
    day: z.int(),
    phase,
    phaseDay: z.int().meta({ description: 'Counted from 1.' }),
    wanted: z.int().meta({ description: 'By the plan’s curve.' }),
    planned: z.int().meta({ description: 'What the partners can carry of it: progress is judged by this.' }),
    sent: z.int(),
    answered: z.int(),
    foundInJunk: z.int(),
    rescued: z.int(),
    missing: z.int(),
    coldAllowed: z.int(),
    health: healthBand,
    sentences: z.array(z.string()),
  })
  .meta({ id: 'WarmupDay' });

const criterion = z.strictObject({
  name: z.string(),
  state: z.enum(['pass', 'fail', 'unknown', 'not-applicable']),
  sentence: z.string(),
});

export const warmupStatus = warmupSummary
  .extend({
    mailboxId: id,
    preset: presetName,
    overrides: z.record(z.string(), z.unknown()),
    policyVersion: z.string(),
    extendedByDays: z.int(),
    riskAccepted: riskAcceptance.extend({ at: time }).nullable(),
    sentence: z.string().meta({ description: 'What it did last, what it waits for, what blocks it.' }),
    startedAt: time,
    today: warmupDay.extend({ rounds: z.array(round) }).nullable(),
    days: z.array(warmupDay).meta({ description: 'The last 14 days before today, newest first.' }),
    graduation: z.array(criterion).meta({
      description:
        'What must be so to graduate, with the evidence; as it was at graduation once that has come.',
    }),
    graduatedBy: z
      .strictObject({ decidedBy: z.string(), reason: z.string(), decidedAt: time })
      .nullable()
      .meta({
        description: 'The person who decided that it graduates, whatever was missing.',
      }),
    workflow: workflowReference,
  })
  .meta({ id: 'Warmup' });

export const changedWarmup = z
  .strictObject({ warmup: warmupStatus, workflows: z.array(workflowReference) })
  .meta({ id: 'ChangedWarmup' });
