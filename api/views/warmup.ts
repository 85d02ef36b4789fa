import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { MailboxDay } from '../../store/database.ts';
import type { RiskAcceptance } from '../../store/warmup-plans.ts';
import { warmupWorkflowId } from '../../store/warmup-wakes.ts';
import type { warmupDay, warmupStatus } from '../schemas/warmup.ts';
import type { WarmupStatus } from '../warmup-status.ts';
import { timeView } from './common.ts';

export function warmupView(
  { warmup, today, days, policyVersion, graduation, graduatedBy }: WarmupStatus,
  workflowUrl: (workflowId: string) => string | null,
): z.input<typeof warmupStatus> {
  const workflowId = warmupWorkflowId(warmup.mailboxId);
  return {
    mailboxId: warmup.mailboxId,
    stage: warmup.stage,
    phase: warmup.phase,
    day: warmup.day,
    nextActionAt: timeView(warmup.nextActionAt),
    graduatedAt: timeView(warmup.graduatedAt),
    preset: warmup.preset,
    overrides: warmup.overrides as Record<string, unknown>,
    policyVersion,
    extendedByDays: warmup.extendedByDays,
    riskAccepted: warmup.riskAccepted as (RiskAcceptance & { at: string }) | null,
    sentence: warmup.sentence,
    startedAt: timeView(warmup.startedAt),
    today: today && {
      ...dayView(today.day),
      rounds: today.rounds.map(({ dueAt, share, state, note }) => ({
        dueAt: timeView(dueAt),
        share,
        state,
        note,
      })),
    },
    days: days.map(dayView),
    graduation: [...graduation],
    graduatedBy: graduatedBy && {
      decidedBy: graduatedBy.decidedBy,
      reason: graduatedBy.reason,
      decidedAt: graduatedBy.decidedAt,
    },
    workflow: { workflowId, url: workflowUrl(workflowId) },
  };
}

function dayView(row: Selectable<MailboxDay>): z.input<typeof warmupDay> {
  return {
    date: row.date,
    day: row.day,
    phase: row.phase,
    phaseDay: row.phaseDay,
    wanted: row.wanted,
    planned: row.planned,
    sent: row.sent,
    answered: row.answered,
    foundInJunk: row.foundInJunk,
    rescued: row.rescued,
    missing: row.missing,
    coldAllowed: row.coldAllowed,
    health: row.band,
    sentences: row.sentences,
  };
}
